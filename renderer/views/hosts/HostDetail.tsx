import { Button } from '@mantine/core'
import type { HostSessionView, HostView } from '../../../shared/ipc/host-views.ts'
import { acceptKey, closeSession, testHost } from '../../api/host-actions.ts'
import { clockTime } from '../../components/format-time.ts'
import { Panel } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZone } from '../../components/use-zone.ts'
import { Diagnosis } from './Diagnosis.tsx'
import { sessionMark, unknownKeyHop } from './view-model.ts'

type Props = {
  readonly host: HostView
  readonly sessions: readonly HostSessionView[]
  readonly testing: boolean
  readonly mayOpenTerminal: boolean
  readonly onTerminal: (host: string) => void
}

/** Everything about one host. */
export function HostDetail({ host, sessions, testing, mayOpenTerminal, onTerminal }: Props) {
  const zone = useZone()
  const { diagnosis } = host
  const unknown = unknownKeyHop(diagnosis?.found)
  return (
    <div className="hosts-detail">
      <Panel
        title={host.name}
        aside={
          <>
            {host.legacyAlgorithms ? (
              <StateMark tone="warn">old algorithms allowed</StateMark>
            ) : null}
            {unknown === undefined ? null : (
              <Button onClick={() => void acceptKey(host.name)}>
                Look at the key of {unknown}…
              </Button>
            )}
            <Button
              disabled={!mayOpenTerminal}
              title={mayOpenTerminal ? undefined : 'The project is open for reading'}
              onClick={() => onTerminal(host.name)}
            >
              Terminal
            </Button>
            <Button loading={testing} onClick={() => void testHost(host.name)}>
              Test connection
            </Button>
          </>
        }
      >
        {host.problem === undefined ? null : <ProblemAlert problem={host.problem} />}
        <Hops host={host} />
        <dl className="facts">
          <dt>Roles</dt>
          <dd>{host.roles.join(', ')}</dd>
          <dt>System</dt>
          <dd>
            {host.survey === undefined
              ? 'not surveyed yet: see Analysis'
              : [host.survey.os, host.survey.release, host.survey.services.join(', ')]
                  .filter((part) => part !== undefined && part !== '')
                  .join(' · ')}
          </dd>
          <dt>Logs in with</dt>
          <dd>{host.methods.join(', then ')}</dd>
        </dl>
        <Keys host={host} />
        <Sessions sessions={sessions} zone={zone} />
      </Panel>
      <Panel
        title="Test of the connection"
        aside={
          diagnosis === undefined ? null : (
            <span className="muted">
              {clockTime(diagnosis.at, zone)}, took {Math.round(diagnosis.found.ms)} ms
            </span>
          )
        }
      >
        {diagnosis === undefined ? (
          <p className="empty">
            Not tested yet. Test connection goes the whole way once more, hop by hop, and changes
            nothing on the host.
          </p>
        ) : (
          <Diagnosis found={diagnosis.found} />
        )}
      </Panel>
    </div>
  )
}

/** The way as a line: this computer, every hop, the host. */
const Hops = ({ host }: { readonly host: HostView }) => (
  <ol className="hops" aria-label={`The way to ${host.name}`}>
    <li>this computer</li>
    {host.way.map(({ name, user, address, port }) => (
      <li key={name}>
        <strong>{name}</strong>
        <span className="mono">
          {user}@{address}:{port}
        </span>
      </li>
    ))}
  </ol>
)

function Keys({ host }: { readonly host: HostView }) {
  const seen = host.diagnosis?.found.hops.find((hop) => hop.host === host.name)?.key
  const known = host.way.at(-1)?.knownKeys ?? []
  return (
    <table className="grid">
      <thead>
        <tr>
          <th>Key</th>
          <th>Fingerprint</th>
          <th>Where</th>
        </tr>
      </thead>
      <tbody>
        {known.map(({ type, fingerprint, file, line, revoked }) => (
          <tr key={`${file}:${line}`}>
            <td className="nowrap">
              <StateMark tone={revoked ? 'bad' : 'good'}>{revoked ? 'revoked' : 'known'}</StateMark>
            </td>
            <td className="mono wrap">
              {type} {fingerprint}
            </td>
            <td className="mono wrap">
              {file}:{line}
            </td>
          </tr>
        ))}
        {seen === undefined || seen.standing === 'known' || seen.standing === 'revoked' ? null : (
          <tr>
            <td className="nowrap">
              <StateMark tone={seen.standing === 'changed' ? 'bad' : 'warn'}>
                {seen.standing === 'changed' ? 'shown, changed' : 'shown, not known'}
              </StateMark>
            </td>
            <td className="mono wrap">
              {seen.type} {seen.fingerprint}
            </td>
            <td>
              {seen.standing === 'changed'
                ? 'A changed key cannot be accepted here.'
                : 'Compare it before you accept it.'}
            </td>
          </tr>
        )}
        {known.length === 0 && seen === undefined ? (
          <tr>
            <td colSpan={3} className="muted">
              No key is known. A test shows the one of the host, and asks before it is kept.
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  )
}

function Sessions({
  sessions,
  zone,
}: {
  readonly sessions: readonly HostSessionView[]
  readonly zone: string
}) {
  if (sessions.length === 0)
    return <p className="muted">No session. One is opened when something is to be done here.</p>
  return (
    <ul className="sessions" aria-label="Sessions">
      {sessions.map((session) => {
        const mark = sessionMark(session)
        return (
          <li key={session.id} className="row">
            <span>
              <StateMark tone={mark.tone}>{mark.text}</StateMark>
              <span className="muted">
                {session.id === session.host ? '' : `${session.id} · `}
                since {clockTime(session.since, zone)}
                {session.silentMs === undefined
                  ? ''
                  : ` · heard ${Math.round(session.silentMs / 1000)} s ago, asked for a sign of life every ${session.keepaliveMs / 1000} s`}
                {session.problem === undefined ? '' : ` · ${session.problem}`}
              </span>
            </span>
            {session.state === 'ready' ? (
              <Button onClick={() => void closeSession(session.id)}>Close session</Button>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}
