import { Button, Loader } from '@mantine/core'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { refreshHosts, runPreflight, testHost, testHosts } from '../../api/host-actions.ts'
import { tell } from '../../api/tell.ts'
import { Opened } from '../../components/Opened.tsx'
import { Page } from '../../components/Page.tsx'
import { Empty } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useCommands } from '../../components/use-commands.ts'
import { hostStore } from '../../stores/host-store.ts'
import { goTo, navigationStore } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { HostDetail } from './HostDetail.tsx'
import { HostTable } from './HostTable.tsx'
import './hosts.css'
import { PreflightPanel } from './PreflightPanel.tsx'
import { TerminalPane } from './TerminalPane.tsx'
import type { TerminalTab } from './TerminalPane.tsx'
import { hostGroups, sumText } from './view-model.ts'

/** Sessions come and go without telling: read again so often while the view is shown. */
const refreshMs = 5000

/** The hosts of the project: inventory, keys, tests, sessions, terminals, and the pre-flight. */
export function HostsPage() {
  const view = useStore(hostStore, (state) => state.view)
  const problem = useStore(hostStore, (state) => state.problem)
  const testing = useStore(hostStore, (state) => state.testing)
  const round = useStore(hostStore, (state) => state.round)
  const selected = useSelected()
  const [terminals, setTerminals] = useState<readonly TerminalTab[]>([])
  useReading()

  const groups = useMemo(
    () => (view === undefined ? [] : hostGroups(view, testing)),
    [view, testing],
  )
  const names = useMemo(() => groups.flatMap(({ rows }) => rows.map(({ name }) => name)), [groups])
  const host = view?.hosts.find(({ name }) => name === (selected ?? names[0]))

  const openTerminal = useCallback((name: string) => {
    setTerminals((tabs) => [
      ...tabs,
      { key: tabs.reduce((most, { key }) => Math.max(most, key), 0) + 1, host: name },
    ])
  }, [])
  const commands = useMemo(
    () => [
      {
        id: 'hosts.test-all',
        title: 'Test the connection to all hosts',
        group: 'Hosts',
        run: () => void testHosts(names),
      },
      ...(host === undefined
        ? []
        : [
            {
              id: 'hosts.test',
              title: `Test the connection to ${host.name}`,
              group: 'Hosts',
              shortcut: 'alt+T',
              run: () => void testHost(host.name),
            },
            ...(view?.mayOpenTerminal === true
              ? [
                  {
                    id: 'hosts.terminal',
                    title: `Terminal on ${host.name}`,
                    group: 'Hosts',
                    run: () => openTerminal(host.name),
                  },
                ]
              : []),
          ]),
      {
        id: 'hosts.preflight',
        title: 'Run the pre-flight',
        group: 'Hosts',
        run: () => void checkNow(),
      },
    ],
    [names, host, view?.mayOpenTerminal, openTerminal],
  )
  useCommands('hosts', commands)

  if (view === undefined)
    return (
      <Page title="Hosts">
        {problem === undefined ? (
          <p className="loading" role="status">
            <Loader size="xs" /> Reading the inventory…
          </p>
        ) : (
          <>
            <ProblemAlert problem={problem} />
            <div>
              <Button onClick={() => void refreshHosts()}>Read again</Button>
            </div>
          </>
        )}
      </Page>
    )
  return (
    <Page
      title="Hosts"
      tools={
        <>
          <span className="muted" role="status">
            {round === undefined ? sumText(groups) : `Testing: ${round.done} of ${round.of} done`}
          </span>
          <Button
            disabled={names.length === 0}
            loading={round !== undefined}
            onClick={() => void testHosts(names)}
          >
            Test all
          </Button>
        </>
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {host === undefined ? (
        <Empty>
          The project has no hosts. Name them in project.yaml (hosts:) and import it again.
        </Empty>
      ) : (
        <div className="hosts columns fills" data-terminal={terminals.length > 0}>
          <div className="hosts-list">
            <HostTable groups={groups} selected={host.name} onSelect={select} opens={detailId} />
            <PreflightPanel />
          </div>
          <Opened id={detailId}>
            <HostDetail
              host={host}
              sessions={view.sessions.filter((session) => session.host === host.name)}
              testing={testing.has(host.name)}
              mayOpenTerminal={view.mayOpenTerminal}
              onTerminal={openTerminal}
            />
          </Opened>
          <TerminalPane tabs={terminals} onTabs={setTerminals} />
        </div>
      )}
    </Page>
  )
}

const detailId = 'host-detail'

const select = (name: string): void => goTo('hosts', { kind: 'host', id: name })

/** The host that the view was sent to. */
const useSelected = (): string | undefined =>
  useStore(navigationStore, ({ place }) =>
    place.view === 'hosts' && place.focus?.kind === 'host' ? place.focus.id : undefined,
  )

async function checkNow(): Promise<void> {
  const problem = await runPreflight()
  if (problem !== undefined) tell(problem)
}

/** Reads the inventory at first, when the project changed, and now and then for the sessions. */
function useReading(): void {
  const readAt = useStore(projectStore, (state) => state.readAt)
  useEffect(() => void refreshHosts(), [readAt])
  useEffect(() => {
    const timer = setInterval(() => void refreshHosts(), refreshMs)
    return () => clearInterval(timer)
  }, [])
}
