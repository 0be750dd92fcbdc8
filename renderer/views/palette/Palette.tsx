import { Spotlight } from '@mantine/spotlight'
import { useStore } from 'zustand'
import { shortcutText } from '../../components/shortcut-text.ts'
import { commandGroups, commandStore } from '../../stores/command-store.ts'
import type { Command } from '../../stores/command-store.ts'

/** Everything that can be done now, found by typing: mod+K. */
export function Palette() {
  const sources = useStore(commandStore, (state) => state.sources)
  return (
    <Spotlight
      // By its command, like every other shortcut.
      shortcut={null}
      scrollable
      maxHeight={420}
      limit={60}
      nothingFound="Nothing of that name can be done now."
      searchProps={{ placeholder: 'Go to, do, find…', 'aria-label': 'Command' }}
      actions={[...commandGroups({ sources })].map(([group, commands]) => ({
        group,
        actions: commands.map(paletteAction),
      }))}
    />
  )
}

const paletteAction = ({ id, title, shortcut, run }: Command) => ({
  id,
  label: title,
  onClick: run,
  ...(shortcut === undefined
    ? {}
    : { rightSection: <kbd className="shortcut">{shortcutText(shortcut)}</kbd> }),
})
