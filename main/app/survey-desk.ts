import type { SurveyRow } from '../../shared/domain/analysis/analysis-state.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { problem } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { SurveyProgress } from '../../shared/ipc/analysis-views.ts'
import type { OpenedProject } from './opened-project.ts'

export type SurveyDesk = {
  /** Of the survey that goes on. */
  running(): SurveyProgress | undefined
  start(
    project: OpenedProject,
    by: string,
    options: { readonly exact: boolean; readonly anew: boolean },
  ): Promise<Result<SurveyRow, Problem>>
  /** What was read is stored, and the next survey goes on from there. */
  stop(): void
}

/** One survey at a time, with its progress for the window. */
export function createSurveyDesk(
  emit: (progress: SurveyProgress | null) => void,
  nowMs: () => number,
): SurveyDesk {
  let running: { progress: SurveyProgress; readonly stop: AbortController } | undefined
  return {
    running: () => running?.progress,
    stop: () => running?.stop.abort('cancelled'),
    async start(project, by, options) {
      if (running !== undefined)
        return bad(
          problem('not-allowed', 'A survey goes on already.', {
            next: 'Wait for its end, or stop it.',
          }),
        )
      const stop = new AbortController()
      const own = {
        progress: {
          sentence: 'looking at what has to be read',
          done: 0,
          of: 0,
          startedAt: nowMs(),
        },
        stop,
      }
      running = own
      emit(own.progress)
      try {
        const { analysis } = project.engine()
        const preview = await analysis.preview({ exact: options.exact })
        if (!preview.ok) return preview
        const names = new Set(preview.value.sources.map(({ name }) => name))
        const read = new Set<string>()
        const survey = await analysis.survey(by, {
          ...options,
          signal: stop.signal,
          onProgress(sentence) {
            const [name = ''] = sentence.split(': ')
            if (names.has(name)) read.add(name)
            own.progress = { ...own.progress, sentence, done: read.size, of: names.size }
            emit(own.progress)
          },
        })
        return survey.ok ? ok(survey.value) : survey
      } finally {
        running = undefined
        emit(null)
      }
    },
  }
}
