import { useEffect, useRef } from 'react'
import { paced } from './paced.ts'
import type { Paced } from './paced.ts'

/**
 * Reads something when it is first shown and again whenever `when` changes, one reading at a time: an answer that takes longer than the
 * next change is shown all the same, and read once more behind it.
 * @param of What is read; of another one it is read anew, and nothing is current any more that was asked of the one before.
 * @param read Rests on `of` alone; asks `isCurrent` before it shows what it has read.
 * @param leastMs At most once in so many ms.
 */
export function useReread(
  of: string,
  when: unknown,
  read: (isCurrent: () => boolean) => Promise<void>,
  leastMs = 0,
): void {
  const reader = useRef<Paced>(undefined)
  const latest = useRef(read)
  useEffect(() => {
    latest.current = read
  })
  useEffect(() => {
    let current = true
    const own = paced(() => latest.current(() => current), leastMs)
    reader.current = own
    return () => {
      current = false
      own.stop()
    }
  }, [of, leastMs])
  // Behind the effect that makes the reader: it is there.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- read again whenever one of them changes
  useEffect(() => reader.current?.ask(), [of, when])
}
