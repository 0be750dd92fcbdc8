import { Page } from '../../components/Page.tsx'
import { ProceduresPanel } from './ProceduresPanel.tsx'
import { RunPanel } from './RunPanel.tsx'

/** What runs, and what can be run. */
export const RunPage = () => (
  <Page title="Run">
    <RunPanel />
    <ProceduresPanel />
  </Page>
)
