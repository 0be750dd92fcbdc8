import { Button } from '@mantine/core'
import { useState } from 'react'
import type { LiveRun, Question } from '../../../shared/domain/live-run.ts'
import { invoke } from '../../api/client.ts'
import { runIdOf } from '../../api/ids.ts'
import { ReasonDialog } from '../../components/ReasonDialog.tsx'
import { choiceText } from './view-model.ts'
import type { Choice } from './view-model.ts'

/** Decisions that only a person can take; the run waits for them. */
export function Questions({ run }: { readonly run: LiveRun }) {
  const [chosen, setChosen] = useState<{ question: Question; choice: Choice }>()
  return (
    <>
      {run.questions.map((question) => (
        <div key={question.id} className="alert" data-tone="warn" role="alert">
          <div>
            <strong>{question.member}</strong>
            {question.step === undefined ? null : (
              <span className="muted"> at {question.step}</span>
            )}
            <div>{question.text}</div>
            <div className="row buttons">
              {question.choices.map((choice) => (
                <Button key={choice} onClick={() => setChosen({ question, choice })}>
                  {choiceText[choice]}…
                </Button>
              ))}
            </div>
          </div>
        </div>
      ))}
      {chosen === undefined ? null : (
        <ReasonDialog
          title={choiceText[chosen.choice]}
          action={choiceText[chosen.choice]}
          danger={chosen.choice === 'abort'}
          onClose={() => setChosen(undefined)}
          onConfirm={async (reason) => {
            const answered = await invoke('run/answer-question', {
              run: runIdOf(run.run),
              question: chosen.question.id,
              choice: chosen.choice,
              reason,
            })
            return answered.ok ? undefined : answered.problem
          }}
        >
          {chosen.question.member}: {chosen.question.text}
        </ReasonDialog>
      )}
    </>
  )
}
