import { setTimeout as after } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { attemptsOf, lengthOf } from './book.ts'
import { isWhole } from './data.ts'
import {
  endedWith,
  freshCustomer,
  importsOf,
  move,
  onHosts,
  onTarget,
  standing,
} from './fault-scene.ts'
import { copied, statusOf, transferWords } from './product.ts'
import type { Begun } from './product.ts'
import { waitFor } from './run.ts'
import { holdCustomer, whileRunning } from './trouble.ts'
import { query, whereabouts } from './truth.ts'

/** What happens to the operator: a process that dies, a second one, somebody who changes the catalog. */
onHosts('operators', { name: 'sylabh', octet: 85 }, (scene) => {
  it('a copy of the project that takes up the run of the other: told who works there, nothing begins twice', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    const copy = copied(place, product)
    const told = copy.run('resume', copy.project)
    await after(1000)
    await held.release()
    expect([(await told).code, (await told).err]).toEqual([
      1,
      expect.stringContaining('another copy of this project works here'),
    ])
    endedWith(0, await moving.ended)
    expect(importsOf(product, id)).toBe(2)
    expect(await standing(scene(), id)).toEqual(onTarget)
  })

  it('a product changed during the freeze: the batch is refused, and its name and customers are said', async () => {
    const { place, product } = scene()
    await query(
      place,
      'source',
      "update products set monthly = monthly + 2 where name = 'US EasyTrunk 2'",
    )
    const ended = await move(product, freshCustomer(scene()))
    await query(
      place,
      'source',
      "update products set monthly = monthly - 2 where name = 'US EasyTrunk 2'",
    )
    console.log(`freeze: exit ${ended.code}; ${ended.err.trim().split('\n').slice(-3).join(' / ')}`)
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(/US EasyTrunk 2/)
  })

  it('operator’s process killed at 20 points: taken up each time, every customer moved exactly once', async () => {
    const { product, place } = scene()
    const [pilot] = (await statusOf(product)).batches
    let begun = product.begin(...transferWords(product, '--batch', pilot?.id ?? ''))
    await untilRuns(pilot?.id ?? '')
    let kills = 0
    // By what it has written, not by the time: on a slow machine too each kill meets it at work.
    while (kills < 20 && (await killedAfter(begun, 4 + ((kills * 5) % 14)))) {
      kills++
      begun = product.begin('resume', product.project)
    }
    endedWith([0, 1], await begun.ended)
    console.log(`killed ${kills} times`)
    expect(kills).toBeGreaterThanOrEqual(isWhole ? 20 : 5)
    for (const id of pilot?.members ?? [])
      expect({ id, ...(await standing(scene(), id)) }).toEqual({ id, ...onTarget })
    expect((await whereabouts(place)).onBoth).toEqual([])
    expect((await product.run('verify', product.project)).code).toBe(0)
  })

  const untilRuns = (batch: string): Promise<void> =>
    waitFor(`the run of ${batch} to have begun`, 60, () =>
      attemptsOf(scene().product.project).some(
        (a) => a.step === 'lock' && ['intended', 'started'].includes(a.state),
      ),
    )

  /** Kills the process that the namespace's command has become when so many events are added. False: it had ended by itself. */
  async function killedAfter({ process: child, ended }: Begun, events: number): Promise<boolean> {
    const { project } = scene().product
    const from = lengthOf(project)
    const over = ended.then(() => true)
    while (lengthOf(project) < from + events)
      if (await Promise.race([over, after(20).then(() => false)])) return false
    child.kill('SIGKILL')
    await ended
    return true
  }
})
