import { hexOf } from '../chance.ts'
import { Refusal } from '../refusal.ts'
import { about, arg, numberArg, reads, sideOf } from './operation.ts'
import type { Call, OperationModel } from './operation.ts'
import type { IdSettings, World } from './state.ts'
import { note } from './state.ts'
import { idsOverlap, sameIds, settleAll } from './traffic.ts'

/** Operations on whole databases: ids, copy, mode (method.txt, setup and decommission). */

const idsText = (ids: IdSettings): string => `increment=${ids.increment} offset=${ids.offset}`
const wantedIds = (call: Call): IdSettings => {
  const ids = { increment: numberArg(call, 'increment'), offset: numberArg(call, 'offset') }
  if (ids.offset < 1 || ids.offset > ids.increment)
    throw new Refusal(`an offset is between 1 and the increment: ${idsText(ids)}`, 2)
  return ids
}

/** About one minute is allowed (method.txt); the restart of the lab's database takes about 15 s. */
const splitMs = (world: World, side: string): number => about(world, `ids/${side}`, 15_000)

const idsSplit: OperationModel = {
  args: ['increment', 'offset'],
  begin(world, call) {
    const side = sideOf(call)
    const wanted = wantedIds(call)
    if (world.down[side]) throw new Refusal(`the database of the ${side} does not answer`)
    settleAll(world, call.at)
    world.down[side] = true
    const gapMs = splitMs(world, side)
    return {
      durationMs: gapMs,
      finish(at) {
        settleAll(world, at)
        const old = world.ids[side]
        world.ids[side] = wanted
        world.down[side] = false
        note(world, {
          at,
          log: 'taskstack',
          system: side,
          level: 'INFO',
          text: `auto increment changed from ${idsText(old)} to ${idsText(wanted)}`,
        })
        return { old: idsText(old), new: idsText(wanted), gapMs }
      },
      abort(at) {
        settleAll(world, at)
        world.down[side] = false
      },
    }
  },
  probe(world, call) {
    const side = sideOf(call)
    const now = world.ids[side]
    return {
      state: world.down[side] ? 'partial' : sameIds(now, wantedIds(call)) ? 'done' : 'absent',
      detail: `${side}: ${idsText(now)}`,
      predictedMs: splitMs(world, side),
    }
  },
}

const totalRows = (world: World): number => {
  let rows = world.spec.facts.xdrs
  for (const { source } of world.customers.values()) rows += 1 + source.accounts + source.dids
  return rows
}

const databaseHost = (world: World, name: string): boolean =>
  name === 'target' ||
  world.spec.hosts.some((h) => h.name === name && h.system === 'target' && h.roles.includes('db'))

const dbCopy: OperationModel = {
  args: ['to'],
  begin(world, call) {
    const to = arg(call, 'to')
    if (sideOf(call) !== 'source') throw new Refusal('the copy starts on the source')
    if (!databaseHost(world, to)) throw new Refusal(`no database of the target is called ${to}`)
    if (world.copy !== undefined)
      throw new Refusal(
        world.copy.running ? 'a copy is running' : 'the database of the target is not empty',
      )
    const rows = totalRows(world)
    const ms = about(world, 'db-copy', 60_000)
    world.copy = { at: call.at, rows, running: true, whole: false }
    return {
      durationMs: ms,
      progress: (share) =>
        `db-copy: ${Math.round(share * 100)} % ${Math.round(rows * share)} of ${rows} rows\n`,
      finish(at) {
        settleAll(world, at)
        world.copy = { at, rows, running: false, whole: true }
        world.ids.target = world.ids.source
        world.catalogChanges.target = [...world.catalogChanges.source]
        return { bytes: rows * 212, rows, rowsPerSecond: Math.round((rows * 1000) / ms) }
      },
      // Rows that arrived stay: it has to be dropped before the next copy.
      abort: () => {
        world.copy = { at: call.at, rows: Math.floor(rows / 2), running: false, whole: false }
      },
    }
  },
  probe(world, call) {
    arg(call, 'to')
    const predictedMs = 0
    if (world.copy === undefined)
      return { state: 'absent', detail: 'the target is empty', predictedMs }
    const partial = !world.copy.whole
    return {
      state: partial ? 'partial' : 'done',
      detail: `${world.copy.rows} rows on the target${world.copy.running ? ', copy is running' : ''}`,
      predictedMs,
    }
  },
}

