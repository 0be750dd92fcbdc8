import { Button } from '@mantine/core'
import { useState } from 'react'
import type { HistoryLine } from '../../../shared/domain/customer-history.ts'
import type { CustomerDetail } from '../../../shared/ipc/customer-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'

const tones: Readonly<Record<NonNullable<HistoryLine['outcome']>, Tone>> = {
  good: 'good',
  bad: 'bad',
  unknown: 'warn',
}
const first = 30

/** All that the journal says of a customer, the newest first. */
export function HistoryPart({
  detail: { history },
  zone,
}: {
  readonly detail: CustomerDetail
  readonly zone: string
}) {
  const [all, setAll] = useState(false)
  const newest = history.toReversed()
  const shown = all ? newest : newest.slice(0, first)
  return (
    <section aria-label="History">
      <h3>History</h3>
      {history.length === 0 ? <p className="muted">Nothing has happened to it yet.</p> : null}
      <table className="grid">
        <tbody>
          {shown.map((line) => (
            <tr key={line.seq}>
              <td className="muted nowrap">{dayAndTime(line.at, zone)}</td>
              <td>
                {line.outcome === undefined ? null : (
                  <StateMark tone={tones[line.outcome]}>{line.kind}</StateMark>
                )}
                {line.text}
                {line.by === undefined ? null : <span className="muted"> · {line.by}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {newest.length > shown.length ? (
        <Button size="compact-xs" onClick={() => setAll(true)}>
          {newest.length - shown.length} older
        </Button>
      ) : null}
    </section>
  )
}
