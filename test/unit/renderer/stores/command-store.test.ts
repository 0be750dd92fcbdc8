import { describe, expect, it } from 'vitest'
import {
  commandGroups,
  commandStore,
  offerCommands,
} from '../../../../renderer/stores/command-store.ts'

const command = (id: string, group = 'Run') => ({ id, group, title: id, run: () => undefined })
const groups = () =>
  [...commandGroups(commandStore.getState())].map(([group, commands]) => [
    group,
    ...commands.map(({ id }) => id),
  ])

describe('offered commands', () => {
  it('stand under their groups until who offered them takes them away', () => {
    const away = [
      offerCommands('a', [command('run.pause'), command('go.home', 'Go to')]),
      offerCommands('b', [command('run.stop')]),
    ]
    expect(groups()).toEqual([
      ['Run', 'run.pause', 'run.stop'],
      ['Go to', 'go.home'],
    ])
    for (const take of away) take()
    expect(groups()).toEqual([])
  })

  it('of one source replace each other, and the older one can no longer take the newer away', () => {
    const older = offerCommands('a', [command('run.pause')])
    const newer = offerCommands('a', [command('run.resume')])
    older()
    expect(groups()).toEqual([['Run', 'run.resume']])
    newer()
  })
})
