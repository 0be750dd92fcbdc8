import { useStore } from 'zustand'
import { formatCount, plural } from '../../components/format-count.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { projectStore } from '../../stores/project-store.ts'

/** Errors and warnings per host, of the bytes that were fetched after each batch. */
export function LogsPanel() {
  const logs = useStore(projectStore, ({ overview }) => overview?.logs)
  const hosts = logs ?? []
  const lines = hosts.reduce((sum, host) => sum + host.lines, 0)
  return (
    <Panel
      title="Logs"
      aside={<span className="muted">{lines === 0 ? '' : `${plural(lines, 'line')} read`}</span>}
    >
      {hosts.length === 0 ? (
        <Empty>Nothing fetched yet. Each batch fetches the new lines of every host once.</Empty>
      ) : (
        <table className="grid">
          <thead>
            <tr>
              <th>Host</th>
              <th className="num">Errors</th>
              <th className="num">Warnings</th>
              <th className="num">Lines</th>
            </tr>
          </thead>
          <tbody>
            {hosts.map((host) => (
              <tr key={host.host}>
                <td>{host.host}</td>
                <td className="num">
                  {host.errors === 0 ? (
                    0
                  ) : (
                    <StateMark tone="bad">{formatCount(host.errors)}</StateMark>
                  )}
                </td>
                <td className="num">
                  {host.warnings === 0 ? (
                    0
                  ) : (
                    <StateMark tone="warn">{formatCount(host.warnings)}</StateMark>
                  )}
                </td>
                <td className="num">{formatCount(host.lines)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}
