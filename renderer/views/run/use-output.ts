import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import type { OutputView } from '../../../shared/ipc/run-views.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { attemptIdOf } from '../../api/ids.ts'
import { blockLines, blocksOf } from './output-text.ts'

type Info = Pick<OutputView, 'lines' | 'bytes' | 'lost' | 'ended'>

export type OutputRow = {
  readonly number: number
  /** Undefined while it is being fetched. */
  readonly text: string | undefined
  readonly stream: number
  /** Full length of a line that was cut. */
  readonly length: number | undefined
}

/** Blocks that are kept: what is seen, and a little around it. */
const keptBlocks = 6
/** How often an output that still grows is asked for, ms. */
const pollMs = 400

/** The lines around a place of an output; blocks far from it are let go. `info` is null when nothing is kept. */
export function useOutput(
  attempt: string,
  top: number,
  visible: number,
): {
  readonly info: Info | null | undefined
  readonly lines: (from: number, count: number) => readonly OutputRow[]
} {
  const [info, setInfo] = useState<Info | null>()
  const [, drawn] = useReducer((count: number) => count + 1, 0)
  const blocks = useRef(new Map<number, OutputView>())
  const asked = useRef(new Set<number>())
  const lines = info?.lines ?? 0

  const fetchBlock = useCallback(
    async (block: number): Promise<void> => {
      if (asked.current.has(block)) return
      asked.current.add(block)
      const answer = await orTell(
        invoke('output/get-lines', {
          attempt: attemptIdOf(attempt),
          from: block * blockLines,
          count: blockLines,
        }),
      )
      asked.current.delete(block)
      if (answer === undefined) return
      setInfo(answer)
      if (answer === null) return
      blocks.current.delete(block)
      blocks.current.set(block, answer)
      for (const old of [...blocks.current.keys()].slice(0, -keptBlocks)) blocks.current.delete(old)
      drawn()
    },
    [attempt],
  )

  useEffect(() => {
    void fetchBlock(0)
  }, [fetchBlock])

  useEffect(() => {
    for (const block of blocksOf(top, visible, lines)) {
      const known = blocks.current.get(block)
      const wanted = Math.min(blockLines, lines - block * blockLines)
      if (known === undefined || known.text.length < wanted) void fetchBlock(block)
    }
  }, [top, visible, lines, fetchBlock])

  const ended = info === null || info?.ended === true
  useEffect(() => {
    if (ended) return undefined
    const timer = setInterval(() => {
      void invoke('output/get-lines', { attempt: attemptIdOf(attempt), from: 0, count: 0 }).then(
        (answer) => {
          if (answer.ok) setInfo(answer.value)
        },
      )
    }, pollMs)
    return () => clearInterval(timer)
  }, [attempt, ended])

  return {
    info,
    lines: (from, count) =>
      Array.from({ length: Math.max(0, Math.min(count, lines - from)) }, (_, i) =>
        rowOf(blocks.current, from + i),
      ),
  }
}

function rowOf(blocks: ReadonlyMap<number, OutputView>, number: number): OutputRow {
  const block = blocks.get(Math.floor(number / blockLines))
  const at = number % blockLines
  return {
    number,
    text: block?.text[at],
    stream: block?.streams[at] ?? 0,
    length: block?.longer.find(([index]) => index === at)?.[1],
  }
}
