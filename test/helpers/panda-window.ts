import { analyseInWindow } from './analyse-window.ts'
import type { Page } from 'playwright-core'
import { instant } from '../../shared/domain/time.ts'
import type { ChannelName } from '../../shared/ipc/channels.ts'
import type { AnswerOf, RequestOf } from '../../shared/ipc/contract.ts'
import type { Envelope } from '../../shared/ipc/envelope.ts'

/** Panda Telecom in a window of the real application, driven over the bridge where a test is about something else. */
export type PandaWindow = {
  call<C extends ChannelName>(channel: C, request?: RequestOf<C>): Promise<AnswerOf<C>>
  /** Starts with every approval given, and waits until it is over. */
  run(procedure: string, batch?: string): Promise<string>
  /** Opens the sample at this speed. */
  open(rate: number): Promise<void>
  /** Survey, decisions and signatures: what the setup waits for. */
  analyse(): Promise<void>
  /** Everything up to the switchovers, and a plan. */
  setUp(): Promise<void>
  /** Moves the clock to the next window of the batch and moves those whose window it is. */
  moveNight(batch: string): Promise<void>
}

/** What the page's bridge looks like to a script that runs in the page. */
type Bridge = {
  readonly switchyard: {
    invoke(
      channel: string,
      request: unknown,
    ): Promise<{ ok: boolean; value?: { run: string }; problem?: unknown }>
    on(
      event: string,
      listener: (payload: { readonly run: string; readonly state: string }) => void,
    ): () => void
  }
}

const setup = [
  'target-acceptance',
  'ids-split',
  'database-copy',
  'switchover-voice',
  'switchover-radius-diameter',
  'switchover-api',
]

export function pandaWindow(window: Page): PandaWindow {
  const call: PandaWindow['call'] = async (channel, request) => {
    // The page has the bridge; its types are the contract's.
    const answer = (await window.evaluate(
      ([name, value]) => (globalThis as unknown as Bridge).switchyard.invoke(name, value),
      [channel, request] as const,
    )) as Envelope<never>
    if (!answer.ok) throw new Error(`${channel}: ${JSON.stringify(answer.problem)}`)
    return answer.value
  }
  const run: PandaWindow['run'] = async (procedure, batch) => {
    // Ids are parsed by main.
    const ask = {
      procedure,
      ...(batch === undefined ? {} : { batch }),
    } as RequestOf<'run/try-procedure'>
    const dry = await call('run/try-procedure', ask)
    const approvals = dry.approvals.flatMap(({ id, people, typed }) =>
      ['anna', 'ben'].slice(0, people).map((by) => ({ id, by, typed })),
    )
    // Listens before it starts: a run that ends at once is not missed.
    return window.evaluate(
      (asked) =>
        new Promise<string>((resolve) => {
          const { switchyard } = globalThis as unknown as Bridge
          const over = new Map<string, string>()
          let own: string | undefined
          const tell = (): void => {
            const found = own === undefined ? undefined : over.get(own)
            if (found !== undefined) resolve(found)
          }
          switchyard.on('run/did-change', ({ run: id, state }) => {
            if (!['succeeded', 'failed', 'aborted', 'undone', 'paused'].includes(state)) return
            over.set(id, state)
            tell()
          })
          async function start(): Promise<void> {
            const answer = await switchyard.invoke('run/start-procedure', asked)
            if (!answer.ok) resolve(JSON.stringify(answer.problem))
            own = answer.value?.run
            tell()
          }
          void start()
        }),
      { ...ask, approvals },
    )
  }
  return {
    call,
    run,
    analyse: () => analyseInWindow(call),
    async open(rate) {
      await call('app/set-preferences', { sampleRate: rate, zone: 'utc' })
      await window.getByRole('button', { name: 'Panda Telecom sample' }).click()
      await window.getByRole('heading', { name: 'Panda Telecom' }).waitFor()
    },
    async setUp() {
      await call('batch/plan-batches')
      await analyseInWindow(call)
      for (const procedure of setup) {
        const state = await run(procedure)
        if (state !== 'succeeded') throw new Error(`${procedure} ${state}`)
      }
    },
    async moveNight(batch) {
      const overview = await call('project/get-overview')
      const own = overview?.batches.find(({ id }) => id === batch)
      const next = own?.windows.find(({ from }) => from > (overview?.now ?? 0))
      if (next === undefined) throw new Error(`${batch} has no window that is to come`)
      // A moment after its beginning, as a person would.
      await call('sample/skip-time', { to: instant(next.from + 1000) })
      await run('customer-transfer', batch)
    },
  }
}
