import { CustomerId } from '../../shared/domain/ids.ts'
import type { ProjectSpec } from '../../shared/domain/project.ts'
import { lockOutModel } from '../../shared/planner/forecast/lock-out.ts'
import { mayBegin } from '../../shared/planner/placement/window-state.ts'
import type { DataApi } from '../data/protocol.ts'
import type { Gates } from '../runner/ports.ts'
import type { MeasuredBook } from './measured-book.ts'
import { boundsOf, isBoundToWindows, zoneOf } from './windows.ts'

export type GateDeps = {
  readonly data: DataApi
  readonly spec: ProjectSpec
  readonly measured: MeasuredBook
}

/**
 * The closing rule: a customer begins only when its lock-out and the work around it end before its window closes, as reckoned from
 * everything that was measured so far. Windows and settings are read from the store when a run is opened, also when it is resumed.
 */
export const createWindowGates = ({ data, spec, measured }: GateDeps): Gates => ({
  async of({ procedure, members, outsideWindow }) {
    if (!isBoundToWindows(procedure) || outsideWindow !== undefined) return undefined
    const seen = measured.count()
    const [batches, customers, plan, progress] = await Promise.all([
      data.batches(),
      data.customers(),
      data.plan(),
      data.progress(),
    ])
    const bounds = boundsOf(batches, customers)
    if (bounds.size === 0) return undefined
    const settings = plan?.settings ?? spec.planning
    const accounts = new Map(members.map((member) => [member.id, member.accounts ?? 0]))
    const modelOf = () =>
      lockOutModel(settings, [
        ...progress.measured,
        ...measured.since(seen).map(({ member, ms }) => ({
          customer: CustomerId.parse(member),
          accounts: accounts.get(member) ?? 0,
          ms,
        })),
      ])
    let counted = measured.count()
    let model = modelOf()
    return (member, now) => {
      const bound = bounds.get(member.id)
      if (bound === undefined) return undefined
      if (bound.window === undefined)
        return `${bound.batch} has no window in ${bound.environment} any more`
      if (measured.count() > counted) {
        counted = measured.count()
        model = modelOf()
      }
      const ms = model.ms(member.accounts ?? 0) + settings.lockOut.overheadMs
      return mayBegin(bound.window, now, ms, zoneOf(spec, bound.environment))
    }
  },
})
