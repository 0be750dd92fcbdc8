import { Button, Checkbox, Group, Loader, Stack } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { batchName } from '../../../shared/domain/batch-name.ts'
import type { DryRunReport } from '../../../shared/domain/live-run.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { ProcedureView } from '../../../shared/ipc/overview.ts'
import type { Envelope } from '../../../shared/ipc/envelope.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf, procedureIdOf, stepIdOf } from '../../api/ids.ts'
import { orTakeOver } from '../../api/take-over.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { plural } from '../../components/format-count.ts'
import { PreflightCheck } from '../../components/PreflightCheck.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { closeDialogs, dialogStore } from '../../stores/dialog-store.ts'
import { goTo } from '../../stores/navigation-store.ts'
import type { StartAsk } from '../../stores/dialog-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { Approvals } from './Approvals.tsx'
import { DryRunView } from './DryRunView.tsx'
import { approvalSlots, missingApproval } from './procedures.ts'
import type { GivenApproval } from './procedures.ts'

/** Shown while a procedure is asked for: the dry run first, then, if it is to be started, the approvals. */
export function StartDialog() {
  const ask = useStore(dialogStore, (state) => state.start)
  const overview = useStore(projectStore, (state) => state.overview)
  const procedure = overview?.procedures.find(({ id }) => id === ask?.procedure)
  if (ask === undefined || procedure === undefined || overview === undefined || overview === null)
    return null
  const members =
    procedure.scope === 'environment'
      ? overview.project.environments.map(({ id }) => id)
      : procedure.scope === 'sip-cluster'
        ? overview.project.clusters
        : []
  return (
    <Start
      key={`${ask.procedure} ${ask.batch} ${ask.members?.join(' ')}`}
      ask={ask}
      procedure={procedure}
      all={members}
    />
  )
}

type StartProps = {
  readonly ask: StartAsk
  readonly procedure: ProcedureView
  /** Members that can be chosen; empty where the procedure takes the whole project or a batch. */
  readonly all: readonly string[]
}

function Start({ ask, procedure, all }: StartProps) {
  const operator = useStore(sessionStore, ({ start }) => start?.operator ?? '')
  const [members, setMembers] = useState<readonly string[]>(all)
  const [tried, setTried] = useState<{ asked: string; answer: Envelope<DryRunReport> }>()
  const [refused, setRefused] = useState<Problem>()
  const [given, setGiven] = useState<Readonly<Record<string, GivenApproval>>>({})
  const [starting, setStarting] = useState(false)

  const request = {
    procedure: procedureIdOf(ask.procedure),
    ...(ask.batch === undefined ? {} : { batch: batchIdOf(ask.batch) }),
    ...(ask.members !== undefined
      ? { members: [...ask.members] }
      : all.length === 0
        ? {}
        : { members: [...members] }),
  }
  const asked = JSON.stringify(request)

  useEffect(() => {
    let current = true
    async function dryRun(): Promise<void> {
      const answer = await invoke('run/try-procedure', JSON.parse(asked))
      if (current) setTried({ asked, answer })
    }
    void dryRun()
    return () => {
      current = false
    }
  }, [asked])

  // An answer to an earlier question, for other members, says nothing about this one.
  const answer = tried?.asked === asked ? tried.answer : undefined
  const report = answer?.ok === true ? answer.value : undefined
  const problem = refused ?? (answer?.ok === false ? answer.problem : undefined)

  const slots = report === undefined ? [] : approvalSlots(report)
  const withOperator = Object.fromEntries(
    slots.map((slot) => [
      slot.key,
      given[slot.key] ?? { by: slot.person === 1 ? operator : '', typed: '' },
    ]),
  )
  const missing =
    report === undefined ? 'The dry run is not done.' : missingApproval(slots, withOperator)

  async function start(): Promise<void> {
    setStarting(true)
    setRefused(undefined)
    const approvals = slots.map((slot) => ({
      id: stepIdOf(slot.id),
      by: withOperator[slot.key]?.by.trim() ?? '',
      typed: withOperator[slot.key]?.typed ?? '',
    }))
    const problem = await orTakeOver(
      (takeOver) =>
        invoke('run/start-procedure', {
          ...request,
          approvals,
          ...(takeOver === undefined ? {} : { takeOver }),
        }),
      ({ run }) => {
        closeDialogs()
        goTo('run', { kind: 'run', id: run })
      },
    )
    setStarting(false)
    setRefused(problem)
  }

  return (
    <Dialog
      size={860}
      onClose={closeDialogs}
      title={`${ask.dryOnly ? 'Dry run' : 'Start'}: ${procedure.title}${ask.batch === undefined ? '' : ` · ${batchName(ask.batch)}`}`}
    >
      <Stack gap="sm">
        <p className="muted">{procedure.doc}</p>
        {all.length < 2 || ask.members !== undefined ? null : (
          <Checkbox.Group label="For" value={[...members]} onChange={setMembers}>
            <Group gap="md">
              {all.map((member) => (
                <Checkbox key={member} size="xs" value={member} label={member} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        {report === undefined && problem === undefined ? (
          <div className="row" role="status">
            <Loader size="xs" /> The dry run looks at the live hosts. It changes nothing.
          </div>
        ) : null}
        {ask.batch === undefined || ask.dryOnly ? null : <PreflightCheck />}
        {report === undefined ? null : <DryRunView report={report} doc={procedure} />}
        {ask.dryOnly || report === undefined ? null : (
          <Approvals slots={slots} given={withOperator} onChange={setGiven} />
        )}
        {problem === undefined ? null : <ProblemAlert problem={problem} />}
        <Group justify="flex-end" gap="xs">
          {ask.dryOnly || missing === '' ? null : <span className="muted">{missing}</span>}
          <Button data-autofocus onClick={closeDialogs}>
            {ask.dryOnly ? 'Close' : 'Cancel'}
          </Button>
          {ask.dryOnly ? null : (
            <Button
              variant="filled"
              {...(procedure.pointOfNoReturn === undefined ? {} : { color: 'red' })}
              disabled={missing !== ''}
              loading={starting}
              onClick={() => void start()}
            >
              Start{report === undefined ? '' : ` for ${plural(report.members, 'member')}`}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  )
}
