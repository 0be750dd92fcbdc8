import { expect, it } from 'vitest'
import { sipReply } from '../../../../../main/lab/services/sip.ts'

const request = (first: string): string =>
  [
    first,
    'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK77',
    'v: SIP/2.0/UDP 127.0.0.2',
    'f: <sip:a@b>;tag=1',
    't: <sip:c@d>',
    'i: call-1',
    'CSeq: 3 OPTIONS',
    '',
    '',
  ].join('\r\n')
const ok = { code: 200, reason: 'OK' }

it('copies what a transaction needs, short header names too', () => {
  const reply = sipReply(request('OPTIONS sip:c@127.0.0.1:5060 SIP/2.0'), () => ok) ?? ''
  expect(reply.split('\r\n').slice(0, 7)).toEqual([
    'SIP/2.0 200 OK',
    'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bK77',
    'v: SIP/2.0/UDP 127.0.0.2',
    'f: <sip:a@b>;tag=1',
    't: <sip:c@d>;tag=lab',
    'i: call-1',
    'CSeq: 3 OPTIONS',
  ])
})

it.each([
  ['OPTIONS sip:442071838750@127.0.0.1 SIP/2.0', '442071838750'],
  ['OPTIONS sip:us10001-01@[::1]:5060;transport=udp SIP/2.0', 'us10001-01'],
  ['OPTIONS sip:127.0.0.1:5060 SIP/2.0', undefined],
])('asks for the user of %s', (first, user) => {
  const asked: (string | undefined)[] = []
  sipReply(request(first), (name) => {
    asked.push(name)
    return ok
  })
  expect(asked).toEqual([user])
})

it('is silent when the world is, and for what is no SIP', () => {
  const silent = sipReply(request('OPTIONS sip:c@d SIP/2.0'), () => 'silent')
  expect([
    silent,
    sipReply('hello', () => ok),
    sipReply('OPTIONS sip:c@d SIP/2.0\r\n\r\n', () => ok),
  ]).toEqual([undefined, undefined, undefined])
})

it('allows OPTIONS only', () => {
  expect(sipReply(request('INVITE sip:c@d SIP/2.0'), () => ok)).toMatch(/^SIP\/2\.0 405 /)
})
