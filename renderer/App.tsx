import { Loader } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { Suspense, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { openWith, setPreferences } from './api/actions.ts'
import { invoke } from './api/client.ts'
import { saveReport } from './api/exports.ts'
import { goToMessages, Messages } from './components/Messages.tsx'
import { MessagesSheet } from './components/MessagesSheet.tsx'
import { SecretDialog } from './components/SecretDialog.tsx'
import { ViewBoundary } from './components/ViewBoundary.tsx'
import { useCommands } from './components/use-commands.ts'
import { useFocusKept } from './components/use-focus-kept.ts'
import { useFullText } from './components/use-full-text.ts'
import { useDroppedFile } from './components/use-dropped-file.ts'
import { allCommands, commandStore } from './stores/command-store.ts'
import type { Command } from './stores/command-store.ts'
import { goBack, goTo, navigationStore } from './stores/navigation-store.ts'
import { projectStore } from './stores/project-store.ts'
import { ReturnDialog } from './views/batches/ReturnDialog.tsx'
import { Header } from './views/header/Header.tsx'
import { Sidebar } from './views/navigation/Sidebar.tsx'
import { Palette } from './views/palette/Palette.tsx'
import { ShortcutsSheet } from './views/palette/ShortcutsSheet.tsx'
import { StartDialog } from './views/run/StartDialog.tsx'
import { TakeOverDialog } from './views/run/TakeOverDialog.tsx'
import { StartScreen } from './views/start/StartScreen.tsx'
import { views } from './views.tsx'

/** The window: start screen, or the views of the open project; below both what a person has to know now. */
export function App() {
  const overview = useStore(projectStore, (state) => state.overview)
  const name = overview?.project.name
  const path = overview?.project.path
  useDroppedFile()
  useFocusKept()
  useFullText()
  useEffect(() => {
    document.title = name === undefined ? 'Switchyard' : `${name} – Switchyard`
  }, [name])
  return (
    <div className="app">
      {overview === undefined || overview === null ? null : <Header />}
      {overview === undefined ? (
        <Loading />
      ) : overview === null ? (
        <StartScreen />
      ) : (
        <OpenProject key={path} />
      )}
      <Messages />
      <StartDialog />
      <TakeOverDialog />
      <ReturnDialog />
      <SecretDialog />
    </div>
  )
}

function OpenProject() {
  const view = useStore(navigationStore, ({ place }) => place.view)
  const shown = views.find(({ id }) => id === view)
  const [sheet, setSheet] = useState<'shortcuts' | 'messages'>()
  const windowCommands = useMemo(() => [...viewCommands, ...ownCommands(setSheet)], [])
  useCommands('window', windowCommands)
  useShortcuts()
  return (
    <div className="frame">
      <Sidebar views={views} onMessages={() => setSheet('messages')} />
      <main>
        <ViewBoundary key={view}>
          <Suspense fallback={<Loading />}>
            {shown === undefined ? null : <shown.component />}
          </Suspense>
        </ViewBoundary>
      </main>
      <Palette />
      <ShortcutsSheet opened={sheet === 'shortcuts'} onClose={() => setSheet(undefined)} />
      {sheet === 'messages' ? <MessagesSheet onClose={() => setSheet(undefined)} /> : null}
    </div>
  )
}

/** Every command that has a shortcut can be done by it, whichever view offers it. */
function useShortcuts(): void {
  const sources = useStore(commandStore, (state) => state.sources)
  const keys = useMemo(
    () =>
      allCommands({ sources }).flatMap(({ shortcut, run }): [string, () => void][] =>
        shortcut === undefined ? [] : [[shortcut, run]],
      ),
    [sources],
  )
  useHotkeys(keys)
}

const viewCommands = [
  ...views.map(({ id, title, shortcut }) => ({
    id: `view.${id}`,
    title,
    group: 'Go to',
    shortcut,
    run: () => goTo(id),
  })),
  {
    id: 'view.back',
    title: 'Back',
    group: 'Go to',
    shortcut: 'alt+ArrowLeft',
    run: goBack,
  },
]

const ownCommands = (show: (sheet: 'shortcuts' | 'messages') => void): readonly Command[] => [
  {
    id: 'window.palette',
    title: 'Find a command',
    group: 'Window',
    shortcut: 'mod+K',
    run: () => spotlight.open(),
  },
  {
    id: 'window.shortcuts',
    title: 'Keyboard shortcuts',
    group: 'Window',
    shortcut: 'shift+?',
    run: () => show('shortcuts'),
  },
  {
    id: 'window.to-messages',
    title: 'Go to what the window says',
    group: 'Window',
    shortcut: 'F8',
    run: goToMessages,
  },
  {
    id: 'window.messages',
    title: 'Messages of this window',
    group: 'Window',
    shortcut: 'shift+F8',
    run: () => show('messages'),
  },
  {
    id: 'window.light',
    title: 'Light colours',
    group: 'Window',
    run: () => void setPreferences({ scheme: 'light' }),
  },
  {
    id: 'window.dark',
    title: 'Dark colours',
    group: 'Window',
    run: () => void setPreferences({ scheme: 'dark' }),
  },
  {
    id: 'project.report',
    title: 'Save the report…',
    group: 'Project',
    run: () => void saveReport(),
  },
  {
    id: 'project.close',
    title: 'Close the project',
    group: 'Project',
    run: () => void openWith('Closing the project…', () => invoke('project/close-project')),
  },
]

const Loading = () => (
  <p className="loading" role="status">
    <Loader size="xs" /> Loading…
  </p>
)
