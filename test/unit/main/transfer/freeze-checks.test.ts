import { beforeEach, describe, expect, it } from 'vitest'
import { RunId } from '../../../../shared/domain/ids.ts'
import { checksWorld } from '../../../helpers/checks-world.ts'
import type { ChecksWorld } from '../../../helpers/checks-world.ts'
import { answered, ended } from '../../../helpers/runner-world.ts'

let world: ChecksWorld
beforeEach(() => {
  world = checksWorld()
})

/** A copy whose fingerprints were these, on both systems. */
const copied = (hashes: object, fields?: object): void => {
  const answer = { hashes, changed: [], ...(fields === undefined ? {} : { fields }) }
  world.runs.push({
    id: RunId.parse('r1'),
    procedure: 'database-copy',
    state: 'succeeded',
    members: ['project'],
  })
  const run = { run: 'r1', procedure: 'database-copy', members: ['project'] }
  world.events.push({ at: 0, event: { kind: 'run.created', ...run, by: 'anna', snapshot: 'x' } })
  for (const [system, host] of [
    ['source', 'src-db'],
    ['target', 'tgt-db'],
  ])
    world.events.push(
      {
        at: 0,
        event: {
          kind: 'attempt.intended',
          attempt: `f${system}`,
          run: 'r1',
          step: `fingerprint-${system}`,
          member: 'project',
          phase: 'apply',
          number: 1,
          host,
          operation: 'catalog-fingerprint',
          args: {},
        },
      },
      {
        at: 0,
        event: { kind: 'attempt.ended', attempt: `f${system}`, state: 'succeeded', answer, ms: 1 },
      },
    )
}
const now = (source: object, target = source, fields?: object): void => {
  world.hosts.read = (_operation, _phase, host) =>
    answered({
      hashes: host === 'src-db' ? source : target,
      changed: [],
      ...(fields === undefined ? {} : { fields }),
    })
}
const ask = () => world.ask('catalog-unchanged')
const customers = (...products: readonly string[]): void => {
  products.forEach((product, i) => world.rows.set(String(1001 + i), { state: 'planned', product }))
}

describe('catalog-unchanged', () => {
  it('fails before the copy', async () => {
    expect((await ask()).sentence).toBe('there is no database copy yet; run database-copy first')
  })

  it('passes when nothing of then differs, also with something new on the target', async () => {
    copied({ product: 'h1' })
    now({ product: 'h1' }, { product: 'h1', tariff: 'new' })
    expect((await ask()).answer).toBe('pass')
  })

  it('does not pass over something new on the source, which would never reach the target', async () => {
    customers('Easy')
    copied({ product: 'h1' })
    now({ product: 'h1', tariff: 'new' }, { product: 'h1' })
    expect((await ask()).sentence).toContain('tariff is new on the source')
  })

  it('names what has changed, with its field, and where', async () => {
    customers('Easy')
    copied({ 'product:Easy': 'h1' }, { 'product:Easy': { fee: '10' } })
    now({ 'product:Easy': 'h2' }, { 'product:Easy': 'h1' }, { 'product:Easy': { fee: '12' } })
    expect(await ask()).toMatchObject({
      answer: 'fail',
      sentence: expect.stringContaining(
        'the catalog freeze is broken: product:Easy (fee 10 → 12) changed on the source since the copy',
      ),
    })
  })

  it('lets those go that do not use what changed, and says who is held', async () => {
    customers('Easy', 'Max')
    copied({ 'product:Easy': 'h1' })
    now({ 'product:Easy': 'h2' }, { 'product:Easy': 'h1' })
    expect(await ask()).toMatchObject({
      answer: 'pass',
      sentence: expect.stringContaining('1 of 2 customers are held: 1001'),
    })
  })

  it('holds nobody over a change that somebody has answered for, until it changes again', async () => {
    customers('Easy')
    copied({ 'product:Easy': 'h1' })
    now({ 'product:Easy': 'h2' }, { 'product:Easy': 'h1' })
    world.decisions = [
      {
        finding: 'freeze-drift source product:Easy',
        basis: 'source product:Easy h2',
        message: '',
        decision: 'done',
        evidence: 'the target has it too',
        by: 'anna',
        at: 1,
        reason: 'agreed',
      },
    ]
    expect(await ask()).toMatchObject({
      answer: 'pass',
      sentence: expect.stringContaining('answered for'),
    })
    now({ 'product:Easy': 'h3' }, { 'product:Easy': 'h1' })
    expect((await ask()).answer).toBe('fail')
  })

  it('is unknown while the host cannot be read', async () => {
    copied({ product: 'h1' })
    world.hosts.read = () => ended({ kind: 'exited', code: 1 })
    expect(await ask()).toMatchObject({
      answer: 'unknown',
      sentence: expect.stringContaining('catalog-fingerprint ended with exit code 1'),
    })
  })
})
