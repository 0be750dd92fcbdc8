import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { visibleText } from '../../../shared/base/visible-text.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { RequestOf } from '../../../shared/ipc/contract.ts'
import type { LineContext } from '../../../shared/log-rules/looks.ts'
import type { Example } from '../../../shared/log-rules/types.ts'
import { invoke } from '../../api/client.ts'
import { clockTime, dayOnly } from '../../components/format-time.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { sizeText } from './view-model.ts'

type Props = {
  readonly example: Example
  readonly ask: RequestOf<'logs/get-context'>
  readonly zone: string
}

/** One line as it was kept, and the lines around it, read from its host when they are asked for. */
export function ExampleLines({ example, ask, zone }: Props) {
  const [context, setContext] = useState<LineContext>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const { host, file, at, text } = example

  async function read(): Promise<void> {
    setBusy(true)
    setProblem(undefined)
    const found = await invoke('logs/get-context', ask)
    setBusy(false)
    if (found.ok) setContext(found.value)
    else setProblem(found.problem)
  }

  return (
    <div className="example">
      <div className="row">
        <span className="muted">
          {host} <span className="mono">{file}</span>
          {at === undefined ? '' : ` · ${dayOnly(at, zone)} ${clockTime(at, zone)}`}
        </span>
        {context === undefined ? (
          <Button size="compact-xs" loading={busy} onClick={() => void read()}>
            Lines around it
          </Button>
        ) : (
          <button type="button" className="quiet" onClick={() => setContext(undefined)}>
            Hide the lines around it
          </button>
        )}
      </div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {context === undefined ? (
        <pre className="lines" tabIndex={0} aria-label="Example">
          {visibleText(text)}
        </pre>
      ) : (
        <Around context={context} />
      )}
    </div>
  )
}

function Around({ context: { file, lines, times, read } }: { readonly context: LineContext }) {
  const box = useRef<HTMLPreElement>(null)
  const wantedLine = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
    wantedLine.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return (
    <>
      <pre ref={box} className="lines" tabIndex={0} aria-label="Lines around the example">
        {lines.map(({ text, wanted }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- lines of one fixed piece
          <span key={at} className="line" data-wanted={wanted} ref={wanted ? wantedLine : null}>
            {wanted ? '▸ ' : '  '}
            {visibleText(text)}
            {'\n'}
          </span>
        ))}
      </pre>
      <p className="muted">
        Read from the host just now: <span className="mono">{file}</span>, {sizeText(read)} looked
        through{times > 1 ? `; the line stands there ${times} times, this is the last` : ''}.
        Secrets are taken out. Not kept in the project.
      </p>
    </>
  )
}
