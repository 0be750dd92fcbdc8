import { Button, Checkbox, NumberInput } from '@mantine/core'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { visibleText } from '../../../shared/base/visible-text.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { attemptIdOf } from '../../api/ids.ts'
import { say } from '../../api/tell.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { OutputSearch } from './OutputSearch.tsx'
import { markHits, scrollHeight, scrollTopOf, topOf, wheelLines } from './output-text.ts'
import { useOutput } from './use-output.ts'

const rowHeight = 16
const mostCopied = 20_000

/**
 * What an attempt printed. Only the lines that are seen are in the window, whatever there are: the place is a line number, the scroll bar
 * stands for it. Text of hosts stays text.
 */
export function OutputPane({ attempt }: { readonly attempt: string }) {
  const view = useRef<HTMLDivElement>(null)
  const bar = useRef<HTMLDivElement>(null)
  const wheelRest = useRef(0)
  const [rows, setRows] = useState(20)
  const [top, setTop] = useState(0)
  const [follow, setFollow] = useState(false)
  const [wrap, setWrap] = useState(false)
  const [search, setSearch] = useState({ text: '', matchCase: false })
  const [marked, setMarked] = useState<number>()
  const output = useOutput(attempt, top, rows)
  const { info } = output
  const lines = info?.lines ?? 0
  const last = Math.max(0, lines - rows + 1)
  const place = follow ? last : Math.min(top, last)
  const height = scrollHeight(lines, rowHeight)

  const go = useCallback(
    (to: number) => {
      const next = Math.max(0, Math.min(last, Math.round(to)))
      setFollow(false)
      setTop(next)
    },
    [last],
  )

  useLayoutEffect(() => {
    const element = view.current
    if (element === null) return undefined
    const seen = new ResizeObserver(() =>
      setRows(Math.max(1, Math.floor(element.clientHeight / rowHeight))),
    )
    seen.observe(element)
    return () => seen.disconnect()
  }, [])

  // The bar follows the place; its own event then says the place that it has already.
  useLayoutEffect(() => {
    const element = bar.current
    if (element !== null)
      element.scrollTop = scrollTopOf(place, height, element.clientHeight, lines, rows)
  }, [place, height, lines, rows])

  useEffect(() => {
    if (follow) setTop(last)
  }, [follow, last])

  // React listens passively to the wheel, so that it cannot keep the page behind from scrolling.
  useEffect(() => {
    const element = view.current
    if (element === null) return undefined
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY === 0) return
      event.preventDefault()
      const turned = wheelLines(event.deltaY, rowHeight, wheelRest.current)
      wheelRest.current = turned.rest
      if (turned.lines !== 0) go(place + turned.lines)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [go, place])

  const onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + rows - 1,
      PageUp: place - rows + 1,
      Home: 0,
      End: last,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }

  const jump = (line: number): void => {
    setMarked(line)
    go(line - Math.floor(rows / 3))
  }

  const shown = output.lines(place, rows + 1)
  return (
    <section className="output" aria-label={`Output of ${attempt}`}>
      <div className="row filters">
        <OutputSearch
          attempt={attempt}
          lines={lines}
          search={search}
          onSearch={setSearch}
          onHit={jump}
        />
        <NumberInput
          aria-label="Go to line"
          placeholder="line"
          size="xs"
          w={90}
          min={1}
          max={Math.max(1, lines)}
          hideControls
          onKeyDown={(event) => {
            const line = Number(event.currentTarget.value.replaceAll(/\D/g, ''))
            if (event.key === 'Enter' && line > 0) jump(Math.min(lines, line) - 1)
          }}
        />
        <Checkbox
          size="xs"
          label="Wrap"
          checked={wrap}
          onChange={(event) => setWrap(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label="Follow"
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
        />
        <Button
          size="compact-xs"
          disabled={lines === 0}
          onClick={() => void copy(attempt, lines > mostCopied ? place : 0)}
        >
          Copy
        </Button>
        <Button size="compact-xs" disabled={lines === 0} onClick={() => void save(attempt)}>
          Save…
        </Button>
      </div>
      <p className="muted" role="status">
        {info === undefined
          ? 'Reading…'
          : info === null
            ? 'Nothing is kept of this attempt.'
            : `${plural(lines, 'line')}${info.ended ? '' : ', still printing'}${
                info.lost > 0 ? ` · ${formatCount(info.lost)} bytes could not be kept` : ''
              }`}
      </p>
      <div className="output-frame">
        <div
          ref={view}
          className="output-view mono"
          data-wrap={wrap}
          tabIndex={0}
          role="log"
          aria-live="off"
          aria-label="Lines"
          onKeyDown={onKey}
        >
          {shown.map((row) => (
            <div
              key={row.number}
              className="output-line"
              data-stream={row.stream === 1 ? 'err' : 'out'}
              data-marked={row.number === marked}
            >
              <span className="output-number">{row.number + 1}</span>
              {row.stream === 1 ? <span className="output-err">err</span> : null}
              <span>
                {row.text === undefined
                  ? '…'
                  : markHits(visibleText(row.text), search.text, search.matchCase).map((part, i) =>
                      // Parts of one line have no name but their place.
                      part.hit ? <mark key={i}>{part.text}</mark> : part.text,
                    )}
                {row.length === undefined ? null : (
                  <span className="muted"> … {formatCount(row.length)} characters, cut here</span>
                )}
              </span>
            </div>
          ))}
        </div>
        <div
          ref={bar}
          className="output-bar"
          tabIndex={-1}
          onScroll={(event) => {
            const { scrollTop, clientHeight } = event.currentTarget
            const at = scrollTopOf(place, height, clientHeight, lines, rows)
            if (Math.abs(at - scrollTop) >= 1)
              go(topOf(scrollTop, height, clientHeight, lines, rows - 1))
          }}
        >
          <div style={{ height }} />
        </div>
      </div>
    </section>
  )
}

async function copy(attempt: string, from: number): Promise<void> {
  const copied = await orTell(
    invoke('output/copy-lines', { attempt: attemptIdOf(attempt), from, count: mostCopied }),
  )
  if (copied !== undefined)
    say(
      `${plural(copied, 'character')} copied${from > 0 ? `, from line ${formatCount(from + 1)} on` : ''}.`,
    )
}

async function save(attempt: string): Promise<void> {
  const saved = await orTell(invoke('output/save-lines', { attempt: attemptIdOf(attempt) }))
  if (saved !== undefined && saved !== null) say(`Output written: ${saved.path}`)
}
