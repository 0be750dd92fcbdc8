import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

/** Runs `npm run -s demo -- --json` as a user would and holds its answer against what was promised. Ends with 1 when it is not kept. */
const Demo = z.object({
  customers: z.object({
    total: z.number(),
    onTarget: z.number(),
    importedTwice: z.number(),
    lost: z.number(),
    returned: z.number(),
  }),
  environments: z.array(z.object({ id: z.string(), xdrSynced: z.boolean() })),
  downtime: z.array(
    z.object({
      service: z.string(),
      scope: z.string(),
      budgetMs: z.number(),
      measuredMs: z.number().nullable(),
    }),
  ),
  faultsInjected: z.array(z.object({ kind: z.string() })),
  recovered: z.object({ retriedImports: z.number(), runAgain: z.number() }),
  decommissioned: z.boolean(),
  wallSeconds: z.number(),
  peakRssMiB: z.number(),
  report: z.string(),
})

const folder = mkdtempSync(join(tmpdir(), 'switchyard-check-'))
const report = join(folder, 'report.html')
try {
  const text = execFileSync('npm', ['run', '-s', 'demo', '--', '--json', '--out', report], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  })
  const demo = Demo.parse(JSON.parse(text))
  const kinds = new Set(demo.faultsInjected.map((f) => f.kind))
  const services = new Set(demo.downtime.map((d) => d.service))
  const promises: readonly (readonly [string, boolean])[] = [
    [
      '1,200 of 1,200 customers are on the target',
      demo.customers.total === 1200 && demo.customers.onTarget === 1200,
    ],
    ['none was imported twice', demo.customers.importedTwice === 0],
    ['none is lost', demo.customers.lost === 0],
    ['one was returned and moved again', demo.customers.returned >= 1],
    ['a failed import was recovered', demo.recovered.retriedImports >= 1],
    ['a link was cut during a transfer', kinds.has('drop-link')],
    [
      'both environments are synchronised',
      demo.environments.length === 2 && demo.environments.every((e) => e.xdrSynced),
    ],
    ['the source is decommissioned', demo.decommissioned],
    [
      'all windows were measured',
      ['database', 'voice', 'radius', 'api', 'system', 'customer'].every((s) => services.has(s)) &&
        demo.downtime.every((d) => d.measuredMs !== null),
    ],
    [
      'every window was inside its budget',
      demo.downtime.every((d) => d.measuredMs !== null && d.measuredMs <= d.budgetMs),
    ],
    [
      'the report is written and small',
      statSync(report).size > 10_000 && statSync(report).size <= 5 * 2 ** 20,
    ],
    ['it took at most 180 s', demo.wallSeconds <= 180],
    ['it took at most 520 MiB', demo.peakRssMiB <= 520],
  ]
  for (const [promise, kept] of promises) console.log(`${kept ? 'ok  ' : 'NOT '} ${promise}`)
  console.log(`${demo.wallSeconds} s, ${demo.peakRssMiB} MiB`)
  if (promises.some(([, kept]) => !kept)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
