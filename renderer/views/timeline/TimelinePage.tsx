import { Page } from '../../components/Page.tsx'
import { TimelinePanel } from './TimelinePanel.tsx'

/** The whole migration in time. */
export const TimelinePage = () => (
  <Page title="Timeline">
    <TimelinePanel />
  </Page>
)
