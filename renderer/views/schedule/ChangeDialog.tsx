import { Button, Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { localSpan } from '../../../shared/domain/local-time.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { PlanChange, PlanPreview } from '../../../shared/ipc/plan-views.ts'
import { invoke } from '../../api/client.ts'
import { applyChange } from '../../api/plan.ts'
import { say } from '../../api/tell.ts'
import { Dialog } from '../../components/Dialog.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { useZoneOf } from '../../components/use-zone-of.ts'
import type { Asked } from './ScheduleView.tsx'
import { useNextFree } from './use-next-free.ts'
import { conflictsOf, differenceLines, shiftText } from './difference.ts'

type Props = {
  readonly asked: Asked
  readonly onAsk: (asked: Asked) => void
  readonly onClose: () => void
}

/** What a change would move, before it is stored; then a reason. A window that may not be had is refused here, with the next free one. */
export function ChangeDialog(props: Props) {
  const { asked } = props
  return asked.refused !== undefined && asked.change.kind === 'place' ? (
    <RefusedNight {...props} change={asked.change} reason={asked.refused} />
  ) : (
    <TriedChange {...props} />
  )
}

type RefusedProps = Props & {
  readonly change: Extract<PlanChange, { kind: 'place' }>
  readonly reason: string
}

/** The planner's reason against a night, and the next one that it has nothing against. */
function RefusedNight({ asked, change, reason, onAsk, onClose }: RefusedProps) {
  const { batch, environment, from } = change
  const next = useNextFree(batch, environment, from)
  const zoneOf = useZoneOf()
  return (
    <Refusal
      title={asked.title}
      instead={next?.slot === undefined ? undefined : placeInstead(asked, next.slot)}
      onAsk={onAsk}
      onClose={onClose}
    >
      <p>
        {batchName(batch)} may not move on this night: {reason}.
      </p>
      {next?.slot === undefined ? null : (
        <p>
          Next free: <b>{localSpan(next.slot.from, next.slot.to, zoneOf(environment))}</b>
        </p>
      )}
    </Refusal>
  )
}

function TriedChange({ asked, onAsk, onClose }: Props) {
  const [preview, setPreview] = useState<PlanPreview>()
  const [problem, setProblem] = useState<Problem>()
  const zoneOf = useZoneOf()
  useEffect(() => {
    let current = true
    void invoke('plan/preview-change', { change: asked.change }).then((answer) => {
      if (!current) return undefined
      if (answer.ok) setPreview(answer.value)
      else setProblem(answer.problem)
      return undefined
    })
    return () => {
      current = false
    }
  }, [asked])

  if (problem !== undefined)
    return (
      <Refusal title={asked.title} onClose={onClose}>
        <ProblemAlert problem={problem} />
      </Refusal>
    )
  if (preview === undefined)
    return (
      <Dialog onClose={onClose} title={asked.title}>
        <p role="status">
          <Loader size="xs" /> Working out what that moves…
        </p>
      </Dialog>
    )
  const conflicts = conflictsOf(preview, asked.batch)
  const next = conflicts[0]?.nextFree
  if (conflicts.length > 0)
    return (
      <Refusal
        title={asked.title}
        instead={next === undefined ? undefined : placeInstead(asked, next)}
        onAsk={onAsk}
        onClose={onClose}
      >
        {conflicts.map(({ environment, message }) => (
          <p key={environment}>{message}</p>
        ))}
        {next === undefined ? null : (
          <p>
            Next free: <b>{localSpan(next.from, next.to, zoneOf(next.environment))}</b>
          </p>
        )}
      </Refusal>
    )
  return (
    <ReasonDialog
      title={asked.title}
      action={`Store as version ${preview.on + 1}`}
      onConfirm={async (reason) => {
        const refused = await applyChange(asked.change, reason, preview.on)
        if (refused === undefined) say(`Version ${preview.on + 1} of the plan is stored: ${reason}`)
        return refused
      }}
      onClose={onClose}
    >
      <Consequences preview={preview} zoneOf={zoneOf} />
    </ReasonDialog>
  )
}

type RefusalProps = {
  readonly title: string
  readonly children: ReactNode
  readonly instead?: Asked | undefined
  readonly onAsk?: (asked: Asked) => void
  readonly onClose: () => void
}

/** Says why a change may not be, and offers what may be instead. Nothing was stored. */
const Refusal = ({ title, children, instead, onAsk, onClose }: RefusalProps) => (
  <Dialog onClose={onClose} title={title}>
    <div className="refusal">
      {children}
      <p className="muted">Nothing was changed.</p>
      <div className="row buttons">
        <Button data-autofocus onClick={onClose}>
          Leave it where it is
        </Button>
        {instead === undefined ? null : (
          <Button variant="filled" onClick={() => onAsk?.(instead)}>
            Look at the next free night
          </Button>
        )}
      </div>
    </div>
  </Dialog>
)

/** The same batch in the window that is free. */
const placeInstead = (
  { batch, change }: Asked,
  { environment, from }: NonNullable<PlanPreview['unplaced'][number]['nextFree']>,
): Asked | undefined =>
  change.kind === 'place' && batch !== undefined
    ? {
        title: `Move ${batchName(batch)} to the next free night`,
        batch,
        change: { ...change, environment, from },
      }
    : undefined

function Consequences({
  preview,
  zoneOf,
}: {
  readonly preview: PlanPreview
  readonly zoneOf: (environment: string) => string
}) {
  return (
    <>
      <ul className="difference">
        {differenceLines(preview.difference, zoneOf).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>
        The migration ends <b>{shiftText(preview.endsBy)}</b>.
      </p>
      {preview.findings.map(({ message, severity }) => (
        <p key={message} className="toned" data-tone={severity === 'error' ? 'bad' : 'warn'}>
          {severity}: {message}
        </p>
      ))}
    </>
  )
}
