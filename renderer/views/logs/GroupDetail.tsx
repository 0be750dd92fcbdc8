import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { GroupView, LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { GroupFinding } from '../../../shared/log-rules/types.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { formatCount } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { shownSentence } from '../../components/stored-sentence.ts'
import { useZone } from '../../components/use-zone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { ExampleLines } from './ExampleLines.tsx'
import { GroupWhom } from './GroupWhom.tsx'
import { GroupVariants } from './GroupVariants.tsx'
import type { LogPlace } from './LogTabs.tsx'
import { NoiseDialog } from './NoiseDialog.tsx'
import { TemplateText } from './TemplateText.tsx'
import { untilWords } from './until-words.ts'
import { classWords, levelWords, ruleWords, weightTone, weightWords } from './view-model.ts'

type Props = {
  readonly batch: string
  readonly check: LogCheckView
  readonly group: string
  readonly mayWrite: boolean
  readonly onPlace: (place: LogPlace) => void
  readonly onChanged: () => void
}

/** Everything about one group: what it says, why it is called so, since when, on which hosts, for whom, and its lines. */
export function GroupDetail({ batch, check, group, mayWrite, onPlace, onChanged }: Props) {
  const zone = useZone()
  const [view, setView] = useState<GroupView>()
  const [problem, setProblem] = useState<Problem>()
  const [noting, setNoting] = useState(false)
  const { hash } = check

  useEffect(() => {
    let current = true
    async function read(): Promise<void> {
      const found = await invoke('logs/get-group', { batch: batchIdOf(batch), result: hash, group })
      if (!current) return
      if (found.ok) setView(found.value)
      setProblem(found.ok ? undefined : found.problem)
    }
    void read()
    return () => {
      current = false
    }
  }, [batch, hash, group])

  if (problem !== undefined) return <ProblemAlert problem={problem} />
  if (view === undefined)
    return (
      <p className="loading" role="status">
        Reading the group…
      </p>
    )
  const { finding, look, moreCustomers } = view
  return (
    <article className="group-detail" aria-label="Group" tabIndex={0}>
      <div className="row">
        <span>
          <StateMark tone={weightTone(finding)}>
            {classWords[finding.verdict]} · {weightWords(finding)}
          </StateMark>
          <span className="muted mono">id {finding.template.id}</span>
        </span>
        {mayWrite && finding.ledger === undefined ? (
          <Button size="compact-xs" onClick={() => setNoting(true)}>
            Note as noise…
          </Button>
        ) : null}
      </div>
      <TemplateText text={finding.template.text} />
      <Facts finding={finding} rule={look?.rule} zone={zone} />
      <Known finding={finding} zone={zone} />
      <GroupWhom
        finding={finding}
        more={moreCustomers}
        onShow={(customer) => onPlace({ tab: 'customers', customer })}
      />
      {look === undefined ? (
        <p className="muted">
          Lines have come since this check: values and hosts of this group are in the next one.
        </p>
      ) : (
        <GroupVariants look={look} />
      )}
      <h3>Examples, the earliest first</h3>
      {finding.examples.length === 0 ? <p className="muted">None was kept.</p> : null}
      {finding.examples.map((example, index) => (
        <ExampleLines
          // oxlint-disable-next-line react/no-array-index-key -- a fixed list; the index is what main is asked by
          key={index}
          example={example}
          ask={{ batch: batchIdOf(batch), result: hash, group, example: index }}
          zone={zone}
        />
      ))}
      {noting ? (
        <NoiseDialog
          finding={finding}
          batch={batch}
          onClose={() => setNoting(false)}
          onNoted={onChanged}
        />
      ) : null}
    </article>
  )
}

type FactsProps = {
  readonly finding: GroupFinding
  readonly rule: NonNullable<GroupView['look']>['rule'] | undefined
  readonly zone: string
}

const rate = (value: number): string => String(Number(value.toPrecision(3)))

const Facts = ({ finding, rule, zone }: FactsProps) => {
  const { before, after, first, last, why } = finding
  return (
    <dl className="facts-list">
      <dt>Level</dt>
      <dd>
        {levelWords(finding)}
        {rule === undefined ? '' : `: ${ruleWords(rule)}`}
      </dd>
      <dt>Lines</dt>
      <dd>
        {formatCount(before.count)} before ({rate(before.perHour)} an hour and host),{' '}
        <b>{formatCount(after.count)} after</b> ({rate(after.perHour)})
      </dd>
      <dt>Time</dt>
      <dd>
        {first === undefined
          ? 'its lines state none'
          : last === undefined || last === first
            ? dayAndTime(first, zone)
            : `${dayAndTime(first, zone)} to ${dayAndTime(last, zone)}`}{' '}
        <span className="muted">{zone}</span>
      </dd>
      <dt>Why</dt>
      <dd>{shownSentence(why, zone)}</dd>
    </dl>
  )
}

const Known = ({
  finding: { signature, ledger },
  zone,
}: {
  readonly finding: GroupFinding
  readonly zone: string
}) => {
  const batches = useStore(projectStore, ({ overview }) => overview?.batches) ?? []
  return (
    <>
      {signature === undefined ? null : (
        <div className="alert" data-tone="warn">
          <div>
            <strong>
              Known as {signature.id}: {signature.meaning}
            </strong>
            <div>{signature.advice}</div>
          </div>
        </div>
      )}
      {ledger === undefined ? null : (
        <div className="alert" data-tone="idle">
          <div>
            <strong>Noted as noise</strong> by {ledger.owner} until{' '}
            {untilWords(ledger.until, batches, zone)}: {ledger.reason}
          </div>
        </div>
      )}
    </>
  )
}
