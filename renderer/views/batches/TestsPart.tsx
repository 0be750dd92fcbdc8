import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { isOnTarget } from '../../../shared/domain/states.ts'
import type { CustomerDetail } from '../../../shared/ipc/customer-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { customerIdOf } from '../../api/ids.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'

type Props = {
  readonly detail: CustomerDetail
  readonly writable: boolean
  readonly zone: string
}

/** Scenarios that the team tries with a moved customer; the last word on each counts. */
export function TestsPart({ detail, writable, zone }: Props) {
  const [note, setNote] = useState('')
  const [own, setOwn] = useState('')
  const { customer, tests, scenarios } = detail
  const onTarget = isOnTarget(customer.state)
  const all = [...new Set([...scenarios, ...tests.map(({ scenario }) => scenario)])]
  const done = new Map(tests.map((test) => [test.scenario, test]))

  async function say(scenario: string, result: 'pass' | 'fail'): Promise<void> {
    const said = await orTell(
      invoke('customer/test-scenario', {
        customer: customerIdOf(customer.id),
        scenario,
        result,
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      }),
    )
    if (said === undefined) return
    setNote('')
    if (scenario === own.trim()) setOwn('')
  }
  const buttons = (scenario: string) => (
    <span className="row buttons">
      <Button
        size="compact-xs"
        aria-label={`${scenario}: works`}
        disabled={scenario === ''}
        onClick={() => void say(scenario, 'pass')}
      >
        Works
      </Button>
      <Button
        size="compact-xs"
        aria-label={`${scenario}: does not work`}
        disabled={scenario === ''}
        onClick={() => void say(scenario, 'fail')}
      >
        Fails
      </Button>
    </span>
  )

  return (
    <section aria-label="Tests">
      <h3>Tests</h3>
      {onTarget ? null : (
        <p className="muted">Scenarios are tested when the customer is on the target.</p>
      )}
      {onTarget && writable ? (
        <TextInput
          aria-label="What was seen"
          placeholder="What was seen (kept with the next result)"
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      ) : null}
      <table className="grid">
        <tbody>
          {all.map((scenario) => {
            const test = done.get(scenario)
            return (
              <tr key={scenario}>
                <td>
                  {scenario}
                  {test?.note === undefined ? null : <div className="muted">{test.note}</div>}
                </td>
                <td>
                  {test === undefined ? (
                    <StateMark tone="idle">not tested</StateMark>
                  ) : (
                    <>
                      <StateMark tone={test.result === 'pass' ? 'good' : 'bad'}>
                        {test.result === 'pass' ? 'works' : 'fails'}
                      </StateMark>
                      <span className="muted">
                        {test.by}, {dayAndTime(test.at, zone)}
                      </span>
                    </>
                  )}
                </td>
                <td className="actions">{onTarget && writable ? buttons(scenario) : null}</td>
              </tr>
            )
          })}
          {onTarget && writable ? (
            <tr>
              <td colSpan={2}>
                <TextInput
                  aria-label="Another scenario"
                  placeholder="Another scenario"
                  value={own}
                  maxLength={200}
                  onChange={(event) => setOwn(event.currentTarget.value)}
                />
              </td>
              <td className="actions">{buttons(own.trim())}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </section>
  )
}
