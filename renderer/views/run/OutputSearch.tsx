import { Button, Checkbox, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Envelope } from '../../../shared/ipc/envelope.ts'
import type { OutputHits } from '../../../shared/ipc/run-views.ts'
import { invoke } from '../../api/client.ts'
import { attemptIdOf } from '../../api/ids.ts'
import { formatCount } from '../../components/format-count.ts'

type Search = { readonly text: string; readonly matchCase: boolean }

type Props = {
  readonly attempt: string
  readonly lines: number
  readonly search: Search
  readonly onSearch: (search: Search) => void
  readonly onHit: (line: number) => void
}

type Found = {
  readonly hits: readonly number[]
  readonly count: number
  /** Share that was read. */
  readonly read: number
}

const nothing: Found = { hits: [], count: 0, read: 0 }
/** So many places can be stepped through; the count goes on. */
const mostHits = 10_000
const typingMs = 150

/** Searches an output stretch by stretch; counts grow while it reads, and the first hit is shown at once. */
export function OutputSearch({ attempt, lines, search, onSearch, onHit }: Props) {
  const [found, setFound] = useState(nothing)
  const [at, setAt] = useState(0)
  const { text, matchCase } = search

  useEffect(() => {
    setFound(nothing)
    setAt(0)
    if (text === '') return undefined
    let current = true
    const read = async (): Promise<void> => {
      let so = nothing
      let from: number | undefined = 0
      while (from !== undefined && current) {
        const answer: Envelope<OutputHits> = await invoke('output/find-lines', {
          attempt: attemptIdOf(attempt),
          text,
          matchCase,
          from,
        })
        if (!answer.ok || !current) return
        const { hits, count, next, lines: all }: OutputHits = answer.value
        const first = so.count === 0 ? hits[0] : undefined
        so = {
          hits: [...so.hits, ...hits.slice(0, mostHits - so.hits.length)],
          count: so.count + count,
          read: next === undefined ? 1 : next / Math.max(1, all),
        }
        setFound(so)
        if (first !== undefined) onHit(first)
        from = next
      }
    }
    const timer = setTimeout(() => void read(), typingMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
    // What is printed after a search began is found by the next one; `onHit` only moves the place.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [attempt, text, matchCase])

  const step = (by: number): void => {
    const next = (at + by + found.hits.length) % Math.max(1, found.hits.length)
    const line = found.hits[next]
    setAt(next)
    if (line !== undefined) onHit(line)
  }

  return (
    <div className="row search">
      <TextInput
        aria-label="Search the output"
        placeholder="search"
        size="xs"
        value={text}
        disabled={lines === 0}
        maxLength={500}
        onChange={(event) => onSearch({ text: event.currentTarget.value, matchCase })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1)
        }}
      />
      <Checkbox
        size="xs"
        label="Aa"
        aria-label="Match case"
        checked={matchCase}
        onChange={(event) => onSearch({ text, matchCase: event.currentTarget.checked })}
      />
      {text === '' ? null : (
        <>
          <Button
            size="compact-xs"
            aria-label="Previous match"
            disabled={found.hits.length === 0}
            onClick={() => step(-1)}
          >
            ↑
          </Button>
          <Button
            size="compact-xs"
            aria-label="Next match"
            disabled={found.hits.length === 0}
            onClick={() => step(1)}
          >
            ↓
          </Button>
          <span role="status" className="nowrap">
            {found.count === 0
              ? found.read === 1
                ? 'no line matches'
                : 'searching'
              : `${formatCount(at + 1)} of ${formatCount(found.count)} lines`}
            {found.read < 1 ? `, ${Math.round(found.read * 100)} % read` : ''}
          </span>
        </>
      )}
    </div>
  )
}
