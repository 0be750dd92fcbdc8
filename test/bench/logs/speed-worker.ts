import { closeSync, openSync, readSync } from 'node:fs'
import { groupFile } from '../../../main/data/analysis/group-file.ts'
import { createScanner } from '../../../main/data/analysis/scan.ts'
import { createTally } from '../../../main/data/analysis/tally.ts'
import { CustomerId } from '../../../shared/domain/ids.ts'
import { createDirectory } from '../../../shared/log-rules/directory.ts'
import type { DirectoryCustomer } from '../../../shared/log-rules/directory.ts'

/**
 * One measured pass over a file in a process of its own: `check` (flagged records, all counts), `every` (the same for every record),
 * `check-gz` (a packed file, as `logs check` reads it), `group` (templates of every line).
 */
const [what = 'check', path = ''] = process.argv.slice(2)
const pieceBytes = 262_144

/** As many as the sample has: 1,200 with 3,000 accounts, each with a domain, every tenth with a trunk. */
const customers = (): readonly DirectoryCustomer[] =>
  Array.from({ length: 1200 }, (_, i) => ({
    id: CustomerId.parse(String(10_000 + i)),
    name: `Customer ${i} Limited`,
    domains: [`c${i}.example.net`],
    trunkAddresses: i % 10 === 0 ? [`198.51.${100 + (i >> 8)}.${i & 255}`] : [],
    accounts: Array.from({ length: i % 2 === 0 ? 3 : 2 }, (_account, n) => ({
      id: `4420${7_000_000 + 10 * i + n}`,
    })),
  }))

function makeCheck() {
  const tally = createTally({ directory: createDirectory(customers()) })
  const scanner = createScanner({
    host: 'bench',
    file: path,
    referenceAt: Date.UTC(2026, 0, 1),
    every: what === 'every',
    onRecord: (record) => tally.add(record, 'after'),
  })
  return { scanner, finish: () => (scanner.end(true), tally.shapes()) }
}

function check(): number {
  const { scanner, finish } = makeCheck()
  const file = openSync(path, 'r')
  const buffer = Buffer.allocUnsafe(pieceBytes)
  let bytes = 0
  for (let got = readSync(file, buffer); got > 0; got = readSync(file, buffer)) {
    scanner.push(buffer.subarray(0, got))
    bytes += got
  }
  closeSync(file)
  finish()
  return bytes
}

async function checkGz(): Promise<number> {
  const { scanner, finish } = makeCheck()
  let bytes = 0
  const { openLocalLogs } = await import('../../../main/logs/local-source.ts')
  const opened = await openLocalLogs(path)
  if (!opened.ok) throw new Error(opened.problem.message)
  for (const { source } of opened.value)
    for (const log of await source.list())
      for await (const piece of source.read(log, 0)) {
        scanner.push(piece)
        bytes += piece.length
      }
  finish()
  return bytes
}

function group(): number {
  const found = groupFile(path)
  if (!found.ok) throw new Error(found.problem.message)
  for (const piece of found.value.numbers()) if (piece.length === 0) break
  found.value.close()
  return found.value.bytes
}

const started = process.cpuUsage()
const bytes = what === 'group' ? group() : what === 'check-gz' ? await checkGz() : check()
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({
    bytes,
    cpuMs: (user + system) / 1000,
    startMs: (started.user + started.system) / 1000,
    rssMiB: process.resourceUsage().maxRSS / 1024,
  }),
)
