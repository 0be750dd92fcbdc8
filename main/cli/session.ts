import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../../shared/domain/problems.ts'
import { compose } from '../compose.ts'
import { launchDataProcess } from '../data/launch.ts'
import type { DataProcess } from '../data/launch.ts'
import type { Engine } from '../engine.ts'
import { connectLab } from '../lab/client.ts'
import { labSecrets } from '../lab/secrets.ts'
import type { LabClient } from '../lab/client.ts'
import type { SecretWanted } from '../project-services.ts'
import type { Clock } from '../runner/ports.ts'
import { systemClock } from '../runner/system-clock.ts'
import { localUser } from '../ssh/local-user.ts'
import { ownSsh } from '../ssh/own-ssh.ts'
import { userFolder } from '../ssh/seat.ts'
import { ask } from './ask.ts'

export const resourcesDir = fileURLToPath(new URL('../../resources', import.meta.url))

export type SessionOptions = {
  /** Folder of a running embedded lab: its SSH configuration, secrets and clock are used. */
  readonly lab?: string | undefined
  readonly sshConfig?: string | undefined
}

export type Session = {
  readonly engine: Engine
  readonly clock: Clock
  readonly lab?: LabClient
  readonly dataProcess: DataProcess
  close(): Promise<void>
}

export const whoAmI = (): string => process.env['SWITCHYARD_BY'] ?? localUser()

/** The engine for one command: data process, clock, SSH settings and secrets of this terminal. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const lab = options.lab === undefined ? undefined : await connectLab(options.lab)
  const clock = lab?.clock ?? systemClock()
  const dataProcess = launchDataProcess()
  const engine = await compose({
    clock,
    resourcesDir,
    userFolder: userFolder(),
    dataProcess,
    ssh: sshSettings(options),
    secret: options.lab === undefined ? terminalSecret : await labSecrets(options.lab),
  })
  return {
    engine,
    clock,
    ...(lab === undefined ? {} : { lab }),
    dataProcess,
    close: () => engine.close(),
  }
}

function sshSettings({ lab, sshConfig }: SessionOptions): Parameters<typeof compose>[0]['ssh'] {
  if (lab !== undefined) return { configFile: join(lab, 'ssh_config') }
  return {
    ...ownSsh(),
    ...(sshConfig === undefined ? {} : { configFile: sshConfig }),
    secrets: {
      get: (kind, host, prompt) => typed(prompt === '' ? `${kind} for ${host}: ` : prompt),
    },
    onUnknownKey: async (key) => {
      if (!process.stdin.isTTY) return false
      const answer = await typed(
        `${key.host} shows a key that is not known yet: ${key.fingerprint}. Trust it? (yes/no) `,
        false,
      )
      return answer === 'yes'
    },
  }
}

/** Secrets come from the environment, or are typed; they are never kept (design.md section 6). */
async function terminalSecret(wanted: SecretWanted): Promise<string | undefined> {
  const name =
    wanted.kind === 'api' ? `SWITCHYARD_API_${wanted.system.toUpperCase()}` : 'SWITCHYARD_RADIUS'
  const prompt =
    wanted.kind === 'api'
      ? `Password of ${wanted.login} for the API of the ${wanted.system}: `
      : 'RADIUS shared secret: '
  return process.env[name] ?? (process.stdin.isTTY ? typed(prompt) : undefined)
}

async function typed(prompt: string, hidden = true): Promise<string> {
  if (!process.stdin.isTTY)
    return fail('auth-failed', `a secret is needed and there is no terminal to ask on: ${prompt}`, {
      safe: 'nothing was sent',
      next: 'use an SSH agent, or set the secret in the environment',
    })
  return ask(prompt, hidden)
}
