import './analysis.css'
import { Button, Tabs } from '@mantine/core'
import { useState } from 'react'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { tellSaved } from '../../api/exports.ts'
import { Page } from '../../components/Page.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useMayWrite } from '../../components/use-may-write.ts'
import { DiagramTab } from './DiagramTab.tsx'
import { FindingsTab } from './FindingsTab.tsx'
import { FreezeTab } from './FreezeTab.tsx'
import { GatePanel } from './GatePanel.tsx'
import { RegistersTab } from './RegistersTab.tsx'
import { SourceTab } from './SourceTab.tsx'
import { countsOf, progressText } from './view-model.ts'
import { useAnalysis } from './use-analysis.ts'

/** The stage analysis: what is known of the source, what stands in the way, and who has agreed. */
export function AnalysisPage() {
  const { view, problem, progress, heardMs } = useAnalysis()
  const mayWrite = useMayWrite()
  const [tab, setTab] = useState('findings')
  const goesOn = progress !== undefined
  const survey = () => void orTell(invoke('analysis/start-survey', {}))
  return (
    <Page
      title="Analysis"
      tools={
        <>
          {!mayWrite ? (
            <span className="muted">open for reading only</span>
          ) : goesOn ? (
            <Button onClick={() => void orTell(invoke('analysis/stop-survey'))}>Stop survey</Button>
          ) : (
            <Button variant="filled" disabled={view === undefined} onClick={survey}>
              {view?.unfinished === undefined ? 'Survey the systems' : 'Resume survey'}
            </Button>
          )}
          <Button
            disabled={view === undefined}
            onClick={() =>
              void tellSaved('Results', invoke('analysis/save-report', { format: 'html' }))
            }
          >
            Save results…
          </Button>
          <Button
            disabled={view === undefined}
            onClick={() =>
              void tellSaved('Results on paper', invoke('analysis/save-report', { format: 'pdf' }))
            }
          >
            Save PDF…
          </Button>
        </>
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {goesOn ? (
        <div className="alert" data-tone="active" role="status">
          <span>{progressText(progress, heardMs)}</span>
        </div>
      ) : null}
      {view === undefined ? (
        problem === undefined ? (
          <p className="loading" role="status">
            Reading the analysis…
          </p>
        ) : null
      ) : (
        <>
          <GatePanel view={view} />
          <Tabs value={tab} onChange={(value) => setTab(value ?? 'findings')} keepMounted={false}>
            <Tabs.List aria-label="Parts of the analysis">
              <Tabs.Tab value="findings">
                Findings {countsOf(view.findings).blocker + countsOf(view.findings).warning}
              </Tabs.Tab>
              <Tabs.Tab value="registers">Registers</Tabs.Tab>
              <Tabs.Tab value="diagram">Diagram</Tabs.Tab>
              <Tabs.Tab value="freeze">Freeze</Tabs.Tab>
              <Tabs.Tab value="source">Source and target</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="findings" className="analysis-part">
              <FindingsTab view={view} />
            </Tabs.Panel>
            <Tabs.Panel value="registers" className="analysis-part">
              <RegistersTab view={view} />
            </Tabs.Panel>
            <Tabs.Panel value="diagram" className="analysis-part">
              <DiagramTab key={view.results} />
            </Tabs.Panel>
            <Tabs.Panel value="freeze" className="analysis-part">
              <FreezeTab view={view} />
            </Tabs.Panel>
            <Tabs.Panel value="source" className="analysis-part">
              <SourceTab view={view} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Page>
  )
}
