import { Loader } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ExportProgress } from '../../../shared/ipc/report-views.ts'
import { listen } from '../../api/client.ts'
import { elapsed } from './view-model.ts'

/** What an export is doing, step by step, and for how long. */
export function Progress({ what }: { readonly what: string }) {
  const [step, setStep] = useState<ExportProgress>()
  const [ms, setMs] = useState(0)
  useEffect(() => listen('report/did-progress', setStep), [])
  useEffect(() => {
    const begun = performance.now()
    const timer = setInterval(() => setMs(performance.now() - begun), 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className="alert" data-tone="active" role="status">
      <div className="row figures">
        <Loader size="xs" />
        <span>
          {what}: {step === undefined ? 'choose where to' : step.step}
          {step === undefined || step.of < 2 ? '' : `, step ${step.done + 1} of ${step.of}`}
        </span>
        <span className="muted num">{elapsed(ms)}</span>
      </div>
    </div>
  )
}
