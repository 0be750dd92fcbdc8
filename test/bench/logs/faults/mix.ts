import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeScratch } from '../../scratch.ts'
import { windows } from './background.ts'
import { syslogTime } from './render.ts'
import { at } from './world.ts'
import type { FaultWorld } from './world.ts'

/** Background of unknown programs: real message texts of other people's systems, made by the tool beside the data. */

const tool = fileURLToPath(new URL('../../../../../shared/tools/gen_mixed_log.py', import.meta.url))

/** Tool and data lie beside the repository, not in it. */
export const hasMix = (): boolean =>
  existsSync(tool) && existsSync(join(tool, '..', '..', 'loghub', 'HDFS'))

const lines = new Map<string, readonly string[]>()

/** `mib` MiB of syslog lines without their time and host; kept for the next run of the same size and seed. */
function mixLines(mib: number, seed: number): readonly string[] {
  const key = `${mib}/${seed}`
  const known = lines.get(key)
  if (known !== undefined) return known
  const folder = makeScratch('mix')
  const out = join(folder, 'mix.log')
  execFileSync('python3', [tool, out, '--mib', String(mib), '--seed', String(seed)])
  const made = readFileSync(out, 'latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(line.indexOf(' ', 16) + 1))
  rmSync(folder, { recursive: true })
  lines.clear()
  lines.set(key, made)
  return made
}

/** By host: the mix as its syslog, spread evenly over both windows. */
export function mixFiles(
  world: FaultWorld,
  mib: number,
  seed: number,
): ReadonlyMap<string, string> {
  const made = mixLines(mib, seed)
  const span = windows.after.to - windows.before.from
  const byHost = new Map<string, string[]>(world.hosts.map((host) => [host.name, []]))
  for (const [i, line] of made.entries()) {
    const host = at(world.hosts, (i * 7919) % world.hosts.length)
    const time = windows.before.from + Math.floor(((i + 0.5) / made.length) * span)
    byHost.get(host.name)?.push(`${syslogTime(time + host.skewMs)} ${host.name} ${line}`)
  }
  return new Map([...byHost].map(([host, list]) => [host, `${list.join('\n')}\n`]))
}
