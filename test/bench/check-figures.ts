import { spawnSync } from 'node:child_process'
import { z } from 'zod'
import { brokenPromises } from './promises.ts'

/** Runs one benchmark through the command line, prints its figures, and ends with 1 when a promise is broken. */
const Report = z.object({
  figures: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      unit: z.string(),
      peer: z.string().nullable(),
      peerValue: z.number().nullable(),
      ratio: z.number().nullable(),
    }),
  ),
})

const [bench = '', ...rest] = process.argv.slice(2)
const { stdout, status } = spawnSync(
  'npm',
  ['run', '-s', 'switchyard', '--', 'bench', bench, ...rest, '--json'],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
)
const { figures } = Report.parse(JSON.parse(stdout))
for (const f of figures)
  console.log(
    `${f.name} ${Number(f.value.toPrecision(4))} ${f.unit}${f.ratio === null ? '' : ` (${f.ratio.toFixed(2)} × ${f.peer ?? ''})`}`,
  )
const broken = brokenPromises(bench, figures)
for (const sentence of broken) console.log(`NOT kept: ${sentence}`)
process.exitCode = broken.length === 0 && status === 0 ? 0 : 1
