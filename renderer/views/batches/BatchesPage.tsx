import { Page } from '../../components/Page.tsx'
import { BatchesPanel } from './BatchesPanel.tsx'

/** Batches and their customers. */
export const BatchesPage = () => (
  <Page title="Batches">
    <BatchesPanel />
  </Page>
)
