import { Button, Drawer, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Problem } from '../../../shared/domain/problems.ts'
import type {
  PlanDetails,
  PlanDifferenceView,
  PlanVersionView,
} from '../../../shared/ipc/plan-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { readPlan } from '../../api/plan.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFocusBack } from '../../components/use-focus-back.ts'
import { useZone } from '../../components/use-zone.ts'
import { useZoneOf } from '../../components/use-zone-of.ts'
import type { Asked } from './ScheduleView.tsx'
import { differenceLines } from './difference.ts'

type Props = {
  readonly plan: PlanDetails
  readonly write: boolean
  readonly onAsk: (asked: Asked) => void
  readonly onClose: () => void
}

/** Edits that the planner can take back; others name thousands of customers. */
const canBeTakenBack: readonly PlanVersionView['edit'][] = ['place', 'release', 'settings']

/** Every version of the plan, newest first: who, why, what it changed, and which one was signed. */
export function VersionsDrawer({ plan, write, onAsk, onClose }: Props) {
  const [versions, setVersions] = useState<readonly PlanVersionView[]>()
  const [problem, setProblem] = useState<Problem>()
  const zone = useZone()
  useEffect(() => {
    let current = true
    void invoke('plan/list-versions').then((answer) => {
      if (!current) return undefined
      if (answer.ok) setVersions(answer.value)
      else setProblem(answer.problem)
      return undefined
    })
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- read again when a version is stored or signed
  }, [plan.version, plan.baseline])
  const last = versions?.at(-1)
  const [signing, setSigning] = useState<PlanVersionView>()
  useFocusBack()

  return (
    <Drawer
      opened
      onClose={onClose}
      // Escape closes the question over it only.
      closeOnEscape={signing === undefined}
      position="right"
      size={620}
      transitionProps={{ duration: 0 }}
      title="Versions of the plan"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {versions === undefined && problem === undefined ? <Loader size="xs" /> : null}
      {write && last !== undefined && last.version > 1 && canBeTakenBack.includes(last.edit) ? (
        <p>
          <Button
            onClick={() =>
              onAsk({
                title: `Take back version ${last.version}: ${last.reason}`,
                change: { kind: 'take-back' },
              })
            }
          >
            Take back version {last.version}…
          </Button>
        </p>
      ) : null}
      <ol className="versions">
        {versions?.toReversed().map((version) => (
          <li key={version.version}>
            <div className="row">
              <b>
                Version {version.version} <span className="muted">{version.edit}</span>
              </b>
              {version.baseline ? <StateMark tone="good">baseline</StateMark> : null}
              {write && !version.baseline ? (
                <Button
                  size="compact-xs"
                  aria-label={`Sign version ${version.version} as the baseline`}
                  onClick={() => setSigning(version)}
                >
                  Sign as baseline
                </Button>
              ) : null}
            </div>
            <div>{version.reason}</div>
            <div className="muted">
              {dayAndTime(version.at, zone)} {zone}, {version.by};{' '}
              {plural(version.batches, 'batch', 'batches')}, {plural(version.customers, 'customer')}
            </div>
            {version.version < 2 ? null : <Difference version={version.version} />}
          </li>
        ))}
      </ol>
      {signing === undefined ? null : (
        <ConfirmDialog
          title={`Sign version ${signing.version} as the baseline`}
          action="Sign as baseline"
          onClose={() => setSigning(undefined)}
          onConfirm={() => sign(signing.version)}
        >
          From then on the plan is held against version {signing.version}, “{signing.reason}”: what
          is later than in it is late.{' '}
          {plan.baseline === undefined ? '' : `It takes the place of version ${plan.baseline}. `}
          It is signed under your name, and a signature is not taken back; another version can be
          signed after it.
        </ConfirmDialog>
      )}
    </Drawer>
  )
}

/** Answers the problem that kept it from being signed. */
async function sign(version: number): Promise<Problem | undefined> {
  const signed = await invoke('plan/sign-baseline', { version })
  if (!signed.ok) return signed.problem
  await readPlan()
  return undefined
}

/** What a version changed; worked out when it is asked for. */
function Difference({ version }: { readonly version: number }) {
  const [difference, setDifference] = useState<PlanDifferenceView>()
  const zoneOf = useZoneOf()
  const read = async (): Promise<void> =>
    setDifference(
      await orTell(invoke('plan/compare-versions', { before: version - 1, after: version })),
    )
  return (
    <details
      onToggle={(event) => {
        if (event.currentTarget.open && difference === undefined) void read()
      }}
    >
      <summary>What it changed</summary>
      {difference === undefined ? (
        <Loader size="xs" />
      ) : (
        <ul className="difference">
          {differenceLines(difference, zoneOf).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </details>
  )
}
