import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setTimeout as after } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answersOf, attemptsOf } from './book.ts'
import { strike } from './faults.ts'
import { pandaCustomers } from './data.ts'
import { endedWith, freshCustomer, move, standing, xdrsOf } from './fault-scene.ts'
import { hostCalled, movingAddress, namespaceOf, serviceAddress } from './layout.ts'
import type { LabHostName, LabPlace, Moving } from './layout.ts'
import { apply } from './operations/hands.ts'
import { mustInside, shellInside } from './machine.ts'
import { setUp, statusOf, transferWords } from './product.ts'
import { tryRun, waitFor } from './run.ts'
import { noLab, withLab } from './scene.ts'
import { forAWhile, holdCustomer, whileRunning } from './trouble.ts'
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

  it('link cut in the middle of a switchover: the address arrives all the same', async () => {
    const { place } = scene()
    expect(await holds(place, 'dsbc1', 'uk1')).toBe(true)
    expect(await holds(place, 'source-uk', 'uk1')).toBe(false)
  })

  it('ssh sessions killed in mid-command: the command is followed to its end, and not begun twice', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
    const held = await holdCustomer(place, 'target', id, 3)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'kill-sessions', 'target')
    const ended = await moving.ended
    await held.over
    endedWith(0, ended)
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(importsOf(id)).toBe(2)
  })

  it('link cut for 30 s in an import: it goes on by itself, and the customer moves', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
    const held = await holdCustomer(place, 'target', id, 3)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await forAWhile(place, 'cut-ssh', 'mend-ssh', 'target', 30_000)
    const ended = await moving.ended
    await held.over
    endedWith(0, ended)
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(importsOf(id)).toBe(2)
  })

  it('link cut for good in an import: a question is left, and resume finishes what the host has done', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
    const held = await holdCustomer(place, 'target', id, 3)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'cut-ssh', 'target')
    const ended = await moving.ended
    await held.over
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
      const id = freshCustomer()
      const before = await xdrsOf(scene(), id, 'source')
      await strike(place, fault, host)
      const ended = await move(product, id)
      await strike(place, cure, host)
      endedWith([1, 3], ended)
      const messages = attemptsOf(product.project)
        .filter((a) => a.member === id && a.message !== null)
        .map((a) => a.message)
      console.log(`${what}: exit ${ended.code}; ${messages.join(' / ')}`)
      expect(messages.join('\n')).toMatch(sentence)
      if (ended.code === 3) {
        const resumed = await product.run('resume', product.project)
        console.log(
          `${what}: resume ${resumed.code} ${resumed.err.trim().split('\n').slice(-2).join(' / ')}`,
        )
      }
      await settledOnSource(id)
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
    const id = freshCustomer()
    const before = await xdrsOf(scene(), id, 'source')
    const held = await holdCustomer(place, 'target', id, 4)
    const moving = product.begin(...transferWords(product, '--member', id))
    await whileRunning(place, 'target', 'customer-import')
    await strike(place, 'kill-database', 'target')
    await after(1000)
    await strike(place, 'start-database', 'target')
    const ended = await moving.ended
    await held.over
    console.log(`MariaDB killed: exit ${ended.code}`)
    if (ended.code !== 0) {
      await settledOnSource(id)
      const again = await move(product, id, '--reason', 'the database runs again')
      endedWith(0, again)
    }
    expect(await standing(scene(), id)).toEqual(onTarget)
    expect(await xdrsOf(scene(), id, 'target')).toBe(before)
  })

  it('an account of the same name on the target: refused by name, the customer stays', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
    const other = freshCustomer()
    const [[account = ''] = []] = await query(
      place,
      'source',
      `select id from accounts where i_customer = ${id} limit 1`,
    )
    await query(
      place,
      'target',
      `update accounts set id = 'gone-${id}' where i_customer = ${id} and id = '${account}'; update accounts set id = '${account}' where i_customer = ${other} limit 1`,
    )
    const ended = await move(product, id)
    const messages = attemptsOf(product.project)
      .filter((a) => a.member === id && a.message !== null)
      .map((a) => a.message ?? '')
    console.log(`duplicate key: exit ${ended.code}; ${messages.join(' / ')}`)
    expect(ended.code).not.toBe(0)
    expect(messages.join('\n')).toMatch(/duplicate|already|another|exists/i)
    await settledOnSource(id)
  })

  it('Kamailio of the dispatcher restarted: who has moved is still sent to the target', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
    expect((await move(product, id)).code).toBe(0)
    await strike(place, 'restart-sip', 'dsbc1')
    const said = await mustInside(place, 'dsbc1', [
      'kamcmd',
      '-s',
      'unix:/run/kamailio/kamailio_ctl',
      'htable.get',
      'loc',
      id,
    ])
    expect(said).toMatch(/value: t/)
  })

  it('one dispatcher cannot be reached: no half table, the customer stays with the source on both', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
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

  it('a phone that was registered before the move rings after it, and the registration is counted', async () => {
    const { place, product } = scene()
    const id = freshCustomer()
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
      `printf '${id} Proxy-To-Realm := "target"\\n' >/tmp/entry; cat /srv/lab/radius/users >>/tmp/entry; cat /tmp/entry >/srv/lab/radius/users; kill -HUP $(cat /run/freeradius/freeradius.pid); sleep 1`
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
    const ended = await move(product, freshCustomer())
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
    const moving = product.begin(...transferWords(product, '--batch', pilot?.id ?? ''))
    await kill(moving.process.pid, 1500)
    await moving.ended
    let kills = 1
    for (; kills < 20; kills++) {
      const resumed = product.begin('resume', product.project)
      const over = await Promise.race([
        resumed.ended,
        kill(resumed.process.pid, 900 + ((kills * 373) % 1300)),
      ])
      if (over !== undefined) break
      await resumed.ended
    }
    const last = await product.run('resume', product.project)
    endedWith([0, 1], last)
    console.log(`killed ${kills} times`)
    for (const id of pilot?.members ?? [])
      expect({ id, ...(await standing(scene(), id)) }).toEqual({ id, ...onTarget })
    expect((await whereabouts(place)).onBoth).toEqual([])
    expect((await product.run('verify', product.project)).code).toBe(0)
  })

  /** Kills the process that the namespace's command has become, after a while. */
  async function kill(pid: number | undefined, ms: number): Promise<undefined> {
    await after(ms)
    if (pid !== undefined)
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It has ended by itself meanwhile.
      }
    return undefined
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

  const importsOf = (id: string): number =>
    attemptsOf(scene().product.project).filter(
      (a) => a.member === id && a.operation === 'customer-import' && a.phase === 'apply',
    ).length
})

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

type Phone = { ring(): Promise<string>; hangUp(): void }

async function registered(place: LabPlace, account: string): Promise<Phone> {
  const order = {
    account,
    address: movingAddress(place, account.startsWith('uk') ? 'uk1' : 'us1'),
    own: serviceAddress(place, hostCalled('client').octet),
  }
  const program = fileURLToPath(new URL('./traffic/phone.ts', import.meta.url))
  const child = spawn(
    'ip',
    [
      'netns',
      'exec',
      namespaceOf(place, 'client'),
      process.execPath,
      program,
      JSON.stringify(order),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await said.next()).value)
  expect(await next()).toBe('registered')
  return {
    ring: () => {
      child.stdin.write('\n')
      return next()
    },
    hangUp: () => void child.stdin.end(),
  }
}

/** Where FreeRADIUS itself takes a customer to be: its lookup on the host. */
async function radiusSays(place: LabPlace, customer: string): Promise<string> {
  const out = await shellInside(
    place,
    'dsbc1',
    `printf 'User-Name=${customer}\\n' | radclient -x 127.0.0.1:18120 auth labsecret 2>&1 || true`,
  )
  return /Reply-Message = "(.*?)"/.exec(out)?.[1] ?? 'no answer'
}
