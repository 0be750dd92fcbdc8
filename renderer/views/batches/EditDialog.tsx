import { Button, Checkbox, Group, Loader, Select, Stack, Textarea } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { PlanEdit } from '../../../shared/domain/planning.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { Envelope } from '../../../shared/ipc/envelope.ts'
import type { BatchView } from '../../../shared/ipc/overview.ts'
import type { PlanPreview } from '../../../shared/ipc/plan-views.ts'
import type { Companion } from '../../../shared/planner/batches/companions.ts'
import { invoke } from '../../api/client.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { editOf, editTitles } from './edit-model.ts'
import type { EditAsk } from './edit-model.ts'
import { previewLines } from './view-model.ts'

type Props = {
  readonly ask: EditAsk
  readonly batches: readonly BatchView[]
  /** The batch that all chosen customers are in; undefined when they are in several. */
  readonly from: string | undefined
  readonly zone: string
  readonly onClose: () => void
  readonly onDone: () => void
}

/** What the planner said, and to what. */
type Answer = { readonly to: PlanEdit; readonly found: Envelope<PlanPreview> }

/** One edit of the plan: who comes along, what the planner makes of it, and why. Nothing is stored before the last button. */
export function EditDialog({ ask, batches, from, zone, onClose, onDone }: Props) {
  const [to, setTo] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [companions, setCompanions] = useState<readonly Companion[]>([])
  const [along, setAlong] = useState(true)
  const [answer, setAnswer] = useState<Answer>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)

  useEffect(() => {
    let current = true
    async function find(): Promise<void> {
      const found = await invoke('customer/list-companions', { customers: [...ask.customers] })
      if (current && found.ok) setCompanions(found.value)
    }
    void find()
    return () => {
      current = false
    }
  }, [ask])

  const customers = useMemo<readonly CustomerId[]>(
    () =>
      along ? [...ask.customers, ...companions.map(({ customer }) => customer)] : ask.customers,
    [ask, along, companions],
  )
  // A reason does not change what the planner says of it.
  const wanted = useMemo(
    () => editOf(ask.kind, customers, { to, from, reason: '' }),
    [ask, customers, to, from],
  )
  useEffect(() => {
    let current = true
    async function preview(change: PlanEdit): Promise<void> {
      const found = await invoke('plan/preview-change', { change })
      if (current) setAnswer({ to: change, found })
    }
    if (wanted !== undefined) void preview(wanted)
    return () => {
      current = false
    }
  }, [wanted])
  const found = answer?.to === wanted ? answer?.found : undefined

  async function apply(): Promise<void> {
    const edit = editOf(ask.kind, customers, { to, from, reason })
    if (edit === undefined || found?.ok !== true) return
    setBusy(true)
    const done = await invoke('plan/apply-change', {
      change: edit,
      reason: reason.trim(),
      on: found.value.on,
    })
    setBusy(false)
    if (done.ok) onDone()
    else setProblem(done.problem)
  }

  return (
    <Dialog
      size={640}
      onClose={onClose}
      title={`${editTitles[ask.kind]}: ${plural(ask.customers.length, 'customer')}`}
    >
      <Stack gap="sm">
        {ask.kind === 'move' ? (
          <Select
            size="xs"
            label="To batch"
            searchable
            value={to}
            onChange={setTo}
            data={batches.map((batch) => ({
              value: batch.id,
              label: `${batchName(batch.id)} · ${plural(batch.members, 'customer')} · ${batch.state}`,
            }))}
          />
        ) : null}
        {ask.kind === 'split' && from === undefined ? (
          <p>
            The chosen customers are in several batches. Choose customers of one batch, or move
            them.
          </p>
        ) : null}
        <Companions list={companions} along={along} onAlong={setAlong} />
        <PreviewPart found={found} pending={wanted !== undefined} zone={zone} />
        <Textarea
          label="Reason"
          description="Kept with this version of the plan."
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="filled"
            loading={busy}
            disabled={found?.ok !== true || reason.trim() === ''}
            onClick={() => void apply()}
          >
            Store as a version of the plan
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}

const Companions = ({
  list,
  along,
  onAlong,
}: {
  readonly list: readonly Companion[]
  readonly along: boolean
  readonly onAlong: (along: boolean) => void
}) =>
  list.length === 0 ? null : (
    <div>
      <Checkbox
        size="xs"
        checked={along}
        onChange={(event) => onAlong(event.currentTarget.checked)}
        label={`${plural(list.length, 'customer')} more ${list.length === 1 ? 'belongs' : 'belong'} with them: take them along`}
      />
      <ul className="companions">
        {list.slice(0, 5).map(({ customer, why }) => (
          <li key={customer} className="muted">
            {why}
          </li>
        ))}
        {list.length > 5 ? <li className="muted">and {list.length - 5} more</li> : null}
      </ul>
    </div>
  )

function PreviewPart({
  found,
  pending,
  zone,
}: {
  readonly found: Envelope<PlanPreview> | undefined
  readonly pending: boolean
  readonly zone: string
}) {
  if (found === undefined)
    return pending ? (
      <p role="status">
        <Loader size="xs" /> The planner works it out…
      </p>
    ) : null
  if (!found.ok) return <ProblemAlert problem={found.problem} />
  const preview = found.value
  const lines = previewLines(preview, (at) => dayAndTime(at, zone))
  return (
    <div className="edit-preview" role="status">
      <StateMark tone="good">keeps every rule</StateMark>
      <ul>
        {lines.slice(0, 10).map((line) => (
          <li key={line}>{line}</li>
        ))}
        {lines.length > 10 ? <li className="muted">and {lines.length - 10} lines more</li> : null}
      </ul>
      {preview.findings.slice(0, 5).map((finding) => (
        <div key={finding.message}>
          <StateMark tone={finding.severity === 'error' ? 'bad' : 'warn'}>
            {finding.severity}
          </StateMark>
          {finding.message}
          {finding.next === undefined ? null : <span className="muted"> {finding.next}</span>}
        </div>
      ))}
    </div>
  )
}
