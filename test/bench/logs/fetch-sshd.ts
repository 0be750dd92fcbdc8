import { copyFileSync, linkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileNames } from '../../../main/lab/logs/formats.ts'
import { makeKey, sshdMissing, startSshd } from '../../helpers/sshd.ts'
import type { RealSshd } from '../../helpers/sshd.ts'
import { kinds, textOf } from './fetch-texts.ts'

export type SshdHosts = {
  readonly servers: readonly RealSshd[]
  readonly identity: string
  readonly stop: () => Promise<void>
}

const tools = fileURLToPath(new URL('../../../resources/host-tools/operations', import.meta.url))

/** Debian's sshd with the reference operations, one server a host; all hosts have the same files, linked. */
export async function startSshdHosts(
  folder: string,
  count: number,
  mib: number,
): Promise<SshdHosts> {
  const missing = sshdMissing()
  if (missing !== undefined) throw new Error(missing)
  const identity = join(folder, 'id')
  makeKey(identity)
  const texts = kinds.map((kind) => {
    const file = join(folder, fileNames[kind])
    writeFileSync(file, textOf({ kind, bytes: Math.floor((mib * 2 ** 20) / kinds.length) }))
    return file
  })
  const servers: RealSshd[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()))
  }
  try {
    for (let number = 0; number < count; number += 1) {
      const server = await startSshd({ identityFile: identity })
      servers.push(server)
      const operations = join(server.home, '.switchyard', 'operations')
      const logs = join(server.home, 'log')
      mkdirSync(operations, { recursive: true })
      mkdirSync(logs)
      for (const tool of ['log-list', 'log-read'])
        copyFileSync(join(tools, tool), join(operations, tool))
      for (const [i, kind] of kinds.entries()) linkSync(texts[i] ?? '', join(logs, fileNames[kind]))
      writeFileSync(join(server.home, '.switchyard', 'log-folders'), `${logs}\n`)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { servers, identity, stop }
}
