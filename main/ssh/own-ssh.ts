import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConfigOptions } from './ssh-config.ts'

/** What the user's own `ssh` would go by: configuration and agent, where there are any. Hosts can be reached without either. */
export function ownSsh(
  homeDir = homedir(),
  { SSH_AUTH_SOCK: socket }: NodeJS.ProcessEnv = process.env,
): Pick<ConfigOptions, 'configFile' | 'agentSocket'> {
  const file = join(homeDir, '.ssh', 'config')
  const agentSocket = socket ?? windowsAgent()
  return {
    ...(existsSync(file) ? { configFile: file } : {}),
    ...(agentSocket === undefined ? {} : { agentSocket }),
  }
}

/** OpenSSH's own on Windows listens on a pipe of this name. */
const windowsAgent = (): string | undefined =>
  process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined
