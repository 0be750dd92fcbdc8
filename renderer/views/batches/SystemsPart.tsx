import { Button, Loader } from '@mantine/core'
import { useState } from 'react'
import type { CustomerNow } from '../../../shared/domain/customer-look.ts'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import { invoke } from '../../api/client.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { recordLines } from './view-model.ts'

const tones = { agrees: 'good', differs: 'bad', unknown: 'warn' } as const

/** The customer as source, target and dispatcher describe it now. Asked when a person asks: it logs into live systems. */
export function SystemsPart({ id }: { readonly id: CustomerId }) {
  const [now, setNow] = useState<CustomerNow>()
  const [problem, setProblem] = useState<Problem>()
  const [busy, setBusy] = useState(false)

  async function look(): Promise<void> {
    setBusy(true)
    const found = await invoke('customer/look-now', { customer: id })
    setBusy(false)
    if (found.ok) setNow(found.value)
    setProblem(found.ok ? undefined : found.problem)
  }

  return (
    <section aria-label="Both systems now">
      <div className="row">
        <h3>Both systems now</h3>
        <Button size="compact-xs" onClick={() => void look()} disabled={busy}>
          {busy ? <Loader size={10} /> : null}{' '}
          {now === undefined ? 'Ask both systems' : 'Ask again'}
        </Button>
      </div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {now === undefined ? (
        <p className="muted">Not asked yet: source, target and dispatcher say where it is.</p>
      ) : (
        <SystemsTable now={now} />
      )}
    </section>
  )
}

function SystemsTable({ now }: { readonly now: CustomerNow }) {
  const [source, target] = [recordLines(now.source), recordLines(now.target)]
  const names = [...new Set([...source, ...target].map(([name]) => name))]
  const of = (lines: typeof source, name: string): string =>
    lines.find(([other]) => other === name)?.[1] ?? '–'
  return (
    <>
      <p>
        <StateMark tone={tones[now.verdict]}>{now.verdict}</StateMark>
        {now.sentence}
      </p>
      {now.differences.map((difference) => (
        <p key={difference}>
          <StateMark tone="bad">differs</StateMark>
          {difference}
        </p>
      ))}
      <table className="grid">
        <thead>
          <tr>
            <th aria-label="What" />
            <th>Source</th>
            <th>Target</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <td className="muted">{name}</td>
              <td>{of(source, name)}</td>
              <td>{of(target, name)}</td>
            </tr>
          ))}
          {now.dispatch.map((one) => (
            <tr key={one.host}>
              <td className="muted">{one.host}</td>
              <td colSpan={2}>
                {one.kind === 'unknown'
                  ? `unknown: ${one.problem.message}`
                  : `sends to the ${one.to} (${one.kind === 'entry' ? 'own entry' : 'default'})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
