import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problem } from '../../shared/domain/problems.ts'
import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventOf } from '../../shared/ipc/contract.ts'
import { seriousFindings } from '../helpers/axe.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'

/** What the window says of itself: at its foot, one beside the other, until it is dismissed. */

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
  await pandaWindow(running.window).open(60)
}, 90_000)
afterAll(() => running.close())

/** As main tells the window. */
const emit = <E extends EventName>(event: E, payload: EventOf<E>): Promise<void> =>
  running.app.evaluate(
    ({ BrowserWindow }, [name, value]) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(name, value),
    [event, payload] as const,
  )

const messages = () => running.window.getByRole('region', { name: 'Messages' })
const message = (text: string) => messages().getByRole('listitem').filter({ hasText: text })
const press = (keys: string): Promise<void> => running.window.keyboard.press(keys)
const button = (name: string) => running.window.getByRole('button', { name, exact: true })
const isFocused = (it: Element): boolean => it === document.activeElement

const lost = problem('host-unreachable', 'src-db does not answer.', {
  safe: 'Nothing was started.',
  next: 'Test the connection under Hosts.',
})

describe('messages', () => {
  it('move nothing that stands above them, and none hides another one', async () => {
    await running.view('Batches')
    const plan = button('Plan batches')
    const before = await plan.boundingBox()
    await emit('data/did-crash', { message: 'The data process was started again.', state: 'up' })
    await emit('app/did-find-problem', lost)
    await emit('app/did-resume', { alive: 0, lost: ['src-db'], following: 0, asking: [] })
    await message('was started again').waitFor()
    await message('Lost and made anew when needed: src-db.').waitFor()
    await messages().getByRole('alert').getByText('Next: Test the connection').waitFor()
    expect(await plan.boundingBox()).toEqual(before)
    await running.shot('messages-1-three')
    expect(await seriousFindings(running.window)).toEqual([])
  })

  it('stand in sight also in a window that is magnified, and leave the view its room', async () => {
    const zoom = (factor: number) =>
      running.app.evaluate(
        ({ BrowserWindow }, [to]) => {
          BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(to)
        },
        [factor] as const,
      )
    await zoom(2)
    const last = messages().getByRole('button', { name: 'Dismiss all 3' })
    const inSight = async () => {
      const { y, height } = (await messages().boundingBox()) ?? { y: 0, height: 0 }
      const whole = await running.window.evaluate(() => innerHeight)
      return { atTheFoot: Math.abs(y + height - whole) <= 1, share: height / whole <= 0.41 }
    }
    await expect.poll(inSight).toEqual({ atTheFoot: true, share: true })
    await last.focus()
    expect(await last.isVisible()).toBe(true)
    await running.shot('messages-3-magnified')
    await zoom(1)
  })

  it('are gone to by a key and dismissed one after the other; then the focus is where it was', async () => {
    await button('Dismiss all 3').click()
    await button('Plan batches').focus()
    await emit('app/did-find-problem', lost)
    await emit('app/did-resume', { alive: 0, lost: ['src-db'], following: 0, asking: [] })
    await message('Lost and made anew').waitFor()
    await press('F8')
    const dismiss = messages().getByRole('button', { name: 'Dismiss', exact: true })
    expect(await dismiss.first().evaluate(isFocused)).toBe(true)
    await press('Enter')
    await expect.poll(() => dismiss.count()).toBe(1)
    expect(await dismiss.evaluate(isFocused)).toBe(true)
    await press('Enter')
    await dismiss.waitFor({ state: 'detached' })
    expect(await button('Plan batches').evaluate(isFocused)).toBe(true)
  })

  it('can be read again after they were dismissed', async () => {
    await button('Messages').press('Enter')
    const sheet = running.window.getByRole('dialog', { name: 'Messages of this window' })
    const all = sheet.getByRole('listitem')
    expect(await all.count()).toBe(5)
    expect(await all.nth(1).innerText()).toMatch(
      /25 Nov [\d:]+ UTC\s+problem\s+src-db[\s\S]*Safe now: Nothing was started\.\s+Next: Test/,
    )
    await running.shot('messages-2-sheet')
    expect(await seriousFindings(running.window)).toEqual([])
    await press('Escape')
    await sheet.waitFor({ state: 'detached' })
    expect(await button('Messages').evaluate(isFocused)).toBe(true)
  })
})
