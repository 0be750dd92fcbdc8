import { Page } from '../../components/Page.tsx'
import { PlanGate } from '../../components/PlanGate.tsx'
import { TimelineView } from './TimelineView.tsx'
import './timeline.css'

/** The whole migration in time: what is planned, expected, signed, and what really happened. */
export const TimelinePage = () => (
  <Page title="Timeline">
    <PlanGate>{(plan) => <TimelineView plan={plan} />}</PlanGate>
  </Page>
)
