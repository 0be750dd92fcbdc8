import { execFileSync } from 'node:child_process'
import { z } from 'zod'

/** Runs one benchmark through the command line, prints its figures, and ends with 1 when a promise is broken. */
const Report = z.object({
  figures: z.array(
    z.object({
      name: z.string(),
      value: z.number(),
      unit: z.string(),
      peer: z.string().nullable(),
      ratio: z.number().nullable(),
    }),
  ),
})

const [bench = '', ...rest] = process.argv.slice(2)
const text = execFileSync(
  'npm',
  ['run', '-s', 'switchyard', '--', 'bench', bench, ...rest, '--json'],
  {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  },
)
const { figures } = Report.parse(JSON.parse(text))
for (const f of figures)
  console.log(
    `${f.name} ${Number(f.value.toPrecision(4))} ${f.unit}${f.ratio === null ? '' : ` (${f.ratio.toFixed(2)} × ${f.peer ?? ''})`}`,
  )

type Promised = {
  readonly name: string
  readonly kept: (figure: z.infer<typeof Report>['figures'][number]) => boolean
}
const zero = (name: string): Promised => ({ name, kept: (f) => f.value === 0 })
const promised: Readonly<Record<string, readonly Promised[]>> = {
  crash: [zero('crash.doubleEffects'), zero('crash.lostTransitions'), zero('crash.unnamedEnds')],
  ssh: [
    { name: 'ssh.exec.p50', kept: (f) => f.ratio !== null && f.ratio <= 1.5 },
    { name: 'ssh.steps.rate', kept: (f) => f.ratio !== null && f.ratio >= 10 },
  ],
  // Durable on every transition costs what the disk costs; the peer shows that, and no line is drawn.
  journal: [],
}
for (const { name, kept } of promised[bench] ?? []) {
  const figure = figures.find((f) => f.name === name)
  if (figure !== undefined && kept(figure)) continue
  console.log(`NOT kept: ${name} ${figure === undefined ? 'is missing' : JSON.stringify(figure)}`)
  process.exitCode = 1
}
