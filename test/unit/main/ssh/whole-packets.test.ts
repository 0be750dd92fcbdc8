import { Duplex } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { wholePackets } from '../../../../main/ssh/whole-packets.ts'
import { turn } from '../../../helpers/virtual-clock.ts'

/** A socket that notes what each call of the system would have sent. */
function socket() {
  const sent: string[] = []
  const stream = new Duplex({
    read: () => undefined,
    writev(chunks, done) {
      sent.push(chunks.map(({ chunk }) => String(chunk)).join(''))
      done()
    },
    write(chunk, _, done) {
      sent.push(String(chunk))
      done()
    },
  })
  return { sent, stream: wholePackets(stream) }
}

describe('packets that are written in parts', () => {
  it('leave whole, in their order, those of later apart', async () => {
    const { sent, stream } = socket()
    for (const part of ['len', 'content', 'seal']) stream.write(part)
    expect(sent).toEqual([])
    await turn()
    stream.write('len')
    stream.write('other')
    await turn()
    expect(sent).toEqual(['lencontentseal', 'lenother'])
  })

  it('leave before the end, and tell when they have left', async () => {
    const { sent, stream } = socket()
    let told = 0
    stream.write('len')
    stream.write('content', () => (told += 1))
    stream.end('last')
    await turn()
    expect(sent.join('')).toBe('lencontentlast')
    expect(told).toBe(1)
  })

  it('keep nobody from closing the socket at once', async () => {
    const { sent, stream } = socket()
    stream.write('len')
    stream.destroy()
    await turn()
    expect([sent, stream.destroyed]).toEqual([[], true])
  })
})
