import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { DowntimeBook } from '../../../shared/ipc/downtime-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { say } from '../../api/tell.ts'
import { Page } from '../../components/Page.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useReread } from '../../components/use-reread.ts'
import { navigationStore } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { BookPanel } from './BookPanel.tsx'
import { LockOutPanel } from './LockOutPanel.tsx'
import { TracePanel } from './TracePanel.tsx'
import { downtimeLines, windowId } from './view-model.ts'
import { WindowsPanel } from './WindowsPanel.tsx'
import './downtime.css'

/** Downtime windows against their budgets: planned, measured from outside, and what the probes saw. */
export function DowntimePage() {
  const { book, problem } = useBook()
  const focus = useStore(navigationStore, ({ place }) =>
    place.focus?.kind === 'window' ? place.focus.id : undefined,
  )
  const lines = book === undefined ? [] : downtimeLines(book)
  const shown =
    focus === undefined
      ? undefined
      : (book?.windows.find((row) => windowId(row) === focus) ??
        lines.find(({ key }) => key === focus)?.shown)
  return (
    <Page
      title="Downtime"
      tools={
        <Button size="compact-xs" disabled={!book?.windows.length} onClick={() => void save()}>
          Save table…
        </Button>
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {book === undefined ? (
        problem === undefined ? (
          <p className="loading" role="status">
            Reading the windows…
          </p>
        ) : null
      ) : (
        <>
          <BookPanel lines={lines} />
          {shown === undefined ? null : <TracePanel key={windowId(shown)} row={shown} />}
          <LockOutPanel book={book} />
          <WindowsPanel windows={book.windows} shown={shown} />
        </>
      )}
    </Page>
  )
}

function useBook(): { readonly book?: DowntimeBook; readonly problem?: Problem } {
  const readAt = useStore(projectStore, (state) => state.readAt)
  const [read, setRead] = useState<{ book?: DowntimeBook; problem?: Problem }>({})
  useReread('book', readAt, async (isCurrent) => {
    const answer = await invoke('downtime/get-book')
    if (isCurrent())
      setRead((before) =>
        answer.ok ? { book: answer.value } : { ...before, problem: answer.problem },
      )
  })
  return read
}

async function save(): Promise<void> {
  const saved = await orTell(invoke('downtime/save-table'))
  if (saved !== undefined && saved !== null) say(`Table written: ${saved.path}`)
}
