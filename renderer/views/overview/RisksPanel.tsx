import { useStore } from 'zustand'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { deskStore } from '../../stores/desk-store.ts'

/** What is open and may hurt: the same list as in the report. */
export function RisksPanel() {
  const risks = useStore(deskStore, ({ desk }) => desk?.risks)
  return (
    <Panel title="Open risks">
      {risks === undefined ? (
        <Empty>Reading the project…</Empty>
      ) : risks.length === 0 ? (
        <Empty>None that the journal knows of.</Empty>
      ) : (
        <ul className="overview-list">
          {risks.map(({ tone, title, detail }) => (
            <li key={title}>
              <StateMark tone={tone}>{tone === 'bad' ? 'bad' : 'look'}</StateMark>
              <strong>{title}</strong>
              <span />
              <span className="detail muted">{detail}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
