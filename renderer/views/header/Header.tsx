import { Button, NativeSelect } from '@mantine/core'
import { useStore } from 'zustand'
import type { Overview } from '../../../shared/ipc/overview.ts'
import { openWith, orTell, setPreferences } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { formatCount, formatLarge } from '../../components/format-count.ts'
import { clockTime, dayAndTime, dayOnly } from '../../components/format-time.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { useProjectTime } from '../../components/use-project-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { dataTone, sessionSummary, skips } from './view-model.ts'

/** Which project, which systems, what time it is there, and whether the parts of the program are well. */
export function Header() {
  const overview = useStore(projectStore, (state) => state.overview)
  const preferences = useStore(sessionStore, ({ start }) => start?.preferences)
  const zone = useZone()
  if (overview === undefined || overview === null) return null
  const { project, dataProcess, sessions, rate } = overview
  const hosts = sessionSummary(sessions, project.hosts)
  return (
    <header className="top">
      <div className="title">
        <h1>{project.name}</h1>
        <span className="releases">
          source <b>{project.source}</b> → target <b>{project.target}</b>
        </span>
        {project.sample ? <span className="chip">training lab, no real host</span> : null}
        {project.mode === 'read' ? <span className="chip">reading only</span> : null}
      </div>
      {project.copied === true ? (
        <p className="copy-note alert" data-tone="warn">
          <span>
            <b>Read-only copy.</b> The project cannot be written to where it is ({project.path}), so
            nothing can be changed here. It is shown as it was when it was opened: close and open it
            again to see what came since.
          </span>
        </p>
      ) : null}
      <div className="facts muted">
        {formatCount(project.customers)} customers · {formatCount(project.accounts)} accounts ·{' '}
        {formatLarge(project.xdrs)} xDRs · {project.environments.map(({ id }) => id).join(', ')}
      </div>
      <div className="facts">
        <StateMark tone={hosts.tone}>
          <span className="clip hosts-state" title={hosts.text}>
            {hosts.text}
          </span>
        </StateMark>
        <StateMark tone={dataTone[dataProcess.state]}>
          data process {dataProcess.state}
          {dataProcess.restarts > 0 ? `, restarted × ${dataProcess.restarts}` : ''}
        </StateMark>
        <Clock zone={zone} rate={rate} />
      </div>
      <div className="tools">
        {project.sample ? <SkipTime overview={overview} zone={zone} /> : null}
        <NativeSelect
          size="xs"
          aria-label="Zone of all times"
          value={preferences?.zone ?? 'operator'}
          onChange={(event) => {
            const { value } = event.currentTarget
            if (value === 'operator' || value === 'environment' || value === 'utc')
              void setPreferences({ zone: value })
          }}
          data={[
            { value: 'operator', label: 'My zone' },
            { value: 'environment', label: 'Site zone' },
            { value: 'utc', label: 'UTC' },
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="Colour scheme"
          value={preferences?.scheme ?? 'auto'}
          onChange={(event) => {
            const { value } = event.currentTarget
            if (value === 'auto' || value === 'light' || value === 'dark')
              void setPreferences({ scheme: value })
          }}
          data={[
            { value: 'auto', label: 'Auto' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
        />
        <Button
          onClick={() =>
            void openWith('Closing the project…', () => invoke('project/close-project'))
          }
        >
          Close
        </Button>
      </div>
    </header>
  )
}

/** The lab's clock can be moved on: nobody trains for the two weeks of a soak. */
function SkipTime({ overview, zone }: { readonly overview: Overview; readonly zone: string }) {
  const now = useProjectTime()
  return (
    <NativeSelect
      size="xs"
      id="skip-time"
      aria-label="Skip time in the lab"
      value=""
      onChange={(event) => {
        const to = Number(event.currentTarget.value)
        if (to > 0) void orTell(invoke('sample/skip-time', { to }))
      }}
      data={[
        { value: '', label: 'Skip time…' },
        ...skips(overview, now).map(({ to, text }) => ({
          value: String(to),
          label: `${text}: ${dayAndTime(to, zone)}`,
        })),
      ]}
    />
  )
}

function Clock({ zone, rate }: { readonly zone: string; readonly rate: number }) {
  const now = useProjectTime()
  return (
    <span className="num" title="The project's clock">
      {dayOnly(now, zone)} <b>{clockTime(now, zone)}</b> <span className="muted">{zone}</span>
      {rate === 1 ? null : <span className="muted"> × {rate}</span>}
    </span>
  )
}
