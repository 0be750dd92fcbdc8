import { describe, expect, it } from 'vitest'
import { HopRecorder } from '../../../../main/ssh/hop-recorder.ts'
import type { LoginEvent } from '../../../../main/ssh/login-events.ts'
import { problem } from '../../../../shared/domain/problems.ts'
import { newSshKey } from '../../../../main/lab/ssh-key.ts'

const key = Buffer.from(newSshKey().public.split(' ')[1] ?? '', 'base64')
const target = {
  name: 'db1',
  address: '192.0.2.10',
  port: 22,
  user: 'porta-one',
  jump: [],
  proxyCommand: undefined,
  identityFiles: [],
  agentSocket: undefined,
  hostKeyAlias: undefined,
  knownHostsFiles: [],
  legacyAlgorithms: false,
}

const agreed: LoginEvent = {
  kind: 'algorithms',
  keyExchange: 'curve25519-sha256',
  cipher: 'aes128-gcm@openssh.com',
  mac: 'in the cipher',
}

/** A recorder whose clock goes on by 10 ms at each look. */
function recorder() {
  let now = 0
  const made = new HopRecorder(target, () => (now += 10))
  made.beginWay('tcp')
  return made
}

const toVersion: LoginEvent[] = [
  { kind: 'connected' },
  { kind: 'version', line: 'SSH-2.0-OpenSSH_9.2' },
]

describe('the stages of one hop', () => {
  it('tell a login that went through, with what was tried before', () => {
    const hop = recorder()
    for (const event of [
      ...toVersion,
      { kind: 'host-key', key, verdict: { kind: 'known' } },
      agreed,
      { kind: 'trying', what: 'the keys of the agent' },
      { kind: 'offered', methods: ['publickey', 'password'] },
      { kind: 'trying', what: 'a password' },
      { kind: 'ready' },
    ] satisfies LoginEvent[])
      hop.hear(event)
    const { stages, key: seen } = hop.diagnosis()
    expect(stages.map(({ stage, state }) => `${stage} ${state}`)).toEqual([
      'tcp ok',
      'version ok',
      'key-exchange ok',
      'host-key ok',
      'authentication ok',
    ])
    expect(stages[2]?.sentence).toBe(
      'curve25519-sha256, aes128-gcm@openssh.com, integrity in the cipher',
    )
    expect(stages[4]?.sentence).toBe(
      'porta-one logged in by a password; refused before: the keys of the agent',
    )
    expect(stages.every(({ ms }) => ms > 0)).toBe(true)
    expect(seen).toMatchObject({ type: 'ssh-ed25519', standing: 'known' })
  })

  it('put a failure where it happened', () => {
    const hop = recorder()
    hop.hear({ kind: 'connected' })
    const found = problem('host-unreachable', 'it broke off')
    hop.fail(found)
    expect(hop.diagnosis().stages.at(-1)).toMatchObject({
      stage: 'version',
      state: 'failed',
      sentence: 'it broke off',
      problem: found,
    })
  })

  it('say of a refused login what the host takes and what was tried', () => {
    const hop = recorder()
    for (const event of [
      ...toVersion,
      { kind: 'host-key', key, verdict: { kind: 'known' } },
      agreed,
      { kind: 'trying', what: 'the key /k' },
      { kind: 'offered', methods: ['keyboard-interactive'] },
    ] satisfies LoginEvent[])
      hop.hear(event)
    hop.fail(problem('auth-failed', 'refused every way'))
    expect(hop.diagnosis().stages.at(-1)?.sentence).toBe(
      'the host takes: keyboard-interactive; tried: the key /k',
    )
  })

  it('forget the first way once a person has accepted the key', () => {
    const hop = recorder()
    hop.hear({ kind: 'connected' })
    hop.hear({ kind: 'version', line: 'SSH-2.0-x' })
    hop.hear({ kind: 'host-key', key, verdict: { kind: 'unknown' } })
    hop.hear({ kind: 'connected' })
    hop.hear({ kind: 'version', line: 'SSH-2.0-x' })
    hop.hear({ kind: 'host-key', key, verdict: { kind: 'known' } })
    const { stages } = hop.diagnosis()
    expect(stages.map(({ stage }) => stage)).toEqual(['tcp', 'version', 'key-exchange', 'host-key'])
    expect(stages.at(-1)?.sentence).toContain('accepted now')
  })
})
