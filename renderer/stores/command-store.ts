import { createStore } from 'zustand/vanilla'

/** Something that can be done from the command palette, and by its shortcut. */
export type Command = {
  /** Unique over the window, e.g. `run.pause`. */
  readonly id: string
  readonly title: string
  /** Heading in the palette and in the shortcuts sheet. */
  readonly group: string
  /** As Mantine's hotkeys write it: `alt+1`, `mod+K`. */
  readonly shortcut?: string
  readonly run: () => void
}

export type CommandState = {
  /** By who offers them: a view takes its own away when it goes. */
  readonly sources: ReadonlyMap<string, readonly Command[]>
}

export const commandStore = createStore<CommandState>(() => ({ sources: new Map() }))

/** Offers commands; those that the same source offered before are replaced. Answers the way to take them away. */
export function offerCommands(source: string, commands: readonly Command[]): () => void {
  commandStore.setState(({ sources }) => ({ sources: new Map(sources).set(source, commands) }))
  return () =>
    commandStore.setState(({ sources }) => {
      if (sources.get(source) !== commands) return {}
      const next = new Map(sources)
      next.delete(source)
      return { sources: next }
    })
}

/** Everything that is offered now, in the order in which it came. */
export const allCommands = ({ sources }: CommandState): readonly Command[] =>
  [...sources.values()].flat()

/** The same by group, groups in the order in which they first came. */
export function commandGroups(state: CommandState): ReadonlyMap<string, readonly Command[]> {
  const groups = new Map<string, Command[]>()
  for (const command of allCommands(state)) {
    const group = groups.get(command.group)
    if (group === undefined) groups.set(command.group, [command])
    else group.push(command)
  }
  return groups
}
