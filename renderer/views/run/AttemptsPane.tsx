import { Button, NativeSelect } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { formatMs } from '../../../shared/domain/time.ts'
import type { AttemptPage, AttemptView, RunRecord } from '../../../shared/ipc/run-views.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { clockTime } from '../../components/format-time.ts'
import { Empty } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useReread } from '../../components/use-reread.ts'
import { useZone } from '../../components/use-zone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { OutputPane } from './OutputPane.tsx'
import { pageBehind } from './view-model.ts'

export type AttemptFilter = {
  readonly only: 'all' | 'not-well' | 'with-output'
  readonly step?: string
  readonly member?: string
}

type Props = {
  readonly record: RunRecord
  readonly filter: AttemptFilter
  readonly onFilter: (filter: AttemptFilter) => void
}

const pageSize = 50

const tones: Readonly<Record<AttemptView['state'], Tone>> = {
  intended: 'idle',
  started: 'active',
  succeeded: 'good',
  failed: 'bad',
  unknown: 'warn',
  ask: 'warn',
}

/** Attempts, newest first, page by page, and what the chosen one printed. */
export function AttemptsPane({ record, filter, onFilter }: Props) {
  const zone = useZone()
  const [from, setFrom] = useState(0)
  const [page, setPage] = useState<AttemptPage>()
  const [chosen, setChosen] = useState<string>()
  const live = useStore(projectStore, (state) => state.live.get(record.run)?.active.length)

  const { step, member, only } = filter
  const of = [record.run, only, step ?? '', member ?? '', from].join('\n')
  const when = useMemo(() => ({ record, live }), [record, live])
  useReread(of, when, async (isCurrent) => {
    const answer = await orTell(
      invoke('run/list-attempts', {
        run: runIdOf(record.run),
        only,
        from,
        count: pageSize,
        ...(step === undefined ? {} : { step }),
        ...(member === undefined ? {} : { member }),
      }),
    )
    if (!isCurrent() || answer === undefined) return
    // Newer attempts stand before the others: the page that somebody reads goes on behind them.
    const moved = page === undefined ? from : pageBehind(from, page.total, answer.total)
    setPage(answer)
    if (moved !== from) return setFrom(moved)
    // What was shown first stays, until another one is chosen.
    setChosen((shown) => shown ?? answer.attempts.find(({ lines }) => lines > 0)?.attempt)
  })

  const attempts = page?.attempts ?? []
  const change = (next: AttemptFilter): void => {
    setFrom(0)
    setPage(undefined)
    setChosen(undefined)
    onFilter(next)
  }
  const { step: _step, ...withoutStep } = filter
  const { member: _member, ...withoutMember } = filter
  return (
    <div className="attempts-pane columns">
      <section aria-label="Attempts">
        <div className="row filters">
          <NativeSelect
            aria-label="Which attempts"
            size="xs"
            value={filter.only}
            onChange={(event) => {
              const { value } = event.currentTarget
              if (value === 'all' || value === 'not-well' || value === 'with-output')
                change({ ...filter, only: value })
            }}
            data={[
              { value: 'all', label: 'All attempts' },
              { value: 'not-well', label: 'Not well' },
              { value: 'with-output', label: 'With output' },
            ]}
          />
          <NativeSelect
            aria-label="Step"
            size="xs"
            value={filter.step ?? ''}
            onChange={(event) => {
              const { value } = event.currentTarget
              change(value === '' ? withoutStep : { ...filter, step: value })
            }}
            data={[
              { value: '', label: 'Every step' },
              ...record.steps.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
          {member === undefined ? null : (
            <Button size="compact-xs" onClick={() => change(withoutMember)}>
              Member {member} ×
            </Button>
          )}
        </div>
        <div className="scroll tall">
          <table className="grid" aria-label="Attempts">
            <thead>
              <tr>
                <th>At</th>
                <th>Attempt</th>
                <th>End</th>
                <th className="num">Took</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map((attempt) => (
                <AttemptRow
                  key={attempt.attempt}
                  attempt={attempt}
                  isShown={attempt.attempt === chosen}
                  zone={zone}
                  onShow={() => setChosen(attempt.attempt)}
                />
              ))}
            </tbody>
          </table>
          {page?.total === 0 ? (
            <Empty>No attempt fits. Choose another step or all of them.</Empty>
          ) : null}
        </div>
        {page === undefined || page.total <= pageSize ? null : (
          <div className="row">
            <Button
              size="compact-xs"
              disabled={from === 0}
              onClick={() => setFrom(Math.max(0, from - pageSize))}
            >
              Newer
            </Button>
            <span className="muted">
              {formatCount(from + 1)}–{formatCount(from + attempts.length)} of{' '}
              {plural(page.total, 'attempt')}
            </span>
            <Button
              size="compact-xs"
              disabled={from + pageSize >= page.total}
              onClick={() => setFrom(from + pageSize)}
            >
              Older
            </Button>
          </div>
        )}
      </section>
      {chosen === undefined ? (
        <Empty>
          Nothing was printed yet. Output is kept beside the project file, in a file that ends in
          -output; it is not part of the project that you mail.
        </Empty>
      ) : (
        <OutputPane key={chosen} attempt={chosen} />
      )}
    </div>
  )
}

type RowProps = {
  readonly attempt: AttemptView
  readonly isShown: boolean
  readonly zone: string
  readonly onShow: () => void
}

const AttemptRow = ({ attempt, isShown, zone, onShow }: RowProps) => (
  <tr data-active={isShown} aria-selected={isShown}>
    <td className="num">{clockTime(attempt.at, zone)}</td>
    <td>
      <Button variant="transparent" size="compact-xs" className="link" onClick={onShow}>
        {attempt.title}
      </Button>
      <div className="muted">
        {attempt.member} · {attempt.phase}
        {attempt.number > 1 ? ` ${attempt.number}` : ''} on {attempt.host}
        {attempt.lines === 0 ? '' : ` · ${plural(attempt.lines, 'line')}`}
      </div>
      {attempt.message === undefined || attempt.state === 'succeeded' ? null : (
        <div className="clip message" title={attempt.message}>
          {attempt.message}
        </div>
      )}
      {attempt.how === undefined ? null : <div className="muted">{attempt.how}</div>}
    </td>
    <td>
      <StateMark tone={tones[attempt.state]}>{attempt.state}</StateMark>
    </td>
    <td className="num">{attempt.ms === undefined ? '–' : formatMs(attempt.ms)}</td>
  </tr>
)
