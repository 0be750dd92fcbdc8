import { Button } from '@mantine/core'
import { useState } from 'react'
import type { EvidenceView, RunRecord } from '../../../shared/ipc/run-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { clockTime, dayAndTime } from '../../components/format-time.ts'
import { Empty } from '../../components/Panel.tsx'
import { shownSentence } from '../../components/stored-sentence.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { runTone } from '../../components/state-tones.ts'
import { useZone } from '../../components/use-zone.ts'

const answerTone = { pass: 'good', fail: 'bad', unknown: 'warn' } as const

/** What the journal keeps of a run beside its steps: checks, approvals, decisions, evidence. */
export function RecordPanel({ record }: { readonly record: RunRecord }) {
  const zone = useZone()
  return (
    <div className="record">
      <section aria-label="Checks">
        <h4>Preconditions and checks</h4>
        {record.checks.length === 0 ? <Empty>No check was asked.</Empty> : null}
        <ul className="checks">
          {record.checks.map((check) => (
            <li key={`${check.at} ${check.check} ${check.moment}`}>
              <StateMark tone={answerTone[check.answer]}>{check.answer}</StateMark>{' '}
              {shownSentence(check.sentence, zone)}{' '}
              <span className="muted">
                {check.moment} · {check.check} · {clockTime(check.at, zone)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Approvals">
        <h4>Approvals</h4>
        {record.approvals.length === 0 ? <Empty>No approval was needed.</Empty> : null}
        <ul className="checks">
          {record.approvals.map((approval) => (
            <li key={`${approval.approval} ${approval.by} ${approval.typed}`}>
              <StateMark tone="good">{approval.by}</StateMark> typed <b>{approval.typed}</b>{' '}
              <span className="muted">
                {approval.approval} · {dayAndTime(approval.at, zone)}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="What happened">
        <h4>States and decisions</h4>
        <ul className="checks">
          {record.states.map((state) => (
            <li key={`${state.at} ${state.to}`}>
              <StateMark tone={runTone[state.to]}>{state.to}</StateMark>{' '}
              {state.by === undefined ? '' : `by ${state.by} `}
              {state.reason}
              <span className="muted"> {dayAndTime(state.at, zone)}</span>
            </li>
          ))}
          {record.notes.map((note) => (
            <li key={`${note.at} ${note.text}`}>
              <b>{note.by}</b> {note.text}{' '}
              <span className="muted">{dayAndTime(note.at, zone)}</span>
            </li>
          ))}
        </ul>
      </section>
      <Evidence record={record} />
    </div>
  )
}

function Evidence({ record }: { readonly record: RunRecord }) {
  const zone = useZone()
  const [open, setOpen] = useState<{ seq: number; view: EvidenceView }>()
  return (
    <section aria-label="Evidence">
      <h4>Evidence</h4>
      {record.evidence.length === 0 ? (
        <Empty>
          None. Evidence is kept before every undo, and of the dry run before the start.
        </Empty>
      ) : null}
      <ul className="checks">
        {record.evidence.map((one) => (
          <li key={one.seq}>
            <Button
              variant="transparent"
              size="compact-xs"
              className="link"
              aria-expanded={open?.seq === one.seq}
              onClick={() => {
                if (open?.seq === one.seq) return setOpen(undefined)
                void orTell(
                  invoke('run/get-evidence', { run: runIdOf(record.run), seq: one.seq }),
                ).then((view) => {
                  if (view !== undefined) setOpen({ seq: one.seq, view })
                })
              }}
            >
              {one.title}
            </Button>{' '}
            <span className="muted">{dayAndTime(one.at, zone)}</span>
            {open?.seq === one.seq ? (
              // Scrolls, so it takes the focus: keys have to reach all of it.
              <pre className="mono run-evidence" tabIndex={0}>
                {open.view.text}
              </pre>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
