import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { ReportPreview } from '../../../shared/ipc/report-views.ts'
import { invoke } from '../../api/client.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'

/**
 * The report as it would be written now. A frame with every permission taken away: no script, no form, no window, an origin of its own; and
 * the policy of this page and of the report both hold in it.
 */
export function Preview() {
  const [preview, setPreview] = useState<ReportPreview>()
  const [problem, setProblem] = useState<Problem>()
  const [asked, setAsked] = useState(0)

  useEffect(() => {
    let current = true
    async function read(): Promise<void> {
      const found = await invoke('report/get-preview')
      if (!current) return
      setPreview(found.ok ? found.value : undefined)
      setProblem(found.ok ? undefined : found.problem)
    }
    void read()
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- asked for anew
  }, [asked])

  return (
    <section className="report-preview" aria-label="Preview">
      <div className="row">
        <span className="muted" role="status">
          {preview === undefined
            ? problem === undefined
              ? 'Making the report…'
              : 'There is no preview.'
            : `As it would be written at the time that it states, ${Math.round(preview.bytes / 1024)} KiB`}
        </span>
        <Button size="compact-xs" onClick={() => setAsked(asked + 1)}>
          Make it anew
        </Button>
      </div>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {preview === undefined ? null : (
        <iframe title="Preview of the report" sandbox="" srcDoc={preview.html} tabIndex={0} />
      )}
    </section>
  )
}