const dbDropCopy: OperationModel = {
  args: [],
  begin(world, call) {
    if (sideOf(call) !== 'target') throw new Refusal('only the copy on the target can be dropped')
    if (world.copy === undefined) throw new Refusal('the target holds no copy')
    if (world.copy.running) throw new Refusal('a copy is running')
    for (const { target, customer } of world.customers.values())
      if (target.status !== 'absent')
        throw new Refusal(`customer ${customer.id} has a record on the target: it would be lost`)
    const { rows } = world.copy
    return {
      durationMs: about(world, 'db-drop', 5000),
      finish() {
        world.copy = undefined
        return { rows }
      },
    }
  },
  probe(world) {
    const detail =
      world.copy === undefined ? 'the target is empty' : `${world.copy.rows} rows on the target`
    return { state: world.copy === undefined ? 'done' : 'absent', detail, predictedMs: 0 }
  },
}

/** Both sides count and hash the rows that the copy had, so that traffic since then does not disturb. */
function copied(world: World, call: Call): { readonly rows: number; readonly checksum: string } {
  const side = sideOf(call)
  if (world.copy === undefined)
    return side === 'target'
      ? { rows: 0, checksum: 'empty' }
      : { rows: totalRows(world), checksum: hexOf(world.seed, 'checksum', 32) }
  const { whole } = world.copy
  const name = whole || side === 'source' ? 'checksum' : 'checksum of a part'
  return {
    rows: whole || side === 'target' ? world.copy.rows : totalRows(world),
    checksum: hexOf(world.seed, name, 32),
  }
}

const modeSet: OperationModel = {
  args: ['mode'],
  begin(world, call) {
    const mode = arg(call, 'mode')
    if (sideOf(call) !== 'target') throw new Refusal('the mode is set on the target')
    if (mode !== 'dual' && mode !== 'normal')
      throw new Refusal(`--mode is dual or normal, not ${mode}`, 2)
    if (mode === 'dual' && world.mode === 'normal')
      throw new Refusal('the target runs in normal mode: the source is disconnected for good')
    if (mode === 'dual' || world.mode === 'normal')
      return { durationMs: 500, finish: () => ({ mode: world.mode }) }
    for (const { customer, target } of world.customers.values())
      if (target.status !== 'O' && target.status !== 'S')
        throw new Refusal(`customer ${customer.id} is not on the target: it would lose service`)
    for (const e of world.environments.values())
      if (e.unsynced > 0)
        throw new Refusal(
          `environment ${e.spec.id}: ${e.unsynced} vendor xDRs are only on the source`,
        )
    settleAll(world, call.at)
    world.down.target = true
    return {
      durationMs: about(world, 'mode-set', 60_000),
      finish(at) {
        settleAll(world, at)
        world.down.target = false
        world.mode = 'normal'
        note(world, {
          at,
          log: 'taskstack',
          system: 'target',
          level: 'INFO',
          text: 'system mode changed from dual to normal',
        })
        return { mode: 'normal' }
      },
      abort(at) {
        settleAll(world, at)
        world.down.target = false
      },
    }
  },
  probe(world, call) {
    const wanted = arg(call, 'mode')
    return {
      state: world.mode === wanted ? 'done' : world.down.target ? 'partial' : 'absent',
      detail: `mode ${world.mode}`,
      predictedMs: wanted === 'normal' ? about(world, 'mode-set', 60_000) : 0,
    }
  },
}

export const databaseOperations = {
  'ids-split': idsSplit,
  'ids-verify': reads([], (world, call) => {
    settleAll(world, call.at)
    const { source, target } = world.ids
    const overlap = world.copy !== undefined && idsOverlap(source, target)
    const ranges = [`source ${idsText(source)}`, `target ${idsText(target)}`]
    return { ranges, collisions: world.collisions, overlap }
  }),
  'db-copy': dbCopy,
  'db-drop-copy': dbDropCopy,
  'db-verify': reads([], copied, 2000),
  'mode-set': modeSet,
} satisfies Record<string, OperationModel>
