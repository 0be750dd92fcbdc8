import type { HostDiagnosis, StageResult } from '../../../shared/domain/diagnosis.ts'
import { formatPlace } from '../../../shared/domain/problems.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { stageMarks, stageTitles } from './view-model.ts'

/** What was found, stage by stage, each hop under its name. All of it is text of hosts: text nodes only. */
export const Diagnosis = ({ found }: { readonly found: HostDiagnosis }) => (
  <div className="diagnosis">
    {found.hops.map((hop) => (
      <section key={hop.host} aria-label={`Stages of ${hop.host}`}>
        {found.hops.length === 1 ? null : (
          <h3>
            {hop.host} <span className="mono muted">{hop.way}</span>
          </h3>
        )}
        <ol>
          {hop.stages.map((stage, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- a finished list; a stage may stand in it twice
            <Stage key={at} stage={stage} />
          ))}
        </ol>
      </section>
    ))}
  </div>
)

function Stage({
  stage: { stage, state, ms, sentence, problem },
}: {
  readonly stage: StageResult
}) {
  const mark = stageMarks[state]
  return (
    <li data-tone={mark.tone}>
      <span className="stage-title">{stageTitles[stage]}</span>
      <StateMark tone={mark.tone}>{mark.text}</StateMark>
      <span className="num muted">{Math.round(ms)} ms</span>
      <span className="stage-says">
        {sentence}
        {problem === undefined ? null : (
          <span className="stage-problem">
            {problem.message === sentence ? null : <span>{problem.message}</span>}
            {problem.where?.file === undefined ? null : (
              <span className="mono">{formatPlace(problem.where)}</span>
            )}
            {problem.safe === undefined ? null : <span>Safe now: {problem.safe}</span>}
            {problem.next === undefined ? null : <span>Next: {problem.next}</span>}
          </span>
        )}
      </span>
    </li>
  )
}
