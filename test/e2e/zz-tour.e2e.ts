import { it, beforeAll, afterAll } from 'vitest'
import { dirname } from 'node:path'
import { connectLab } from '../../main/lab/client.ts'
import { startElectron } from '../helpers/electron.ts'
import type { RunningApp } from '../helpers/electron.ts'
import { pandaWindow } from '../helpers/panda-window.ts'
let running: RunningApp
beforeAll(async () => { running = await startElectron() })
afterAll(() => running.close())
it('tours', async () => {
  const panda = pandaWindow(running.window)
  await panda.open(60)
  await panda.setUp()
  const overview = await panda.call('project/get-overview')
  const lab = await connectLab(dirname(overview?.project.path ?? ''))
  const page = await panda.call('customer/get-page', { from: 0, limit: 2000 })
  const unlucky = page.ids.find((_id: string, row: number) => page.standing.batches.words[page.standing.batches.at[row] ?? -1] === 'pilot' ) ?? page.ids[3]
  await lab.inject({ kind: 'import-conflict', customer: unlucky as never })
  await panda.moveNight('pilot')
  for (const name of ['Overview','Timeline','Schedule','Batches','Run','Downtime','Logs','Hosts','Report','Settings']) {
    await running.window.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) }).click()
    await running.window.waitForTimeout(name==='Report'?4000:1500)
    if (name==='Run') { const a = running.window.getByRole('article').first(); await a.waitFor({timeout:3000}).catch(()=>{}) }
    if (name==='Batches') await running.window.locator('[aria-rowindex="2"]').first().click().catch(()=>{})
    for (const [w,h,s] of [[1280,773,'light'],[1920,1050,'light'],[1920,1050,'dark'],[1280,773,'dark']] as const) {
      await running.app.evaluate(({ BrowserWindow, nativeTheme }, [w,h,s]) => { nativeTheme.themeSource = s; BrowserWindow.getAllWindows()[0]?.setContentSize(w,h) }, [w,h,s] as const)
      await running.window.waitForTimeout(700)
      await running.shot(`${name.toLowerCase()}-${w}-${s}`)
    }
    await running.window.keyboard.press('Escape')
  }
}, 400_000)
