import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { hasEnded } from '../../../shared/log-rules/ledger.ts'
import type { LedgerLine, LogCheckView } from '../../../shared/ipc/log-views.ts'
import { invoke } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Empty } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { projectStore } from '../../stores/project-store.ts'
import { NoiseDialog } from './NoiseDialog.tsx'
import { endName } from './view-model.ts'

type Props = {
  readonly batch: string
  readonly check: LogCheckView | null | undefined
  readonly ledger: readonly LedgerLine[]
  readonly mayWrite: boolean
  readonly onChanged: () => void
}

/** What somebody answers for as noise: who, why, until when, and what it has hidden. */
export function LedgerTab({ batch, check, ledger, mayWrite, onChanged }: Props) {
  const zone = useZone()
  const batches = useStore(projectStore, ({ overview }) => overview?.batches) ?? []
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- counted on from an instant of main
  const now = Math.floor(useProjectTime()) as Instant
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<string>()
  const uses = new Map(check?.ledger?.map((use) => [use.entry, use]))
  return (
    <div className="tab-scroll" tabIndex={0} role="group" aria-label="Noise ledger">
      <div className="row">
        <span className="muted">
          An entry names a group, a known failure or a phrase, and ends by itself. It hides nothing
          from the counts, and no signature that stops a batch unless it names it.
        </span>
        {mayWrite ? (
          <Button size="compact-xs" onClick={() => setAdding(true)}>
            Note a phrase as noise…
          </Button>
        ) : null}
      </div>
      {ledger.length === 0 ? (
        <Empty>Nothing has been noted as noise. Groups can be noted where they are shown.</Empty>
      ) : (
        <table className="grid">
          <thead>
            <tr>
              <th>Entry</th>
              <th>Names</th>
              <th>Owner</th>
              <th>Why</th>
              <th>Until</th>
              <th className="num">Hidden in this check</th>
              <th>State</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {ledger.map(({ entry, by, at, endedAt, endedBy }) => {
              const use = uses.get(entry.id)
              const isOver =
                endedAt !== undefined || ('at' in entry.until && hasEnded(entry, { at: now }))
              return (
                <tr key={`${entry.id} ${at}`} data-dim={isOver}>
                  <td title={`noted by ${by}, ${dayAndTime(at, zone)}`}>{entry.id}</td>
                  <td className="named mono">{namesOf(entry, check)}</td>
                  <td>{entry.owner}</td>
                  <td className="because">{entry.reason}</td>
                  <td className="nowrap">
                    {'at' in entry.until
                      ? dayAndTime(entry.until.at, zone)
                      : endName(entry.until.batch, batches)}
                  </td>
                  <td className="num">
                    {use === undefined
                      ? '–'
                      : `${plural(use.lines, 'line')}${use.state === 'expired' ? ', would have' : ''}`}
                  </td>
                  <td className="nowrap">
                    <StateMark tone={isOver || use?.state === 'expired' ? 'idle' : 'good'}>
                      {endedAt !== undefined
                        ? `ended ${dayAndTime(endedAt, zone)} by ${endedBy ?? ''}`
                        : isOver || use?.state === 'expired'
                          ? 'has ended'
                          : 'in force'}
                    </StateMark>
                  </td>
                  <td className="actions">
                    {mayWrite && endedAt === undefined ? (
                      <Button
                        size="compact-xs"
                        aria-label={`End… ${entry.id}`}
                        onClick={() => setEnding(entry.id)}
                      >
                        End…
                      </Button>
                    ) : null}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
      {adding ? (
        <NoiseDialog batch={batch} onClose={() => setAdding(false)} onNoted={onChanged} />
      ) : null}
      {ending === undefined ? null : (
        <ConfirmDialog
          title={`End ${ending}`}
          action="End the entry"
          onClose={() => setEnding(undefined)}
          onConfirm={async () => {
            const ended = await invoke('logs/end-noise', { id: ending })
            if (ended.ok) onChanged()
            return ended.ok ? undefined : ended.problem
          }}
        >
          From the next check on, what it hid counts again. The entry stays in the book with its
          end.
        </ConfirmDialog>
      )}
    </div>
  )
}

/** A group by its text, where the check has it; its id tells nobody anything. */
const namesOf = (
  { group, signature, phrase }: LedgerLine['entry'],
  check: LogCheckView | null | undefined,
): string =>
  [
    ...(group === undefined
      ? []
      : [`group ${check?.groups.find(({ id }) => id === group)?.text ?? group}`]),
    ...(signature === undefined ? [] : [`known failure ${signature}`]),
    ...(phrase === undefined ? [] : [`“${phrase}”`]),
  ].join(' and ')
