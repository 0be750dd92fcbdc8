import type { LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { HostLook } from '../../../shared/log-rules/looks.ts'
import { formatCount } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Empty } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { shownSentence } from '../../components/stored-sentence.ts'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import type { LogPlace } from './LogTabs.tsx'
import { sizeText, skewText } from './view-model.ts'

type Props = {
  readonly check: LogCheckView | null | undefined
  readonly hosts: readonly HostLook[] | undefined
  readonly onPlace: (place: LogPlace) => void
}

/** A clock that is surely further off than this is a finding; times are corrected by it all the same. */
const noticedSkewMs = 1000

/** Per host: what was counted since the batch began, until when it was seen, what is missing, how its clock stands. */
export function HostsTab({ check, hosts, onPlace }: Props) {
  const zone = useZone()
  const gaps = check?.gaps ?? []
  const clocks = check?.clocks ?? []
  const skewed = clocks.flatMap(({ host, skewMs = 0, uncertaintyMs = 0 }) =>
    Math.abs(skewMs) > noticedSkewMs + uncertaintyMs ? [{ host, skewMs, uncertaintyMs }] : [],
  )
  const unsaid = clocks.filter(({ skewMs }) => skewMs === undefined)
  const notes = check?.notes ?? []
  return (
    <div className="tab-scroll" tabIndex={0} role="group" aria-label="Hosts and gaps">
      {gaps.length + skewed.length + unsaid.length + notes.length === 0 ? null : (
        <ul className="findings" aria-label="Findings">
          {gaps.map((gap) => (
            <li key={gap}>
              <StateMark tone="warn">not seen</StateMark> {shownSentence(gap, zone)}
            </li>
          ))}
          {skewed.map(({ host, skewMs, uncertaintyMs }) => (
            <li key={host}>
              <StateMark tone="warn">clock</StateMark> {host} is{' '}
              {skewText(Math.abs(skewMs)).replace('+', '')} {skewMs > 0 ? 'ahead' : 'behind'}, give
              or take {skewText(uncertaintyMs).replace('+', '')}; the times shown here are corrected
              by it, the host’s own log is not.
            </li>
          ))}
          {unsaid.map(({ host }) => (
            <li key={host}>
              <StateMark tone="warn">clock</StateMark> {host} did not say its time; times of its
              lines are shown as it wrote them.
            </li>
          ))}
          {notes.map((note) => (
            <li key={note}>
              <StateMark tone="idle">note</StateMark> {note}
            </li>
          ))}
        </ul>
      )}
      {hosts === undefined ? (
        <p className="muted">Reading…</p>
      ) : hosts.length === 0 ? (
        <Empty>The project has no hosts.</Empty>
      ) : (
        <table className="grid">
          <thead>
            <tr>
              <th>Host</th>
              <th className="num">Errors</th>
              <th className="num">Warnings</th>
              <th className="num">Lines</th>
              <th className="num">Size</th>
              <th className="num">Missing</th>
              <th className="num">Clock</th>
              <th>Seen until ({zone})</th>
              <th>State</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {hosts.map((host) => (
              <tr key={host.host}>
                <td className="nowrap">
                  <button
                    type="button"
                    className="quiet"
                    onClick={() => goTo('hosts', { kind: 'host', id: host.host })}
                  >
                    {host.host}
                  </button>
                </td>
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
                <td className="num">{sizeText(host.bytes)}</td>
                <td className="num">{host.lost === 0 ? '–' : `≥ ${sizeText(host.lost)}`}</td>
                <td className="num">{host.skewMs === undefined ? '–' : skewText(host.skewMs)}</td>
                <td>{host.readAt === undefined ? 'never read' : dayAndTime(host.readAt, zone)}</td>
                <td className="clip">
                  {host.problem === undefined ? (
                    <StateMark tone={host.readAt === undefined ? 'idle' : 'good'}>
                      {host.readAt === undefined ? 'not read yet' : 'read to its end'}
                    </StateMark>
                  ) : (
                    <StateMark tone="bad">{host.problem}</StateMark>
                  )}
                </td>
                <td className="actions">
                  <button
                    type="button"
                    className="quiet"
                    aria-label={`Groups of ${host.host}`}
                    onClick={() => onPlace({ tab: 'groups', host: host.host })}
                  >
                    groups
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
