import { Page } from '../../components/Page.tsx'
import { StageCards } from './StageCards.tsx'

/** Where the migration stands: the first thing that is seen. */
export const OverviewPage = () => (
  <Page title="Overview">
    <StageCards />
  </Page>
)
