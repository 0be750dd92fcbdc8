import { useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { HostLook } from '../../../shared/log-rules/looks.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf } from '../../api/ids.ts'
import { countsWords, whatIsNew } from './view-model.ts'

/** Real time between two looks: a look reads every host, and people read what it says. */
const everyMs = 10_000
const mostNews = 100

export type News = { readonly look: number; readonly text: string }
export type Watch = {
  readonly looks: number
  /** The newest first. */
  readonly news: readonly News[]
  readonly problem: Problem | undefined
}

const none: Watch = { looks: 0, news: [], problem: undefined }

/** Fetch, compare, say what is new, wait, again. A look that fails is told and tried again. For one batch: mount it anew for another. */
export function useWatch(batch: string): Watch {
  const [watch, setWatch] = useState<Watch>(none)
  const seen = useRef<LogCheckView>(undefined)
  const hosts = useRef<readonly HostLook[]>(undefined)

  useEffect(() => {
    const of = batchIdOf(batch)
    let timer: ReturnType<typeof setTimeout> | undefined
    let current = true
    async function look(number: number): Promise<void> {
      const checked = await invoke('logs/check-now', { batch: of })
      const [found, counted] = await Promise.all([
        invoke('logs/get-check', { batch: of }),
        invoke('logs/get-hosts', { batch: of }),
      ])
      if (!current) return
      const after = checked.ok && found.ok ? found.value : null
      const lines = [
        ...(counted.ok ? countsWords(hosts.current, counted.value) : []),
        ...(after === null ? [] : whatIsNew(seen.current, after)),
      ]
      if (after !== null) seen.current = after
      if (counted.ok) hosts.current = counted.value
      setWatch(({ news }) => ({
        looks: number,
        news: [...lines.map((text) => ({ look: number, text })), ...news].slice(0, mostNews),
        problem: checked.ok ? undefined : checked.problem,
      }))
      timer = setTimeout(() => void look(number + 1), everyMs)
    }
    void look(1)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [batch])
  return watch
}
