import { Page } from '../../components/Page.tsx'
import { LogsPanel } from './LogsPanel.tsx'

/** What the hosts have logged. */
export const LogsPage = () => (
  <Page title="Logs">
    <LogsPanel />
  </Page>
)
