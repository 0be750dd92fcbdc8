import type { JumpCheck, PlanFinding } from './types.ts'

/** Every fifth release is an LTS, and a traditional update may not cross one (method.txt, PMA; domain.md 2.7). */
const ltsEvery = 5

/** Dual Version goes further, with an obligatory checkpoint every 15 releases (domain.md 2.7 and 10.1, row 3). */
const longestJump = 15

/** From this release on, the source blocks changes of the frozen catalog by itself (method.txt, deployment and provisioning). */
const freezeEnforcedFrom = 100

/** The jump from the source's release to the target's, both written as MR85, beside the traditional route. */
export function checkJump(source: string, target: string): JumpCheck {
  const from = releaseNumber(source)
  const to = releaseNumber(target)
  if (from === undefined || to === undefined) {
    const wrong = from === undefined ? source : target
    const message = `“${wrong}” is not a release. Write it as MR85.`
    return answer(source, target, 0, [], [{ severity: 'error', message }])
  }
  const releases = to - from
  if (releases <= 0) {
    const finding: PlanFinding = {
      severity: 'error',
      message: `The target's release ${target} is not newer than the source's ${source}: there is nothing to migrate to.`,
      next: 'Correct the releases of the two systems.',
    }
    return answer(source, target, releases, [], [finding])
  }
  return answer(source, target, releases, ltsStops(from, to), [
    ...jumpFindings(from, to),
    ...freezeFindings(from),
  ])
}

/** What stands against making the jump at once; what the freeze of its source needs is not among it. */
export function jumpSpanFindings(source: string, target: string): readonly PlanFinding[] {
  const from = releaseNumber(source)
  const to = releaseNumber(target)
  return from === undefined || to === undefined || to <= from
    ? checkJump(source, target).findings
    : jumpFindings(from, to)
}

function answer(
  from: string,
  to: string,
  releases: number,
  traditional: readonly string[],
  findings: readonly PlanFinding[],
): JumpCheck {
  const freezeEnforced = (releaseNumber(from) ?? 0) >= freezeEnforcedFrom
  return { from, to, releases, traditional, freezeEnforced, findings }
}

function releaseNumber(release: string): number | undefined {
  const digits = /^MR(\d+)$/.exec(release)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

const lastLts = (release: number): number => release - (release % ltsEvery)

/** Up to the first LTS at or behind the target when the target is none: the target itself is then the last stop. */
function ltsStops(from: number, to: number): readonly string[] {
  const stops: string[] = []
  for (let stop = lastLts(from) + ltsEvery; stop < to; stop += ltsEvery) stops.push(`MR${stop}`)
  return [...stops, `MR${to}`]
}

function jumpFindings(from: number, to: number): readonly PlanFinding[] {
  if (to - from <= longestJump) return []
  const stops: string[] = []
  for (let at = from; to - at > longestJump;) {
    at = lastLts(at + longestJump)
    stops.push(`MR${at}`)
  }
  const [first, ...others] = stops
  return [
    {
      severity: 'warning',
      message: `The jump from MR${from} to MR${to} is ${to - from} releases; Dual Version has a checkpoint every ${longestJump}.`,
      next: `Migrate to ${[first, ...others].join(', then ')} first, or go on with PortaOne's word that the jump can be made at once.`,
    },
  ]
}

const freezeFindings = (from: number): readonly PlanFinding[] =>
  from >= freezeEnforcedFrom
    ? []
    : [
        {
          severity: 'warning',
          message: `The source is MR${from} and does not block changes of the frozen product catalog (MR${freezeEnforcedFrom} and newer do): from the copy of the database on, the freeze rests on discipline.`,
          next: 'Tell everyone who may change products, and run the catalog freeze check before every batch.',
        },
      ]
