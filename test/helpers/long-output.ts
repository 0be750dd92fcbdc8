import type { RunningApp } from './electron.ts'
import { writeOutput } from '../../main/data/output/keep-output.ts'
import { openOutputFile } from '../../main/data/output/output-file.ts'
import { AttemptId, RunId } from '../../shared/domain/ids.ts'

/** Calls the window's own bridge; the answer's value, or its problem as an error. */
async function ask<T>(running: RunningApp, channel: string, request?: object): Promise<T> {
  const args = [channel, ...(request === undefined ? [] : [request])].map((it) =>
    JSON.stringify(it),
  )
  return running.window.evaluate<T>(
    `window.switchyard.invoke(${args.join(', ')}).then((answer) => {
      if (answer.ok) return answer.value
      throw new Error(answer.problem.message)
    })`,
  )
}

const perCall = 20_000

/**
 * Gives the newest attempt of the newest run so many lines, as if its command had printed them: over the code of the data process, from
 * a second program. Lines are `line N of the copy`, and every 1,000th says ERROR.
 */
export async function writeLongOutput(
  running: RunningApp,
  lines: number,
): Promise<{ readonly run: string; readonly attempt: string }> {
  const overview = await ask<{
    readonly project: { readonly path: string }
    readonly runs: readonly { readonly id: string }[]
  }>(running, 'project/get-overview')
  const run = RunId.parse(overview.runs.at(-1)?.id)
  const page = await ask<{ readonly attempts: readonly { readonly attempt: string }[] }>(
    running,
    'run/list-attempts',
    { run, only: 'all', from: 0, count: 1 },
  )
  const attempt = AttemptId.parse(page.attempts[0]?.attempt)
  const file = openOutputFile(overview.project.path, 'write')
  if (file?.mode !== 'write') throw new Error('the output file does not open for writing')
  const { keep } = writeOutput(file.db)
  for (let from = 0; from < lines; from += perCall) {
    const text = Array.from({ length: Math.min(perCall, lines - from) }, (_, i) =>
      (from + i + 1) % 1000 === 0
        ? `line ${from + i + 1} of the copy: ERROR <b>duplicate</b> \u001b[31mkey\u001b[0m`
        : `line ${from + i + 1} of the copy: 4711 rows, checksum ok`,
    )
    const bytes = Buffer.from(`${text.join('\n')}\n`)
    keep([{ kind: 'bytes', attempt, run, stream: 'stdout', bytes, first: from === 0 }])
  }
  keep([{ kind: 'end', attempt, run }])
  file.close()
  return { run, attempt }
}
