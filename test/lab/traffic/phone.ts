import { createHash, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { RemoteInfo } from 'node:dgram'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { passwordOf } from '../data.ts'

/**
 * One phone in the outside world. `node phone.ts ORDER` registers it and prints `registered`; each line on stdin places a call to its
 * account, by way of the platform, and prints `rang`, or what the platform said instead; `leave` takes it off the network without a word.
 */
const Order = z.strictObject({ account: z.string(), address: z.string(), own: z.string() })
const { account, address, own } = Order.parse(JSON.parse(process.argv[2] ?? ''))

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const fieldOf = (text: string, name: string): string =>
  new RegExp(`^${name}:\\s*(.*?)\\r?$`, 'im').exec(text)?.[1] ?? ''
const quotedOf = (text: string, name: string): string =>
  new RegExp(`${name}="([^"]*)"`).exec(text)?.[1] ?? ''

const phone = createSocket('udp4')
const caller = createSocket('udp4')
const id = randomBytes(6).toString('hex')
let rang: () => void = () => undefined

function register(sequence: number, authorization = ''): void {
  const { port } = phone.address()
  send(phone, [
    `REGISTER sip:${address} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own}:${port};branch=z9hG4bK${id}r${sequence};rport`,
    'Max-Forwards: 70',
    `From: <sip:${account}@${address}>;tag=${id}`,
    `To: <sip:${account}@${address}>`,
    `Call-ID: ${id}-register`,
    `CSeq: ${sequence} REGISTER`,
    `Contact: <sip:${account}@${own}:${port}>`,
    'Expires: 3600',
    ...(authorization === '' ? [] : [`Authorization: ${authorization}`]),
    'Content-Length: 0',
  ])
}

const send = (socket: typeof phone, lines: readonly string[], to = { port: 5060, address }): void =>
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, to.port, to.address)

phone.on('message', (bytes, from) => {
  const text = bytes.toString('latin1')
  if (text.startsWith('INVITE ')) {
    rang()
    return answerBusy(text, from)
  }
  if (!text.startsWith('SIP/2.0 ') || !fieldOf(text, 'CSeq').includes('REGISTER')) return
  const status = text.slice(8, 11)
  if (status === '200') return say('registered')
  if (status !== '401' || !fieldOf(text, 'CSeq').startsWith('1 ')) return say(`refused ${status}`)
  const challenge = fieldOf(text, 'WWW-Authenticate')
  const [realm, nonce] = [quotedOf(challenge, 'realm'), quotedOf(challenge, 'nonce')]
  const uri = `sip:${address}`
  const response = md5(
    `${md5(`${account}:${realm}:${passwordOf(account)}`)}:${nonce}:${md5(`REGISTER:${uri}`)}`,
  )
  register(
    2,
    `Digest username="${account}", realm="${realm}", nonce="${nonce}", uri="${uri}", response="${response}"`,
  )
})

/** It has rung; the platform need not ask again. */
const answerBusy = (invite: string, { port, address: from }: RemoteInfo): void =>
  send(
    phone,
    [
      'SIP/2.0 486 Busy Here',
      ...invite
        .split('\r\n')
        .filter((line) => /^(via|from|call-id|cseq|record-route):/i.test(line)),
      `To: ${fieldOf(invite, 'To')};tag=${id}`,
      'Content-Length: 0',
    ],
    { port, address: from },
  )

let calls = 0
function ring(): void {
  const call = `${id}-call${++calls}`
  const { port } = caller.address()
  let isOver = false
  const over = (text: string): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    say(text)
  }
  const timer = setTimeout(() => over('no answer'), 3000)
  rang = () => over('rang')
  caller.removeAllListeners('message')
  caller.on('message', (bytes) => {
    const text = bytes.toString('latin1')
    const status = /^SIP\/2\.0 (\d{3})/.exec(text)?.[1] ?? ''
    // An earlier call's answer may still be repeated.
    if (fieldOf(text, 'Call-ID') === call && status >= '300') over(`refused ${status}`)
  })
  send(caller, [
    `INVITE sip:${account}@${address} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own}:${port};branch=z9hG4bK${call};rport`,
    'Max-Forwards: 70',
    `From: <sip:stranger@${own}>;tag=${call}`,
    `To: <sip:${account}@${address}>`,
    `Call-ID: ${call}`,
    'CSeq: 1 INVITE',
    `Contact: <sip:stranger@${own}:${port}>`,
    'Content-Length: 0',
  ])
}

caller.bind(0, own, () => phone.bind(0, own, () => register(1)))
const input = createInterface({ input: process.stdin })
input.on('line', (line) => (line === 'leave' ? phone.close(() => say('left')) : ring()))
input.on('close', () => process.exit(0))
