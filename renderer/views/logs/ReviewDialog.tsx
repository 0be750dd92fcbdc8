import {
  Button,
  Group,
  NativeSelect,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { LogReviewDecision } from '../../../shared/domain/log-events.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { EvidenceView, LogCheckView } from '../../../shared/ipc/log-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { say } from '../../api/tell.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { dayAndTime } from '../../components/format-time.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useZone } from '../../components/use-zone.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { EvidenceList } from './EvidenceList.tsx'

type Props = {
  /** The newest result; what is signed is the one that was on the screen when the dialog was opened. */
  readonly check: LogCheckView
  /** Default: the whole batch. */
  readonly customer?: CustomerId
  readonly decision?: LogReviewDecision
  readonly onClose: () => void
  readonly onSigned: () => void
}

const effects: Readonly<Record<LogReviewDecision, string>> = {
  accept: 'It is no risk: the next batch may go, as long as a later check finds nothing else.',
  return:
    'The customer goes back to the source now, with this evidence in the journal. Its run can be followed in the view Run.',
  task: 'Somebody looks into it. The fail stays open until it is accepted, or the customer is returned.',
}
const actions: Readonly<Record<LogReviewDecision, string>> = {
  accept: 'Sign: accept',
  return: 'Sign: return the customer',
  task: 'Sign: open the task',
}

/**
 * A person's word on a result. It is signed with the hash of what is on the screen: a result that came since is refused. One that comes
 * while the dialog is open is told, and taken over only by that person.
 */
export function ReviewDialog({
  check: newest,
  customer: given,
  decision: first,
  onClose,
  onSigned,
}: Props) {
  const zone = useZone()
  const [check, setCheck] = useState(newest)
  const operator = useStore(sessionStore, ({ start }) => start?.operator ?? '')
  const [decision, setDecision] = useState<LogReviewDecision>(first ?? 'accept')
  const [customer, setCustomer] = useState<CustomerId | undefined>(given)
  const [reason, setReason] = useState('')
  const [owner, setOwner] = useState('')
  const [due, setDue] = useState('')
  const [evidence, setEvidence] = useState<{ of: CustomerId; view: EvidenceView | undefined }>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)
  const { batch, hash, verdict, at } = check

  useEffect(() => {
    if (decision !== 'return' || customer === undefined) return undefined
    let current = true
    async function read(of: CustomerId): Promise<void> {
      const found = await orTell(invoke('logs/get-evidence', { batch, customer: of }))
      if (current) setEvidence({ of, view: found })
    }
    void read(customer)
    return () => {
      current = false
    }
  }, [batch, customer, decision])

  async function sign(): Promise<void> {
    setBusy(true)
    const signed = await invoke('logs/sign-review', {
      batch,
      decision,
      reason: reason.trim(),
      result: hash,
      ...(customer === undefined ? {} : { customer }),
      ...(decision === 'task' && owner.trim() !== '' ? { owner: owner.trim() } : {}),
      ...(decision === 'task' && due !== '' ? { due } : {}),
    })
    setBusy(false)
    if (!signed.ok) {
      setProblem(signed.problem)
      return
    }
    const { run, task } = signed.value
    const more =
      run === undefined
        ? task === undefined
          ? ''
          : `; task ${task} is open`
        : `; run ${run} has begun`
    say(`Signed: ${decision} ${customer ?? batchName(batch)} on result ${hash.slice(0, 8)}${more}.`)
    onSigned()
    onClose()
  }

  const failing = check.customers.filter((c) => c.verdict === 'fail').map((c) => c.customer)
  const others = check.customers.filter((c) => c.verdict !== 'fail').map((c) => c.customer)
  return (
    <Dialog
      onClose={onClose}
      size="lg"
      title={`Review of ${batchName(batch)}${customer === undefined ? '' : `, customer ${customer}`}`}
    >
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          aria-label="Decision"
          value={decision}
          onChange={(value) =>
            setDecision(value === 'return' ? 'return' : value === 'task' ? 'task' : 'accept')
          }
          data={[
            { value: 'accept', label: 'Accept' },
            { value: 'task', label: 'Open a task' },
            { value: 'return', label: 'Return a customer' },
          ]}
        />
        <p>{effects[decision]}</p>
        {given === undefined ? (
          <NativeSelect
            size="xs"
            label="Of whom"
            value={customer ?? ''}
            onChange={(event) => {
              const id = event.currentTarget.value
              setCustomer([...failing, ...others].find((known) => known === id))
            }}
            data={[
              { value: '', label: 'the whole batch' },
              { group: 'Fail', items: [...failing] },
              { group: 'Others', items: [...others] },
            ]}
          />
        ) : null}
        {decision === 'task' ? (
          <Group grow>
            <TextInput
              label="Owner"
              value={owner}
              maxLength={100}
              onChange={(event) => setOwner(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label="Due"
              value={due}
              onChange={(event) => setDue(event.currentTarget.value)}
            />
          </Group>
        ) : null}
        <Textarea
          data-autofocus
          label="Reason"
          description="Kept in the journal and in the report."
          value={reason}
          maxLength={500}
          autosize
          minRows={2}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {decision === 'return' && customer !== undefined ? (
          <EvidenceList
            evidence={evidence?.of === customer ? evidence.view : undefined}
            zone={zone}
          />
        ) : null}
        {newest.hash === hash ? null : (
          <div className="alert" data-tone="warn" role="status">
            <div>
              A newer result came while this was open: {newest.verdict}, checked{' '}
              {dayAndTime(newest.at, zone)}. It stands behind this dialog; your word would be
              refused on the older one.
            </div>
            <Button size="compact-xs" onClick={() => setCheck(newest)}>
              Sign the newer one
            </Button>
          </div>
        )}
        <p className="muted">
          You sign as {operator}: result {hash.slice(0, 12)}, verdict {verdict}, checked{' '}
          {dayAndTime(at, zone)}.
        </p>
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="filled"
            {...(decision === 'return' ? { color: 'red' } : {})}
            disabled={reason.trim() === '' || (decision === 'return' && customer === undefined)}
            loading={busy}
            onClick={() => void sign()}
          >
            {actions[decision]}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
