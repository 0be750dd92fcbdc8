import { closeSync, openSync, writeSync } from 'node:fs'

const words = ['session closed', 'timeout for <peer>', 'ERROR: no route to host', 'registered']

/** Writes a log of `mib` in syslog style: only its size matters, it is the load beside which something else is measured. */
export function writeLog(path: string, mib: number): void {
  const lines: string[] = []
  for (let i = 0; i < 10_000; i++)
    lines.push(
      `Nov 25 ${String(i % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00 host${i % 20} app[${i}]: ${words[i % words.length]} ${i * 7919}\n`,
    )
  const block = Buffer.from(lines.join(''))
  const file = openSync(path, 'w')
  for (let written = 0; written < mib * 2 ** 20; written += block.length) writeSync(file, block)
  closeSync(file)
}
