import { z } from 'zod'
import type { Product } from './product.ts'

const Findings = z.looseObject({
  gate: z.looseObject({ open: z.boolean() }),
  findings: z.array(
    z.looseObject({ id: z.string(), severity: z.string(), rule: z.string(), message: z.string() }),
  ),
})
export type Findings = z.infer<typeof Findings>

/** What is open; the command ends with 1 while the setup may not begin. */
export const openFindings = async (made: Product): Promise<Findings> =>
  Findings.parse(JSON.parse((await made.run('analysis', 'findings', made.project)).out))

/** The stage analysis on the command line: survey if none is over yet, dates of the freeze, a decision on every blocker, both signatures. */
export async function analyse(made: Product): Promise<void> {
  if ((await openFindings(made)).gate.open) return
  if ((await made.run('analysis', 'show', made.project)).code !== 0)
    await made.must('analysis', 'survey', made.project)
  const day = new Date().toISOString().slice(0, 10)
  await made.must('analysis', 'freeze', made.project, '--announced', day, '--enforced', day)
  for (const { id, severity } of (await openFindings(made)).findings)
    if (severity === 'blocker')
      await made.must(
        'analysis',
        'decide',
        made.project,
        id,
        '--decision',
        'accept',
        '--why',
        'the lab has nobody else',
      )
  for (const [side, by] of [
    ['vendor', 'vera'],
    ['operator', 'otto'],
  ] as const)
    await made.must('analysis', 'sign', made.project, '--side', side, '--by', by)
}

const Shown = z.looseObject({
  survey: z.looseObject({
    facts: z.array(
      z.looseObject({
        name: z.string(),
        subject: z.looseObject({ id: z.string() }),
        value: z.unknown(),
        source: z.string(),
      }),
    ),
    connections: z.array(z.looseObject({ address: z.string(), port: z.number().optional() })),
  }),
})

/** The survey that the findings rest on. */
export const surveyOf = async (product: Product): Promise<z.infer<typeof Shown>['survey']> =>
  Shown.parse(await product.must('analysis', 'show', product.project)).survey
