import type { DryRunLine, DryRunReport } from '../../../shared/domain/live-run.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { ProcedureView } from '../../../shared/ipc/overview.ts'
import { plural } from '../../components/format-count.ts'
import { formatSpan } from '../../components/format-span.ts'
import { shownSentence } from '../../components/stored-sentence.ts'
import { useZone } from '../../components/use-zone.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { dryRunSteps } from '../../../shared/domain/dry-run-steps.ts'
import { probeText, probeTone } from './step-lines.ts'

const checkTone = { pass: 'good', fail: 'bad', unknown: 'warn' } as const

/** What would happen: the point of no return and the budget first, then the live checks, then the steps. */
export function DryRunView({
  report,
  doc,
}: {
  readonly report: DryRunReport
  readonly doc: ProcedureView
}) {
  const noReturn = report.pointOfNoReturn ?? doc.pointOfNoReturn
  const { downtime } = report
  const zone = useZone()
  return (
    <>
      {noReturn === undefined ? (
        <p>
          <StateMark tone="good">can be undone</StateMark> Every changing step has an undo that is
          itself verified.
        </p>
      ) : (
        <div className="alert" data-tone="bad">
          <div>
            <strong>Point of no return.</strong> {noReturn}
          </div>
        </div>
      )}
      {downtime === undefined ? (
        <p>
          <StateMark tone="good">no downtime</StateMark> No service is interrupted by design.
        </p>
      ) : (
        <p>
          <StateMark tone="warn">downtime</StateMark> {downtime.service}: budget{' '}
          <b>{formatSpan(downtime.budgetMs)}</b>
          {downtime.predictedMs === undefined
            ? ''
            : `, predicted ${formatMs(downtime.predictedMs)}`}
          .
        </p>
      )}
      {report.checks.length === 0 ? null : (
        <ul className="checks" aria-label="Preconditions">
          {report.checks.map((check) => (
            <li key={`${check.check} ${check.sentence}`}>
              <StateMark tone={checkTone[check.answer]}>{check.answer}</StateMark>{' '}
              {shownSentence(check.sentence, zone)}
            </li>
          ))}
        </ul>
      )}
      <p className="muted">
        {plural(report.members, 'member')} ·{' '}
        {report.notPredicted === 0
          ? 'every step could be predicted'
          : `${plural(report.notPredicted, 'step')} could not be predicted`}
      </p>
      <div className="scroll">
        <table className="grid">
          <thead>
            <tr>
              <th>Step</th>
              <th>On</th>
              <th>Effect</th>
              <th>Now</th>
            </tr>
          </thead>
          <tbody>
            {dryRunSteps(report).map((step) => (
              <tr key={step.step}>
                <td>
                  {step.title}
                  <div className="mono clip command" title={step.command}>
                    {step.command}
                  </div>
                  {step.details.map((detail) => (
                    <div key={detail} className="muted">
                      {detail}
                    </div>
                  ))}
                </td>
                <td>{step.hosts.join(', ')}</td>
                <td>{step.effect}</td>
                <td>
                  {Object.entries(step.probes).map(([probe, count]) => (
                    // Keys of the record are probe answers by its type; Object.entries forgets that.
                    <StateMark key={probe} tone={probeTone[probe as DryRunLine['probe']]}>
                      {probeText[probe as DryRunLine['probe']]}
                      {report.members > 1 ? ` ${count}` : ''}
                    </StateMark>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
