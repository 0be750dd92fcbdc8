import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CustomerId, RunId } from '../../../shared/domain/ids.ts'
import type { StoredEvent } from '../../../shared/domain/journal.ts'
import { startLabEngine } from '../../helpers/lab-engine.ts'
import type { LabEngine } from '../../helpers/lab-engine.ts'

/** On a lab of its own that runs slowly: 100 MB take seconds, and a step has the time that a site gives it. */
let world: LabEngine
beforeAll(async () => {
  world = await startLabEngine(4, { rate: 16 })
  await world.setUp()
})
afterAll(() => world.stop())

const problemsOf = (events: readonly StoredEvent[]): string[] =>
  events.map(({ event }) => (event.kind === 'attempt.ended' ? (event.problem?.message ?? '') : ''))

describe('100 MB of output', () => {
  it('fails a read of it, is bounded in memory, and is repeated', async () => {
    await world.lab.inject({ kind: 'huge-output', operation: 'survey' })
    const before = process.memoryUsage().rss
    const live = await world.run('analysis-survey')
    expect(live).toMatchObject({ state: 'succeeded' })
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200)
    const events = await world.engine.data.events({
      run: RunId.parse(live.run),
      kinds: ['attempt.ended'],
    })
    expect(problemsOf(events)).toContainEqual(
      expect.stringMatching(
        /is too long: 1048[5-9]\d{4} bytes of output, where one JSON document was expected$/,
      ),
    )
  })

  it('of a command that changes something is let through: its ending is read, its probe settles it', async () => {
    const customer = '101'
    await world.lab.inject({ kind: 'huge-output', operation: 'customer-export', customer })
    await world.lab.inject({ kind: 'huge-output', operation: 'customer-import', customer })
    const before = process.memoryUsage().rss
    const live = await world.run('customer-transfer', { members: [customer] })
    expect(live).toMatchObject({ state: 'succeeded' })
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200)
    expect(world.lab.customerTruth().find((c) => c.customer === customer)).toMatchObject({
      live: 'target',
      exports: 1,
      imports: 1,
      doubleImports: 0,
    })
    const said = problemsOf(
      await world.engine.data.events({
        customer: CustomerId.parse(customer),
        kinds: ['attempt.ended'],
      }),
    ).filter((message) => message !== '')
    expect(said.map((message) => message.replace(/ 1048[5-9]\d{4} /, ' N '))).toEqual(
      ['customer-export', 'customer-import'].map(
        (operation) =>
          `${operation} ended well, but its answer is too long: N bytes of output, where one JSON document was expected`,
      ),
    )
  })
})
