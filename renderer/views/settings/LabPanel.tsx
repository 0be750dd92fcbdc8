import { NumberInput } from '@mantine/core'
import { useStore } from 'zustand'
import { setPreferences } from '../../api/actions.ts'
import { Panel } from '../../components/Panel.tsx'
import { sessionStore } from '../../stores/session-store.ts'

/** The training lab of the sample. */
export function LabPanel() {
  const rate = useStore(sessionStore, ({ start }) => start?.preferences.sampleRate ?? 20)
  return (
    <Panel title="Training lab">
      <NumberInput
        size="xs"
        label="Speed of the lab’s clock"
        description="How much faster than real time it goes. Taken the next time that the sample is opened."
        min={1}
        max={3600}
        allowDecimal={false}
        value={rate}
        onChange={(value) => {
          if (typeof value === 'number' && value >= 1 && value <= 3600)
            void setPreferences({ sampleRate: value })
        }}
      />
      <p className="muted">
        The sample’s hosts are inside this computer. Nothing that is tried there reaches a real one.
      </p>
    </Panel>
  )
}
