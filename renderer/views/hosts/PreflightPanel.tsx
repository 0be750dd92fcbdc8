import { Button, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { PreflightLimits } from '../../../shared/domain/preflight.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { setPreferences } from '../../api/actions.ts'
import { runPreflight } from '../../api/host-actions.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Panel } from '../../components/Panel.tsx'
import { PreflightList } from '../../components/PreflightList.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useZone } from '../../components/use-zone.ts'
import { hostStore } from '../../stores/host-store.ts'
import { sessionStore } from '../../stores/session-store.ts'

/** The look around before a window: runs by itself shortly before, and whenever it is asked for. */
export function PreflightPanel() {
  const report = useStore(hostStore, (state) => state.preflight)
  const checking = useStore(hostStore, (state) => state.checking)
  const limits = useStore(sessionStore, ({ start }) => start?.preferences.preflight)
  const [problem, setProblem] = useState<Problem>()
  const zone = useZone()
  return (
    <Panel
      title="Pre-flight"
      aside={
        <>
          {report === undefined ? null : (
            <span className="muted">{dayAndTime(report.at, zone)}</span>
          )}
          <Button
            loading={checking}
            onClick={() => void runPreflight().then((found) => setProblem(found))}
          >
            Check now
          </Button>
        </>
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {report === undefined ? (
        <p className="empty">
          Looks at this computer, the hosts and the people. It runs by itself{' '}
          {limits?.leadMinutes ?? 30} minutes before a window; Check now runs it at once.
        </p>
      ) : (
        <PreflightList report={report} />
      )}
      {limits === undefined ? null : <Limits limits={limits} />}
    </Panel>
  )
}

const figures = [
  ['leadMinutes', 'Runs before a window, minutes'],
  ['skewMs', 'Clock may be off, ms'],
  ['roundTripMs', 'Round trip at most, ms'],
  ['freeMiB', 'Free space at least, MiB'],
  ['chargePercent', 'Battery at least, %'],
] as const

/** A value that is not allowed is not kept: the field goes back to what holds. */
function Limits({ limits }: { readonly limits: PreflightLimits }) {
  function change(patch: Partial<PreflightLimits>): void {
    const next = PreflightLimits.safeParse({ ...limits, ...patch })
    if (next.success) void setPreferences({ preflight: next.data })
  }
  return (
    <>
      <TextInput
        className="second-operator"
        label="Second operator tonight, for the second approval"
        defaultValue={limits.secondOperator}
        maxLength={100}
        onBlur={(event) => change({ secondOperator: event.currentTarget.value })}
      />
      <details className="limits">
        <summary>Limits</summary>
        <div>
          {figures.map(([name, label]) => (
            <NumberInput
              key={name}
              size="xs"
              label={label}
              defaultValue={limits[name]}
              allowDecimal={false}
              allowNegative={false}
              hideControls
              onBlur={(event) => change({ [name]: Number(event.currentTarget.value) })}
            />
          ))}
        </div>
      </details>
    </>
  )
}
