import { Page } from '../../components/Page.tsx'
import { PlanGate } from '../../components/PlanGate.tsx'
import { ScheduleView } from './ScheduleView.tsx'
import './schedule.css'

/** Which batch moves on which night, and which nights cannot be used. */
export const SchedulePage = () => (
  <Page title="Schedule">
    <PlanGate>{(plan) => <ScheduleView plan={plan} />}</PlanGate>
  </Page>
)
