import { readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { answersOf, attemptsOf, fetchedOf } from './book.ts'
import {
  answerLogChecks,
  endedWith,
  freshCustomer,
  lastLines,
  messagesOf,
  move,
  onHosts,
  onTarget,
  settledOnSource,
  standing,
  xdrsOf,
} from './fault-scene.ts'
import { strike } from './faults.ts'
import { shellInside } from './machine.ts'
import { statusOf, transferWords } from './product.ts'
import { waitFor } from './run.ts'
import { registered } from './traffic/phones.ts'
import { holdCustomer, rivalOf, rotateLogs, whileRunning } from './trouble.ts'
import { query } from './truth.ts'

/** Databases, records, logs and calls that go wrong: what the operator is told, and that nothing is lost. */
onHosts('data that goes wrong', { name: 'sylabg', octet: 84 }, (scene) => {
  it('MariaDB killed in the middle of an import: nothing of it stays, the customer is served, and moves later', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const before = await xdrsOf(scene(), id, 'source')
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'kill-database', 'target')
    await after(1000)
    await strike(place, 'start-database', 'target')
    await held.release()
    const ended = await moving.ended
    console.log(`MariaDB killed: exit ${ended.code}`)
    if (ended.code !== 0) {
      await settledOnSource(scene(), id)
      await answerLogChecks(product)
      const again = await move(product, id, '--reason', 'the database runs again')
      endedWith(0, again)
    }
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(await xdrsOf(scene(), id, 'target')).toBe(before)
  })

  it('a deadlock on the target: the import loses it, is tried again, and the customer moves', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const before = await xdrsOf(scene(), id, 'source')
    const rival = await rivalOf(place, 'target', id)
    const ended = await move(product, id)
    endedWith(0, await rival.over)
    endedWith(0, ended)
    const lost = messagesOf(product, id)
    console.log(`deadlock: exit ${ended.code}; ${lost.join(' / ')}`)
    expect(lost.join('\n')).toMatch(/another transaction holds the rows \(error 1213\)/)
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(await xdrsOf(scene(), id, 'target')).toBe(before)
  })

  it('exit 0 on a full disk: an answer that could not be written is not believed, the host is looked at', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const before = await xdrsOf(scene(), id, 'source')
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'fill-disk', 'target')
    await held.release()
    await waitFor('the import to have ended', 60, () =>
      attemptsOf(product.project).some(
        (a) =>
          a.member === id &&
          a.operation === 'customer-import' &&
          a.phase === 'apply' &&
          !['intended', 'started'].includes(a.state),
      ),
    )
    await strike(place, 'free-disk', 'target')
    const ended = await moving.ended
    console.log(
      `exit 0 on a full disk: exit ${ended.code}; ${messagesOf(product, id).join(' / ')}; ${lastLines(ended)}`,
    )
    if (ended.code !== 0) {
      endedWith([1, 3], ended)
      await product.run('resume', product.project)
    }
    const now = await standing(scene(), id)
    if (now.target !== 'O N') {
      await settledOnSource(scene(), id)
      endedWith(0, await move(product, id, '--reason', 'there is room again'))
    }
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(await xdrsOf(scene(), id, 'target')).toBe(before)
  })

  it('an account of the same name on the target: refused by name, the customer stays', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const other = freshCustomer(scene())
    const [[account = ''] = []] = await query(
      place,
      'source',
      `select id from accounts where i_customer = ${id} limit 1`,
    )
    // It lives there already: an old record of somebody who does not would give way.
    endedWith(0, await move(product, other))
    await query(
      place,
      'target',
      `update accounts set id = 'gone-${id}' where i_customer = ${id} and id = '${account}'; update accounts set id = '${account}' where i_customer = ${other} limit 1`,
    )
    const ended = await move(product, id)
    const messages = messagesOf(product, id)
    console.log(`duplicate key: exit ${ended.code}; ${messages.join(' / ')}; ${lastLines(ended)}`)
    expect(ended.code).not.toBe(0)
    expect(messages.join('\n')).toMatch(/a row of another customer stands in the way/)
    // The SQL client prints the whole statement that failed, passwords in it: nothing of that is kept.
    expect(readFileSync(product.project, 'latin1')).not.toContain('pw-')
    expect(
      await shellInside(place, 'target', "grep -rlF 'pw-' /root/.switchyard/steps || true"),
    ).toBe('')
    await settledOnSource(scene(), id)
    await query(
      place,
      'target',
      `update accounts set id = 'back-${other}' where i_customer = ${other} and id = '${account}'; update accounts set id = '${account}' where i_customer = ${id} and id = 'gone-${id}'`,
    )
  })

  // Before any other call fails: what the baseline knows is not new.
  it('the log check finds what a real fault wrote, for the right customer, while logrotate turns the files over', async () => {
    const { place, product } = scene()
    // Of one batch: only then the run has a check of its own, and a moment before which everything is the baseline.
    const [, batch] = (await statusOf(product)).batches
    const hit = freshCustomer(scene(), batch?.members)
    const other = freshCustomer(scene(), batch?.members)
    const [[account = ''] = []] = await query(
      place,
      'source',
      `select id from accounts where i_customer = ${hit} limit 1`,
    )
    const cluster = account.startsWith('uk') ? 'target-uk' : 'target-us'
    const phone = await registered(place, account)
    try {
      await phone.leave()
      const moving = product.begin(...transferWords(product, '--member', hit, other))
      await waitFor('the customer to be on the target', 60, async () =>
        (await standing(scene(), hit)).target.startsWith('O N'),
      )
      // The platform calls a phone that is gone, before and after the files are turned over.
      expect(await phone.ring()).toBe('no answer')
      for (const host of ['source', 'target', 'target-us', 'target-uk', 'dsbc1', 'dsbc2'] as const)
        await rotateLogs(place, host)
      expect(await phone.ring()).toBe('no answer')
      endedWith(0, await moving.ended)
    } finally {
      phone.hangUp()
    }
    // Kamailio gives an invitation five seconds.
    await waitFor('both calls to have failed', 20, async () =>
      (
        await shellInside(
          place,
          cluster,
          `cat /var/log/lab/kamailio.log* | grep -c 'to=${account} '`,
        )
      ).startsWith('2'),
    )
    const checked = await product.run('logs', 'check', product.project, '--batch', batch?.id ?? '')
    const shape = z.looseObject({
      verdict: z.string(),
      groups: z.array(
        z.looseObject({
          template: z.looseObject({ id: z.string(), text: z.string() }),
          verdict: z.string(),
          count: z.number().optional(),
        }),
      ),
      attribution: z.array(
        z.looseObject({
          customer: z.string(),
          groups: z.array(z.looseObject({ id: z.string(), lines: z.number() })),
        }),
      ),
    })
    const found = shape.parse(JSON.parse(checked.out))
    expect([checked.code, found.verdict]).toEqual([1, 'fail'])
    const failed = found.groups.filter((g) => g.template.text.includes('call failed'))
    expect(failed.map((g) => g.verdict)).toEqual(['new'])
    const linesOf = (customer: string) =>
      found.attribution
        .find((a) => a.customer === customer)
        ?.groups.find((g) => g.id === failed[0]?.template.id)?.lines
    expect([linesOf(hit), linesOf(other)]).toEqual([2, undefined])
    // Each byte once, whatever its file is called by now.
    await product.must('logs', 'collect', product.project)
    const written = Number(
      await shellInside(place, cluster, 'cat /var/log/lab/kamailio.log* | wc -c'),
    )
    expect(fetchedOf(product.project, cluster, 'kamailio.log')).toBe(written)
  })

  it('a phone that was registered before the move rings after it, and the registration is counted', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const [[account = ''] = []] = await query(
      place,
      'source',
      `select id from accounts where i_customer = ${id} limit 1`,
    )
    const phone = await registered(place, account)
    try {
      expect(await phone.ring()).toBe('rang')
      expect((await move(product, id)).code).toBe(0)
      expect(await phone.ring()).toBe('rang')
      const facts = z.looseObject({ facts: z.looseObject({ registrations: z.number() }) })
      const carried = answersOf(product.project, 'customer-import').map(
        (a) => facts.parse(a.answer).facts,
      )
      expect(carried.filter((f) => f['customer'] === id).map((f) => f.registrations)).toContain(1)
    } finally {
      phone.hangUp()
    }
  })
})
