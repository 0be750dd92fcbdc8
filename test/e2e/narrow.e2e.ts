import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'

/** Every view with something in it, in a window that is small or magnified: all that can be pressed, typed into or scrolled is within reach. */

let running: RunningApp
beforeAll(async () => {
  running = await startElectron()
  const panda = pandaWindow(running.window)
  await panda.open(60)
  await panda.setUp()
  await panda.moveNight('pilot')
}, 180_000)
afterAll(() => running.close())

async function resize(width: number, height: number, zoom: number): Promise<void> {
  await running.app.evaluate(
    ({ BrowserWindow }, [w, h, z]) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(w, h)
      window?.webContents.setZoomFactor(z)
    },
    [width, height, zoom] as const,
  )
  await expect.poll(() => running.window.evaluate(() => innerWidth)).toBe(Math.floor(width / zoom))
}

/**
 * What can be used, or read as a heading, and stands past the window, past the edge of a box that does not scroll to it, or, outside tables,
 * of one that scrolls sideways (WCAG 1.4.10); what scrolls through a slit; and a whole part of a view that scrolls sideways.
 */
const outOfReach = (): Promise<readonly string[]> =>
  running.window.evaluate(() => {
    const tables = 'table, pre, [role=grid], [role=treegrid], [role=log], .xterm'
    const past = (it: Element): string | undefined => {
      let { left, right, top, bottom } = it.getBoundingClientRect()
      for (let box = it.parentElement; box !== null; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box)
        const edge = box.getBoundingClientRect()
        if (overflowX !== 'visible' && (right > edge.right + 1 || left < edge.left - 1)) {
          if (overflowX === 'hidden' || it.closest(tables) === null) return 'cut at the side'
          ;({ left, right } = edge)
        }
        if (overflowY === 'auto' || overflowY === 'scroll') ({ top, bottom } = edge)
        else if (overflowY !== 'visible' && (bottom > edge.bottom + 1 || top < edge.top - 1))
          return 'cut below'
      }
      return right > innerWidth + 1 || left < -1 ? 'past the window' : undefined
    }
    const slit = (it: Element): string | undefined =>
      /auto|scroll/.test(getComputedStyle(it).overflowY) &&
      it.scrollHeight > it.clientHeight + 1 &&
      it.clientHeight < 80
        ? `a slit of ${it.clientHeight} px`
        : undefined
    const sideways = (it: Element): string | undefined =>
      /auto|scroll/.test(getComputedStyle(it).overflowX) &&
      it.scrollWidth > it.clientWidth + 1 &&
      it.querySelector('section') !== null
        ? 'scrolls sideways'
        : undefined
    // A line of it that does not fit is lost: of "Take up" stood "Take".
    const cut = (it: Element): string | undefined => {
      const label = it.matches('button') ? it.querySelector('.mantine-Button-label') : null
      const inner = label?.parentElement
      if (label === null || inner === null || inner === undefined) return undefined
      return label.scrollHeight > inner.clientHeight + 1 ||
        label.scrollWidth > label.clientWidth + 1
        ? 'its label is cut'
        : undefined
    }
    const used = 'button, input, select, textarea, a, summary, iframe, [tabindex], h2, h3'
    return [...document.body.querySelectorAll('*')]
      .filter((it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .flatMap((it) => {
        const how = slit(it) ?? sideways(it) ?? cut(it) ?? (it.matches(used) ? past(it) : undefined)
        const name = (it.getAttribute('aria-label') ?? it.textContent).slice(0, 60)
        return how === undefined ? [] : [`${it.tagName} ${name}: ${how}`]
      })
  })

/** Waits until the view has read what it shows. */
async function settled(): Promise<void> {
  await expect
    .poll(() => running.window.getByRole('main').innerText(), { timeout: 20_000 })
    .not.toMatch(/\b(Loading|Making|Reading|Working out)\b.*…$/m)
}

const press = (key: string): Promise<void> => running.window.keyboard.press(key)
const button = (name: string) => running.window.getByRole('button', { name, exact: true })

const views = [
  'Overview',
  'Analysis',
  'Timeline',
  'Schedule',
  'Batches',
  'Run',
  'Downtime',
  'Logs',
  'Hosts',
  'Report',
  'Settings',
]

/** How one thing is opened in a view. */
const open: Readonly<Record<string, () => Promise<void>>> = {
  async Timeline() {
    await running.window.getByRole('treegrid').press('Home')
    await press('ArrowDown')
    await press('Enter')
    await running.window.getByRole('complementary').waitFor()
  },
  Schedule: () => running.window.getByText('Week with hours').click(),
  async Batches() {
    await button('Pilot').click()
    await running.window.getByRole('grid', { name: 'Customers' }).press('Home')
    await press('Enter')
    const name = running.window.getByRole('complementary').getByRole('heading', { level: 2 })
    await name.waitFor()
    const { y } = (await name.boundingBox()) ?? { y: -1 }
    const height = await running.window.evaluate(() => innerHeight)
    expect(y > 0 && y < height, `the sheet begins at ${y} of ${height}`).toBe(true)
  },
  async Run() {
    await running.window.getByRole('button', { name: /^Procedures/ }).click()
    await button('Start Check the catalog freeze').click()
    await running.window
      .getByRole('dialog')
      .getByText(/could (be|not be) predicted/)
      .waitFor()
  },
  async Hosts() {
    await button('Terminal').click()
    await running.window.getByRole('region', { name: 'Terminals' }).waitFor()
  },
}

describe.each([
  [1400, 900, 2],
  [1280, 720, 1.5],
  [1024, 768, 1],
])('in a window of %i × %i at zoom %f', (width, height, zoom) => {
  it.each(views)('everything of %s is within reach', async (name) => {
    await resize(width, height, zoom)
    await running.view(name)
    await running.window.getByRole('heading', { level: 2, name }).waitFor()
    const found: Record<string, readonly string[]> = {}
    const look = async (what: string): Promise<void> => {
      await settled()
      const past = await outOfReach()
      if (past.length > 0) found[what] = past
      await running.shot(`narrow-${width}-${what.replaceAll(/\W+/g, '-')}`)
    }
    await look(name)
    for (const tab of await running.window.getByRole('main').getByRole('tab').all()) {
      await tab.click()
      await look(`${name}, ${(await tab.innerText()).replace(/\W*\d.*/, '')}`)
    }
    await open[name]?.()
    if (name in open) await look(`${name}, opened`)
    await press('Escape')
    expect(found).toEqual({})
  })
})

describe('what is chosen in a narrow window, where it stands below the list', () => {
  async function expectInSight(id: string): Promise<void> {
    await expect
      .poll(() =>
        running.window.evaluate((at) => {
          const box = document.getElementById(at)?.getBoundingClientRect()
          return box !== undefined && box.top >= 0 && box.top < innerHeight * 0.7
        }, id),
      )
      .toBe(true)
  }
  const focused = () => running.window.evaluate(() => document.activeElement?.id)

  it.each([
    ['Run', 'run-detail', () => running.window.getByRole('button', { name: /^Accept the target/ })],
    ['Hosts', 'host-detail', () => button('tgt-web')],
    [
      'Logs',
      'log-customer',
      async () => {
        await running.window.getByRole('tab', { name: /^Customers/ }).click()
        return running.window.getByRole('option').last()
      },
    ],
  ])('comes into sight in %s, and the keys go on from there', async (name, part, entry) => {
    await resize(1400, 700, 2)
    await running.view(name)
    await (await entry()).click()
    await expectInSight(part)
    expect(await focused()).toBe(part)
    await running.shot(`stacked-${name}`)
  })

  it('stays beside the list, and the focus in it, where there is room', async () => {
    await resize(1280, 800, 1)
    await running.view('Hosts')
    await button('tgt-web').click()
    expect(await focused()).not.toBe('host-detail')
  })
})

it('the table of customers has all its columns in a window of 1280', async () => {
  await resize(1280, 800, 1)
  await running.view('Batches')
  const grid = running.window.getByRole('grid', { name: 'Customers' })
  await grid.waitFor()
  const [inner, outer] = await grid.evaluate((it) => [
    it.scrollWidth,
    it.parentElement?.clientWidth,
  ])
  expect(inner).toBeLessThanOrEqual(outer ?? 0)
})
