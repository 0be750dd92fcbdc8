import type { Figure } from './figure.ts'

type Promised = { readonly name: string; readonly kept: (figure: Figure) => boolean }

const zero = (name: string): Promised => ({ name, kept: (f) => f.value === 0 })
const most = (name: string, limit: number): Promised => ({ name, kept: (f) => f.value <= limit })

/** What was promised of each benchmark; figures that are not here are only reported. */
const promised: Readonly<Record<string, readonly Promised[]>> = {
  crash: [zero('crash.doubleEffects'), zero('crash.lostTransitions'), zero('crash.unnamedEnds')],
  ssh: [
    { name: 'ssh.exec.p50', kept: (f) => f.ratio !== null && f.ratio <= 1.5 },
    { name: 'ssh.steps.rate', kept: (f) => f.ratio !== null && f.ratio >= 10 },
  ],
  planner: [
    most('planner.full.10000', 1000),
    most('planner.full.1000000', 30_000),
    most('planner.growthExponent', 1.15),
    most('planner.edit.10000', 50),
    { name: 'planner.p90coverage', kept: (f) => f.value >= 0.85 && f.value <= 0.95 },
    // Every customer of a million has a window, the largest stand apart, and small cases come near to the best there is.
    zero('planner.unplaced.1000000'),
    { name: 'planner.spread', kept: (f) => f.ratio !== null && f.ratio < 1 },
    most('planner.exact.gap', 0.1),
  ],
  // Durable on every transition costs what the disk costs; the peer shows that, and no line is drawn.
  journal: [],
}

/** One sentence for each promise that these figures break, a missing figure among them. */
export const brokenPromises = (bench: string, figures: readonly Figure[]): readonly string[] =>
  (promised[bench] ?? []).flatMap(({ name, kept }) => {
    const figure = figures.find((f) => f.name === name)
    if (figure === undefined) return [`${name} is missing`]
    return kept(figure) ? [] : [`${name} is ${JSON.stringify(figure)}`]
  })
