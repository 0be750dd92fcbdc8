import './logs.css'
import { Button, NativeSelect, Switch } from '@mantine/core'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { isRunOver } from '../../../shared/domain/states.ts'
import { invoke } from '../../api/client.ts'
import { orTell } from '../../api/actions.ts'
import { batchIdOf, customerIdOf } from '../../api/ids.ts'
import { say } from '../../api/tell.ts'
import { Page } from '../../components/Page.tsx'
import { Empty } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { useCommands } from '../../components/use-commands.ts'
import { goTo, navigationStore } from '../../stores/navigation-store.ts'
import type { Focus } from '../../stores/navigation-store.ts'
import { projectStore } from '../../stores/project-store.ts'
import { LogTabs } from './LogTabs.tsx'
import type { LogPlace } from './LogTabs.tsx'
import { NewsPanel } from './NewsPanel.tsx'
import { TroublePanel } from './TroublePanel.tsx'
import { useLogs } from './use-logs.ts'
import { VerdictStrip } from './VerdictStrip.tsx'
import { batchChoices, choiceWords, firstChoice } from './view-model.ts'

/** What the hosts have logged since a batch began, against the days before: verdict, groups, whom, and the word of a person. */
export function LogsPage() {
  const overview = useStore(projectStore, (store) => store.overview)
  const live = useStore(projectStore, (store) => store.live)
  const focus = useStore(navigationStore, ({ place }) => place.focus)
  const [shownFocus, setShownFocus] = useState<Focus>()
  const [chosen, setChosen] = useState<string>()
  const [place, setPlace] = useState<LogPlace>({ tab: 'groups' })
  const [watching, setWatching] = useState(false)
  const [busy, setBusy] = useState<string>()
  const { state, check, hosts, problem, reload } = useLogs(chosen)
  const choices = useMemo(
    () => batchChoices(overview?.batches ?? [], state?.checks ?? []),
    [overview?.batches, state?.checks],
  )
  const batch = chosen ?? (state === undefined ? undefined : firstChoice(choices))
  const mayWrite = overview?.project.mode === 'write'
  const isRunning = [...live.values()].some((run) => run.batch === batch && !isRunOver(run.state))

  // Once a batch is shown it stays, whatever becomes of its verdict.
  if (chosen === undefined && batch !== undefined) setChosen(batch)
  if (focus !== shownFocus) {
    setShownFocus(focus)
    const asked = placeOf(focus)
    if (asked.batch !== undefined) setChosen(asked.batch)
    if (asked.place !== undefined) setPlace(asked.place)
  }

  useEffect(() => {
    async function show(id: string): Promise<void> {
      const found = await orTell(invoke('customer/get-detail', { customer: customerIdOf(id) }))
      const of = found?.customer.batch
      if (of !== undefined) setChosen(of)
    }
    if (focus?.kind === 'customer') void show(focus.id)
  }, [focus])

  const checkNow = useCallback(async () => {
    if (batch === undefined) return
    setBusy('Reading every host and comparing…')
    await orTell(invoke('logs/check-now', { batch: batchIdOf(batch) }))
    setBusy(undefined)
  }, [batch])
  const fetchNow = useCallback(async () => {
    setBusy('Reading every host…')
    const read = await orTell(invoke('logs/fetch-now', {}))
    if (read !== undefined) say(`Logs: ${read.sentence}.`)
    setBusy(undefined)
  }, [])
  useCommands(
    'logs',
    useMemo(
      () =>
        mayWrite
          ? [
              {
                id: 'logs.check',
                title: 'Check the logs now',
                group: 'Logs',
                run: () => void checkNow(),
              },
              {
                id: 'logs.fetch',
                title: 'Fetch new log lines',
                group: 'Logs',
                run: () => void fetchNow(),
              },
            ]
          : [],
      [mayWrite, checkNow, fetchNow],
    ),
  )

  return (
    <Page
      title="Logs"
      tools={
        <>
          {busy === undefined ? null : (
            <span className="muted" role="status">
              {busy}
            </span>
          )}
          {choices.length === 0 ? null : (
            <NativeSelect
              size="xs"
              className="batch-choice"
              aria-label="Batch whose logs are shown"
              value={batch ?? ''}
              onChange={(event) => {
                setChosen(event.currentTarget.value)
                setPlace({ tab: 'groups' })
              }}
              data={choices.map((choice) => ({ value: choice.id, label: choiceWords(choice) }))}
            />
          )}
          {mayWrite ? (
            <>
              <Switch
                size="xs"
                label="Watch"
                checked={watching}
                onChange={(event) => setWatching(event.currentTarget.checked)}
              />
              <Button disabled={busy !== undefined} onClick={() => void fetchNow()}>
                Fetch
              </Button>
              <Button
                variant="filled"
                disabled={busy !== undefined || batch === undefined}
                onClick={() => void checkNow()}
              >
                Check now
              </Button>
            </>
          ) : (
            <span className="muted">Reading only: what is stored is shown.</span>
          )}
        </>
      }
    >
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {isRunning && !watching && mayWrite ? (
        <div className="alert" data-tone="active" role="status">
          <span>This batch is moving now.</span>
          <Button size="compact-xs" onClick={() => setWatching(true)}>
            Watch its logs
          </Button>
        </div>
      ) : null}
      {watching && mayWrite && batch !== undefined ? <NewsPanel key={batch} batch={batch} /> : null}
      {choices.length === 0 && state !== undefined ? (
        <Empty>
          No batch is planned yet. What the hosts log until the first batch moves is its baseline:
          fetch it now and then.{' '}
          <Button size="compact-xs" onClick={() => goTo('batches')}>
            Plan batches
          </Button>
        </Empty>
      ) : null}
      {batch === undefined ? null : (
        <>
          <VerdictStrip check={check} mayWrite={mayWrite} onShow={setPlace} onChanged={reload} />
          <TroublePanel
            key={batch}
            batch={batch}
            version={`${check?.hash ?? ''} ${readUntil(hosts)}`}
          />
          <LogTabs
            batch={batch}
            check={check}
            hosts={hosts}
            ledger={state?.ledger ?? []}
            place={place}
            onPlace={setPlace}
            mayWrite={mayWrite}
            onChanged={reload}
          />
        </>
      )}
    </Page>
  )
}

const readUntil = (hosts: ReturnType<typeof useLogs>['hosts']): number =>
  Math.max(0, ...(hosts ?? []).map(({ readAt }) => readAt ?? 0))

/** What another view asks to see: `batch`, `group` (`BATCH/GROUP` or a group of the batch that is shown), `customer`. */
function placeOf(focus: Focus | undefined): { batch?: string; place?: LogPlace } {
  if (focus === undefined) return {}
  const { kind, id } = focus
  if (kind === 'batch') return { batch: id, place: { tab: 'groups' } }
  if (kind === 'customer') return { place: { tab: 'customers', customer: id } }
  if (kind !== 'group') return {}
  const cut = id.indexOf('/')
  return {
    ...(cut < 0 ? {} : { batch: id.slice(0, cut) }),
    place: { tab: 'groups', group: id.slice(cut + 1) },
  }
}
