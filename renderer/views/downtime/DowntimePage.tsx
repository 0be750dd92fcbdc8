import { Page } from '../../components/Page.tsx'
import { DowntimePanel } from './DowntimePanel.tsx'

/** Downtime windows against their budgets. */
export const DowntimePage = () => (
  <Page title="Downtime">
    <DowntimePanel />
  </Page>
)
