import { readFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answersOf, attemptsOf, fetchedOf, lengthOf } from './book.ts'
import { strike } from './faults.ts'
import { isWhole, pandaCustomers } from './data.ts'
import {
  answerLogChecks,
  endedWith,
  freshCustomer,
  heal,
  move,
  standing,
  xdrsOf,
} from './fault-scene.ts'
import { movingAddress, namespaceOf } from './layout.ts'
import type { LabHostName, LabPlace, Moving } from './layout.ts'
import { apply } from './operations/hands.ts'
import { mustInside, shellInside } from './machine.ts'
import { copied, setUp, statusOf, transferWords } from './product.ts'
import type { Begun } from './product.ts'
import { tryRun, waitFor } from './run.ts'
import { registered } from './traffic/phones.ts'
import { noLab, withLab } from './scene.ts'
import { forAWhile, holdCustomer, rivalOf, rotateLogs, whileRunning } from './trouble.ts'
import { query, whereabouts } from './truth.ts'

/** What goes wrong in real nights, on real hosts: what the operator is told, and that nothing is lost. */

const onTarget = { source: 'E N', target: 'O N' }
const onSource = { source: 'O N' }

describe.skipIf(noLab !== undefined)('faults on real hosts', { timeout: 600_000 }, () => {
  const scene = withLab({ name: 'sylabf', octet: 80, xdrs: 20_000 })
  /** What the switchover of uk1 went through: it can be made once only. */
  let cutSwitchover: Promise<unknown> = Promise.resolve()

  beforeAll(async () => {
    const { product, place } = scene()
    await setUp(product, (procedure, member) => {
      if (procedure === 'switchover-voice' && member === 'uk1')
        cutSwitchover = given(place, 'source-uk', 'uk1').then(() =>
          forAWhile(place, 'cut-ssh', 'mend-ssh', 'dsbc1', 6000),
        )
    })
    await cutSwitchover
  }, 900_000)

  beforeEach(() => answerLogChecks(scene().product))

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await heal(scene())
  }, 180_000)

  it('link cut in the middle of a switchover: the address arrives all the same', async () => {
    const { place } = scene()
    expect(await holds(place, 'dsbc1', 'uk1')).toBe(true)
    expect(await holds(place, 'source-uk', 'uk1')).toBe(false)
  })

  it('ssh sessions killed in mid-command: the command is followed to its end, and not begun twice', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'kill-sessions', 'target')
    await after(1000)
    await held.release()
    const ended = await moving.ended
    endedWith(0, ended)
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(importsOf(id)).toBe(2)
  })

  it('link cut for 30 s in an import: it goes on by itself, and the customer moves', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    const cut = forAWhile(place, 'cut-ssh', 'mend-ssh', 'target', 30_000)
    await after(1000)
    await held.release()
    await cut
    const ended = await moving.ended
    endedWith(0, ended)
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(importsOf(id)).toBe(2)
  })

  it('the second dispatcher is away for 20 s when its turn comes: waited for, and both have the entry', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    const cut = forAWhile(place, 'cut-ssh', 'mend-ssh', 'dsbc2', 20_000)
    await held.release()
    await cut
    endedWith(0, await moving.ended)
    for (const host of ['dsbc1', 'dsbc2'] as const)
      expect((await apply(place, host, 'dispatch-list')).entries[id]).toBe('target')
  })

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
    expect(importsOf(id)).toBe(2)
    expect(await standing(scene(), id)).toEqual(onTarget)
  })

  it('link cut for good in an import: a question is left, and resume finishes what the host has done', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    const held = await holdCustomer(place, 'target', id)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'cut-ssh', 'target')
    await after(1000)
    await held.release()
    const ended = await moving.ended
    await strike(place, 'mend-ssh', 'target')
    endedWith(3, ended)
    console.log(`link cut for good: ${ended.err.trim().split('\n').slice(-3).join(' / ')}`)
    expect(ended.err).toMatch(/target/)
    const resumed = await product.run('resume', product.project)
    endedWith(0, resumed)
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(importsOf(id)).toBe(2)
  })

  it.each([
    ['disk of the target is full', 'fill-disk', 'free-disk', 'target', /disk|space/i],
    ['disk of the second dispatcher is full', 'fill-disk', 'free-disk', 'dsbc2', /disk|space/i],
    [
      'MariaDB of the target is stopped',
      'stop-database',
      'start-database',
      'target',
      /database|server|MariaDB/i,
    ],
    [
      'FreeRADIUS of the dispatcher does not answer',
      'freeze-radius',
      'thaw-radius',
      'dsbc1',
      /radius/i,
    ],
  ] as const)(
    '%s: the customer is served by the source, and moves when that is over',
    async (what, fault, cure, host, sentence) => {
      const { place, product } = scene()
      const id = freshCustomer(scene())
      const before = await xdrsOf(scene(), id, 'source')
      await strike(place, fault, host)
      const ended = await move(product, id)
      await strike(place, cure, host)
      endedWith([1, 3], ended)
      const messages = messagesOf(id)
      console.log(`${what}: exit ${ended.code}; ${messages.join(' / ')}; ${lastLines(ended)}`)
      expect(`${messages.join('\n')}${ended.err}`).toMatch(sentence)
      if (ended.code === 3) {
        const resumed = await product.run('resume', product.project)
        console.log(
          `${what}: resume ${resumed.code} ${resumed.err.trim().split('\n').slice(-2).join(' / ')}`,
        )
      }
      await settledOnSource(id)
      await answerLogChecks(product)
      const again = await move(product, id, '--reason', `${what}: over`)
      endedWith(0, again)
      expect(await standing(scene(), id)).toEqual(onTarget)
      expect(await xdrsOf(scene(), id, 'target')).toBe(before)
    },
  )

  /** Undone by the run itself, or taken back by the operator who was told to. */
  async function settledOnSource(id: string): Promise<void> {
    const { product } = scene()
    const now = await standing(scene(), id)
    if (now.source !== 'O N') {
      const run = (await statusOf(product)).runs.at(-1)
      const undone = await product.run('undo', product.project, run?.id ?? '')
      endedWith(0, undone)
    }
    expect(await standing(scene(), id)).toMatchObject(onSource)
  }

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
      await settledOnSource(id)
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
    const lost = messagesOf(id)
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
      `exit 0 on a full disk: exit ${ended.code}; ${messagesOf(id).join(' / ')}; ${lastLines(ended)}`,
    )
    if (ended.code !== 0) {
      endedWith([1, 3], ended)
      await product.run('resume', product.project)
    }
    const now = await standing(scene(), id)
    if (now.target !== 'O N') {
      await settledOnSource(id)
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
    const messages = messagesOf(id)
    console.log(`duplicate key: exit ${ended.code}; ${messages.join(' / ')}; ${lastLines(ended)}`)
    expect(ended.code).not.toBe(0)
    expect(messages.join('\n')).toMatch(/a row of another customer stands in the way/)
    // The SQL client prints the whole statement that failed, passwords in it: nothing of that is kept.
    expect(readFileSync(product.project, 'latin1')).not.toContain('pw-')
    expect(
      await shellInside(place, 'target', "grep -rlF 'pw-' /root/.switchyard/steps || true"),
    ).toBe('')
    await settledOnSource(id)
    await query(
      place,
      'target',
      `update accounts set id = 'back-${other}' where i_customer = ${other} and id = '${account}'; update accounts set id = '${account}' where i_customer = ${id} and id = 'gone-${id}'`,
    )
  })

  it('Kamailio of the dispatcher restarted: who has moved is still sent to the target', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    expect((await move(product, id)).code).toBe(0)
    await strike(place, 'restart-sip', 'dsbc1')
    const said = await mustInside(place, 'dsbc1', [
      'kamcmd',
      '-s',
      'unix:/run/kamailio/kamailio_ctl',
      'htable.get',
      'loc',
      `s:${id}`,
    ])
    expect(said).toMatch(/value: t/)
  })

  it('one dispatcher cannot be reached: no half table, the customer stays with the source on both', async () => {
    const { place, product } = scene()
    const id = freshCustomer(scene())
    await strike(place, 'cut-ssh', 'dsbc2')
    const ended = await move(product, id)
    await strike(place, 'mend-ssh', 'dsbc2')
    console.log(
      `one DSBC: exit ${ended.code}; ${ended.err.trim().split('\n').slice(-2).join(' / ')}`,
    )
    expect(ended.code).not.toBe(0)
    expect(ended.err).toMatch(/dsbc2/)
    expect(await standing(scene(), id)).toMatchObject(onSource)
  })

  it('clock of the target 90 s fast: said with the number of seconds', async () => {
    const { place, product } = scene()
    await strike(place, 'skew-clock', 'target')
    const ended = await product.run('logs', 'collect', product.project)
    await strike(place, 'right-clock', 'target')
    console.log(`clock: ${ended.code} ${ended.out.slice(0, 500)} ${ended.err.slice(-500)}`)
    expect(`${ended.out}${ended.err}`).toMatch(/target.*(90|89|91|1 min 30)/)
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

  it('a reload that FreeRADIUS swallows within 5 s: each entry is there when its command has ended', async () => {
    const { place } = scene()
    await strike(place, 'radius-by-file', 'dsbc1')
    // The trap itself: two reloads in a row, and the second is not read.
    const users = (id: string) =>
      `printf '${id} Proxy-To-Realm := "target"\\n' >/tmp/entry; cat /srv/lab/radius/users >>/tmp/entry; cat /tmp/entry >/srv/lab/radius/users; kill -HUP $(pidof freeradius); sleep 1`
    await shellInside(place, 'dsbc1', `${users('777001')}; ${users('777002')}`)
    expect(
      await shellInside(place, 'dsbc1', "grep -c 'Ignoring HUP' /var/log/lab/radius.log || true"),
    ).not.toMatch(/^0/)
    expect(await radiusSays(place, '777002')).not.toBe('target')
    // The cure.
    for (const id of ['777011', '777012', '777013']) {
      await apply(place, 'dsbc1', 'dispatch-set', { entry: id, to: 'target' })
      expect(await radiusSays(place, id)).toBe('target')
    }
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

  it('nobody is lost, on both systems or left locked in the end', async () => {
    const found = await whereabouts(scene().place)
    expect({ ...found, onSource: 0, onTarget: 0 }).toEqual({
      total: pandaCustomers().length,
      onSource: 0,
      onTarget: 0,
      onBoth: [],
      lost: [],
      locked: [],
    })
    expect(found.onSource + found.onTarget).toBe(pandaCustomers().length)
  })

  const messagesOf = (id: string): string[] =>
    attemptsOf(scene().product.project).flatMap((a) =>
      a.member === id && a.message !== null ? [a.message] : [],
    )

  const importsOf = (id: string): number =>
    attemptsOf(scene().product.project).filter(
      (a) => a.member === id && a.operation === 'customer-import' && a.phase === 'apply',
    ).length
})

/** What the operator reads last. */
const lastLines = ({ err }: { readonly err: string }): string =>
  err.trim().split('\n').slice(-4).join(' / ')

const holds = async (place: LabPlace, host: LabHostName, service: Moving): Promise<boolean> => {
  const { out } = await tryRun('ip', [
    '-n',
    namespaceOf(place, host),
    '-4',
    '-br',
    'addr',
    'show',
    'svc0',
  ])
  return out.includes(`${movingAddress(place, service)}/`)
}

/** Until the host has given the address up: nobody has it then. */
const given = (place: LabPlace, host: LabHostName, service: Moving): Promise<void> =>
  waitFor(
    `${host} to give ${service} up`,
    300,
    async () => !(await holds(place, host, service)),
    10,
  )

/** Where FreeRADIUS itself takes a customer to be: its lookup on the host. */
async function radiusSays(place: LabPlace, customer: string): Promise<string> {
  const out = await shellInside(
    place,
    'dsbc1',
    `printf 'User-Name=${customer}\\n' | radclient -x 127.0.0.1:18120 auth labsecret 2>&1 || true`,
  )
  return /Reply-Message = "(.*?)"/.exec(out)?.[1] ?? 'no answer'
}
