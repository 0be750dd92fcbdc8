import type { HostName } from '../../shared/domain/ids.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import { hostStore, setTesting } from '../stores/host-store.ts'
import { projectStore } from '../stores/project-store.ts'
import { orTell } from './actions.ts'
import { invoke } from './client.ts'
import { hostNameOf } from './ids.ts'

/** Tests at a time: each is a login of its own. */
const testsAtOnce = 3

const openPath = (): string | undefined => projectStore.getState().overview?.project.path

export async function refreshHosts(): Promise<void> {
  const path = openPath()
  const answer = await invoke('host/list-hosts')
  // Hosts of a project that was closed meanwhile are not those of this one.
  if (path !== openPath()) return
  if (answer.ok) hostStore.setState({ view: answer.value, problem: undefined })
  else hostStore.setState({ problem: answer.problem })
}

export const testHost = (host: string): Promise<void> => test(host, 'host/diagnose-host')

/** As a test, and a key that is not known is asked about in a dialog of main. */
export const acceptKey = (host: string): Promise<void> => test(host, 'host/accept-key')

async function test(
  host: string,
  channel: 'host/diagnose-host' | 'host/accept-key',
): Promise<void> {
  if (hostStore.getState().testing.has(host)) return
  setTesting(host, true)
  const request: { host: HostName } = { host: hostNameOf(host) }
  await orTell(invoke(channel, request))
  setTesting(host, false)
  await refreshHosts()
}

export async function testHosts(hosts: readonly string[]): Promise<void> {
  if (hostStore.getState().round !== undefined) return
  const left = [...hosts]
  let done = 0
  hostStore.setState({ round: { done, of: hosts.length } })
  const worker = async (): Promise<void> => {
    for (let host = left.shift(); host !== undefined; host = left.shift()) {
      await testHost(host)
      done += 1
      hostStore.setState({ round: { done, of: hosts.length } })
    }
  }
  await Promise.all(Array.from({ length: testsAtOnce }, worker))
  hostStore.setState({ round: undefined })
}

export async function closeSession(session: string): Promise<void> {
  await orTell(invoke('host/close-session', { session }))
  await refreshHosts()
}

/** Chromium's battery, where it tells of one; a desktop computer says that it charges, at 100 %. */
async function battery(): Promise<{ charge: number; leftMs?: number } | undefined> {
  // In Chromium, not in the types of TypeScript: https://www.w3.org/TR/battery-status/
  const source = navigator as unknown as {
    getBattery?: () => Promise<{ level: number; dischargingTime: number }>
  }
  if (source.getBattery === undefined) return undefined
  try {
    const { level, dischargingTime } = await source.getBattery()
    return {
      charge: level,
      ...(Number.isFinite(dischargingTime) && dischargingTime < 604_800
        ? { leftMs: Math.round(dischargingTime * 1000) }
        : {}),
    }
  } catch {
    return undefined // denied by a policy: the pre-flight says that the charge is not known
  }
}

/** Answers the problem that kept it from being done. */
export async function runPreflight(): Promise<Problem | undefined> {
  if (hostStore.getState().checking) return undefined
  hostStore.setState({ checking: true })
  const found = await battery()
  const answer = await invoke('host/run-preflight', found === undefined ? {} : { battery: found })
  hostStore.setState({ checking: false, ...(answer.ok ? { preflight: answer.value } : {}) })
  return answer.ok ? undefined : answer.problem
}
