import { Button, NativeSelect } from '@mantine/core'
import { useEffect, useState } from 'react'
import { DiagramPhase } from '../../../shared/domain/analysis/diagram.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { DiagramView } from '../../../shared/ipc/analysis-views.ts'
import { invoke } from '../../api/client.ts'
import { tellSaved } from '../../api/exports.ts'
import { Panel } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { drawPng } from './draw-png.ts'

const labels: Readonly<Record<DiagramPhase, string>> = {
  before: 'Before',
  during: 'During',
  after: 'After',
}

/** All components before, during and after the migration. The drawing is an image: nothing in it can run. */
export function DiagramTab() {
  const [phase, setPhase] = useState<DiagramPhase>('before')
  const [drawn, setDrawn] = useState<{
    phase: DiagramPhase
    view?: DiagramView
    problem?: Problem
  }>()
  useEffect(() => {
    let current = true
    void invoke('analysis/get-diagram', { phase }).then((answer) => {
      if (current)
        setDrawn(answer.ok ? { phase, view: answer.value } : { phase, problem: answer.problem })
    })
    return () => {
      current = false
    }
  }, [phase])
  const view = drawn?.phase === phase ? drawn.view : undefined
  const problem = drawn?.phase === phase ? drawn.problem : undefined
  return (
    <Panel
      title="Components"
      aside={
        <>
          <NativeSelect
            aria-label="Phase"
            size="xs"
            value={phase}
            data={DiagramPhase.map((value) => ({ value, label: labels[value] }))}
            onChange={(event) => {
              const found = DiagramPhase.find((one) => one === event.currentTarget.value)
              if (found !== undefined) setPhase(found)
            }}
          />
          <Button
            size="compact-xs"
            disabled={view === undefined}
            onClick={() => void tellSaved('Drawing', invoke('analysis/save-diagram', { phase }))}
          >
            Save SVG…
          </Button>
          <Button
            size="compact-xs"
            disabled={view === undefined}
            onClick={() => {
              if (view !== undefined)
                void drawPng(view).then((png) =>
                  tellSaved('Picture', invoke('analysis/save-picture', { phase, png })),
                )
            }}
          >
            Save PNG…
          </Button>
        </>
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {view === undefined ? (
        problem === undefined ? (
          <p className="loading" role="status">
            Laying out the components…
          </p>
        ) : null
      ) : (
        <div className="analysis-diagram" tabIndex={0} role="group" aria-label={view.title}>
          <img
            src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(view.svg)}`}
            width={view.width}
            alt={view.title}
          />
        </div>
      )}
    </Panel>
  )
}
