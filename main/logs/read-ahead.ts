/** The first `length` bytes, and what came with them; undefined when there are fewer. */
export async function takeTail(
  chunks: AsyncGenerator<Uint8Array>,
  length: number,
): Promise<{ readonly tail: Uint8Array; readonly rest: Uint8Array } | undefined> {
  let bytes: Uint8Array = new Uint8Array()
  while (bytes.length < length) {
    const next = await chunks.next()
    if (next.done === true) return undefined
    bytes = Buffer.concat([bytes, next.value])
  }
  return { tail: bytes.subarray(0, length), rest: bytes.subarray(length) }
}

/** The same chunks, one of them fetched while the one before is worked on: two are in memory at most. */
export async function* readAhead(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const fetch = () => {
    const next = chunks.next()
    // Who takes it hears of a failure; when nobody does, because the work on the one before has failed, that is enough.
    next.catch(() => undefined)
    return next
  }
  let next = fetch()
  try {
    for (;;) {
      const { done, value } = await next
      if (done === true) return
      next = fetch()
      yield value
    }
  } finally {
    await chunks.return(undefined)
  }
}
