import { Page } from '../../components/Page.tsx'
import { AboutPanel } from './AboutPanel.tsx'
import { LabPanel } from './LabPanel.tsx'
import { LookPanel } from './LookPanel.tsx'
import { SecretsPanel } from './SecretsPanel.tsx'
import './settings.css'

/** What belongs to the person and this computer, never to the project. */
export const SettingsPage = () => (
  <Page title="Settings">
    <div className="settings columns">
      <LookPanel />
      <SecretsPanel />
      <LabPanel />
      <AboutPanel />
    </div>
  </Page>
)
