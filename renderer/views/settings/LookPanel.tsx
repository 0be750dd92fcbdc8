import { SegmentedControl } from '@mantine/core'
import { useStore } from 'zustand'
import { setPreferences } from '../../api/actions.ts'
import { Panel } from '../../components/Panel.tsx'
import { projectStore } from '../../stores/project-store.ts'
import { sessionStore } from '../../stores/session-store.ts'

/** Colours and the zone of times. */
export function LookPanel() {
  const preferences = useStore(sessionStore, ({ start }) => start?.preferences)
  const operator = useStore(sessionStore, ({ start }) => start?.zone)
  const site = useStore(projectStore, ({ overview }) => overview?.project.environments[0]?.zone)
  return (
    <Panel title="Look">
      <fieldset>
        <legend>Colours</legend>
        <SegmentedControl
          size="xs"
          aria-label="Colour scheme"
          value={preferences?.scheme ?? 'auto'}
          onChange={(scheme) => void setPreferences({ scheme })}
          data={[
            { value: 'auto', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
      </fieldset>
      <fieldset>
        <legend>Times are shown in</legend>
        <SegmentedControl
          size="xs"
          aria-label="Zone of all times"
          value={preferences?.zone ?? 'operator'}
          onChange={(zone) => void setPreferences({ zone })}
          data={[
            { value: 'operator', label: `My zone (${operator ?? '…'})` },
            { value: 'environment', label: `Site zone (${site ?? 'no project'})` },
            { value: 'utc', label: 'UTC' },
          ]}
        />
      </fieldset>
      <p className="muted">
        Windows, notices and the plan keep the zone of their environment, whatever is shown here.
      </p>
    </Panel>
  )
}
