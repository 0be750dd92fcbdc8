import { setTimeout as after } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import {
  answerLogChecks,
  endedWith,
  freshCustomer,
  importsOf,
  lastLines,
  messagesOf,
  move,
  onHosts,
  onSource,
  onTarget,
  settledOnSource,
  standing,
  xdrsOf,
} from './fault-scene.ts'
import { strike } from './faults.ts'
import { movingAddress, namespaceOf } from './layout.ts'
import type { LabHostName, LabPlace, Moving } from './layout.ts'
import { mustInside, shellInside } from './machine.ts'
import { apply } from './operations/hands.ts'
import { transferWords } from './product.ts'
import { tryRun, waitFor } from './run.ts'
import { forAWhile, holdCustomer, whileRunning } from './trouble.ts'

/** Hosts, links and services that fail under the product: what the operator is told, and that nothing is lost. */
let cutSwitchover: Promise<unknown> = Promise.resolve()

onHosts(
  'hosts and links that fail',
  {
    name: 'sylabf',
    octet: 80,
    before: (place, procedure, member) => {
      // What the switchover of uk1 goes through: it can be made once only.
      if (procedure === 'switchover-voice' && member === 'uk1')
        cutSwitchover = given(place, 'source-uk', 'uk1').then(() =>
          forAWhile(place, 'cut-ssh', 'mend-ssh', 'dsbc1', 6000),
        )
    },
  },
  (scene) => {
    beforeAll(() => cutSwitchover)

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
      expect(importsOf(product, id)).toBe(2)
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
      expect(importsOf(product, id)).toBe(2)
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
      expect(importsOf(product, id)).toBe(2)
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
        const messages = messagesOf(product, id)
        console.log(`${what}: exit ${ended.code}; ${messages.join(' / ')}; ${lastLines(ended)}`)
        expect(`${messages.join('\n')}${ended.err}`).toMatch(sentence)
        if (ended.code === 3) {
          const resumed = await product.run('resume', product.project)
          console.log(
            `${what}: resume ${resumed.code} ${resumed.err.trim().split('\n').slice(-2).join(' / ')}`,
          )
        }
        await settledOnSource(scene(), id)
        await answerLogChecks(product)
        const again = await move(product, id, '--reason', `${what}: over`)
        endedWith(0, again)
        expect(await standing(scene(), id)).toEqual(onTarget)
        expect(await xdrsOf(scene(), id, 'target')).toBe(before)
      },
    )

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
  },
)

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
