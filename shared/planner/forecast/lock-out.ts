import { batchName } from '../../domain/batch-name.ts'
import type { PlanningSettings } from '../../domain/planning.ts'
import type { LockOutModel, MeasuredTransfer } from '../types.ts'
import { midMean, robustLine, robustSpread } from './robust.ts'
import type { Line } from './robust.ts'

/** How far the assumption may be off as a whole before anything is measured: standard deviation of the logarithm (I). */
const priorUncertainty = 0.35

/** Spread of single transfers around the model before anything is measured, of the same kind (I), worth so many transfers. */
const priorSpread = 0.3
const priorSpreadWeight = 5

/** Customers that are measured first are not quite like the rest: the model never becomes surer than this (I). */
const leastUncertainty = 0.05

/** Variance of the mean of the middle half, against that of the mean. */
const midMeanFactor = 1.2

/** The embedded lab says little of real hosts: at most this share of what it says, and no more than a factor of 2 (I). */
const rehearsalShare = 0.2

/** The slope is fitted only with so many transfers, of so many sizes, the largest so many times the smallest. */
const slopeNeeds = { transfers: 8, sizes: 4, range: 4 }

/** No customer moves faster, ms: a lock and an unlock. */
const leastMs = 1000

/**
 * How long a customer is locked out, by accounts: the assumption of the settings, corrected by a rehearsal a little and by measured
 * transfers as far as there are any. Outliers do not count for more than others. Grows with accounts; at least 1 s.
 */
export function lockOutModel(
  settings: PlanningSettings,
  measured: readonly MeasuredTransfer[],
): LockOutModel {
  const { baseMs, perAccountMs } = settings.lockOut
  const assumed = { base: baseMs, slope: perAccountMs }
  const prior = scaled(assumed, rehearsalFactor(settings, assumed))
  const transfers = measured.filter(({ ms }) => ms > 0)
  const line = fit(prior, transfers)
  const spread = spreadAround(line, transfers)
  const information =
    1 / priorUncertainty ** 2 + transfers.length / (midMeanFactor * spread * spread)
  return {
    ms: (accounts) => Math.max(leastMs, at(line, accounts)),
    spread,
    uncertainty: Math.max(leastUncertainty, Math.sqrt(1 / information)),
    measured: transfers.length,
    basis: basisOf(settings, assumed, line, transfers),
  }
}

function fit(prior: Line, transfers: readonly MeasuredTransfer[]): Line {
  if (transfers.length === 0) return prior
  const moved = shifted(prior, transfers)
  if (!mayFitSlope(transfers)) return moved
  const points = transfers.map(({ accounts, ms }) => ({ x: accounts, y: ms }))
  const line = robustLine(points, moved, Math.max(0.1, spreadAround(moved, transfers)))
  return shifted(line, transfers)
}

/** The line as a whole moved to the measured transfers, as far as they outweigh what was assumed. */
function shifted(line: Line, transfers: readonly MeasuredTransfer[]): Line {
  const offsets = logOffsets(line, transfers)
  const centre = midMean(offsets)
  const noise = (midMeanFactor * spreadAround(line, transfers) ** 2) / transfers.length
  const weight = priorUncertainty ** 2 / (priorUncertainty ** 2 + noise)
  return scaled(line, Math.exp(weight * centre))
}

function spreadAround(line: Line, transfers: readonly MeasuredTransfer[]): number {
  const n = transfers.length
  const offsets = logOffsets(line, transfers)
  const seen = n === 0 ? 0 : robustSpread(offsets, midMean(offsets))
  return Math.sqrt(
    (priorSpreadWeight * priorSpread ** 2 + n * seen * seen) / (priorSpreadWeight + n),
  )
}

function mayFitSlope(transfers: readonly MeasuredTransfer[]): boolean {
  const sizes = [...new Set(transfers.map((t) => t.accounts))].toSorted((a, b) => a - b)
  return (
    transfers.length >= slopeNeeds.transfers &&
    sizes.length >= slopeNeeds.sizes &&
    (sizes.at(-1) ?? 0) >= slopeNeeds.range * Math.max(1, sizes[0] ?? 0)
  )
}

function rehearsalFactor({ rehearsal }: PlanningSettings, assumed: Line): number {
  const transfers = (rehearsal?.transfers ?? []).filter(({ ms }) => ms > 0)
  if (transfers.length === 0) return 1
  const seen = Math.max(-Math.LN2, Math.min(Math.LN2, midMean(logOffsets(assumed, transfers))))
  return Math.exp((rehearsalShare * transfers.length * seen) / (transfers.length + 10))
}

function basisOf(
  settings: PlanningSettings,
  assumed: Line,
  line: Line,
  transfers: readonly MeasuredTransfer[],
): string {
  const model = `${seconds(line.base)} s + ${seconds(line.slope)} s an account`
  const [first] = transfers
  if (first === undefined) {
    const { rehearsal } = settings
    return rehearsal === undefined
      ? `the assumption, nothing is measured yet: ${model}`
      : `the assumption, corrected a little by ${counted(rehearsal.transfers.length)} of the rehearsal "${rehearsal.title}": ${model}`
  }
  const { batch } = first
  const same = batch !== undefined && transfers.every((t) => t.batch === batch)
  const where = same ? ` of ${batchName(batch)}` : ''
  const factor = Math.exp(
    midMean(transfers.map((t) => Math.log(at(line, t.accounts) / at(assumed, t.accounts)))),
  )
  return `${transfers.length} measured ${transfers.length === 1 ? 'transfer' : 'transfers'}${where}: ${factor.toFixed(1)} × the assumption; ${model}`
}

const at = ({ base, slope }: Line, accounts: number): number => base + slope * accounts

const scaled = ({ base, slope }: Line, factor: number): Line => ({
  base: base * factor,
  slope: slope * factor,
})

const logOffsets = (
  line: Line,
  transfers: readonly { readonly accounts: number; readonly ms: number }[],
): number[] => transfers.map(({ accounts, ms }) => Math.log(ms / Math.max(1, at(line, accounts))))

const counted = (n: number): string => `${n} ${n === 1 ? 'transfer' : 'transfers'}`

/** Two figures that matter: 24, 0.52, 0.004. */
const seconds = (ms: number): string => String(Number((ms / 1000).toPrecision(2)))
