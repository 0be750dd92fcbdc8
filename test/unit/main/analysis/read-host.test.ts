import { expect, it } from 'vitest'
import { readHost } from '../../../../main/analysis/read-host.ts'
import { answered, createWorld, spec } from '../../../helpers/runner-world.ts'
import { waitingClock } from '../../../helpers/waiting-clock.ts'

it('a host that could not tell what listens there is a named gap of its survey, not a host with no service', async () => {
  const [host] = spec.hosts
  const world = createWorld()
  world.read = () =>
    answered({ hostname: 'a', os: 'x', cpus: 1, memoryMiB: 1, diskFreeMiB: 1, clockMs: 0 })
  const planned = {
    host,
    operation: 'survey',
    command: ['survey', 'apply'],
    name: 'survey on src-db',
  }
  const deps = { pool: world, clock: waitingClock(), spec }
  const { part } = await readHost(
    deps as unknown as Parameters<typeof readHost>[0], // a survey of a host reads no more of it
    planned as unknown as Parameters<typeof readHost>[1],
    new Set(),
  )
  expect(part.unread).toContainEqual(
    expect.objectContaining({
      message: 'src-db could not tell what listens there',
      next: 'install ss (iproute2) there, or look yourself',
      source: 'survey on src-db',
    }),
  )
})
