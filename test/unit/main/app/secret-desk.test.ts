import { describe, expect, it } from 'vitest'
import { createSecretDesk } from '../../../../main/app/secret-desk.ts'
import type { SecretStore } from '../../../../main/settings/secrets.ts'
import { ok } from '../../../../shared/base/result.ts'
import type { SecretQuestion } from '../../../../shared/ipc/contract.ts'

function desk(missing?: string) {
  const kept = new Map<string, string>()
  const asked: SecretQuestion[] = []
  const withdrawn: string[] = []
  const store: SecretStore = {
    get: (name) => kept.get(name),
    set: (name, secret) => {
      kept.set(name, secret)
      return ok(undefined)
    },
    removeAll: () => kept.clear(),
    missing: () => missing,
  }
  return {
    kept,
    asked,
    store,
    withdrawn,
    ...createSecretDesk({
      store,
      ask: (question) => asked.push(question),
      withdraw: (id) => withdrawn.push(id),
    }),
  }
}

describe('the desk that asks for secrets', () => {
  it('keeps nobody waiting for a person while a project is closed, and asks again behind that', async () => {
    const { asked, withdrawn, get, ask, askingNobody } = desk()
    const open = [get('ssh:password:db1', 'password of db1'), ask('code of the second factor')]
    await askingNobody(async () => {
      expect(await Promise.all(open)).toEqual([undefined, undefined])
      expect(await get('ssh:password:db2', 'password of db2')).toBeUndefined()
    })
    expect(withdrawn).toEqual(asked.map(({ id }) => id))
    expect(asked).toHaveLength(2)
    void get('ssh:password:db1', 'password of db1')
    expect(asked).toHaveLength(3)
  })

  it('asks once for what several hosts want at the same time, and never again in this session', async () => {
    const { asked, get, answer, kept } = desk()
    const wanted = Promise.all([
      get('ssh:password:db1', 'password of db1'),
      get('ssh:password:db1', 'password of db1'),
    ])
    answer(asked[0]?.id ?? '', 'hunter2', false)
    await expect(wanted).resolves.toEqual(['hunter2', 'hunter2'])
    await expect(get('ssh:password:db1', 'password of db1')).resolves.toBe('hunter2')
    expect(asked).toHaveLength(1)
    expect([...kept]).toEqual([])
  })

  it('keeps an answer in the keychain only when the user says so', async () => {
    const { asked, get, answer, kept } = desk()
    const wanted = get('api:source:root', 'API')
    answer(asked[0]?.id ?? '', 's3cret', true)
    await wanted
    expect([...kept]).toEqual([['api:source:root', 's3cret']])
  })

  it('keeps nothing where there is no keychain, whatever the window says', async () => {
    const { asked, get, answer, kept } = desk('no keychain')
    const wanted = get('api:source:root', 'API')
    expect(asked[0]?.mayRemember).toBe(false)
    answer(asked[0]?.id ?? '', 's3cret', true)
    await expect(wanted).resolves.toBe('s3cret')
    expect([...kept]).toEqual([])
  })

  it('asks for a one-time code every time', async () => {
    const { asked, ask, answer } = desk()
    const first = ask('db1: code')
    answer(asked[0]?.id ?? '', '111', true)
    await first
    const second = ask('db1: code')
    answer(asked[1]?.id ?? '', '222', false)
    await expect(second).resolves.toBe('222')
  })

  it('takes "none" for an answer and asks again the next time', async () => {
    const { asked, get, answer } = desk()
    const wanted = get('ssh:password:db1', 'p')
    answer(asked[0]?.id ?? '', undefined, false)
    await expect(wanted).resolves.toBeUndefined()
    void get('ssh:password:db1', 'p')
    expect(asked).toHaveLength(2)
  })

  it('gives the answer to whoever waits even when the keychain fails to keep it', async () => {
    const { asked, get, answer, store } = desk()
    store.set = () => {
      throw new Error('the keychain is locked')
    }
    const wanted = get('ssh:password:db1', 'p')
    expect(() => answer(asked[0]?.id ?? '', 'hunter2', true)).toThrow('the keychain is locked')
    await expect(wanted).resolves.toBe('hunter2')
  })

  it('asks what is still open again for a window that has lost it', async () => {
    const { asked, ask, askAgain, get, answer } = desk()
    const [password, code] = [get('ssh:password:db1', 'p'), ask('db1: code')]
    answer(asked[1]?.id ?? '', '111', false)
    await code
    askAgain()
    expect(asked).toEqual([asked[0], asked[1], asked[0]])
    answer(asked[2]?.id ?? '', 'hunter2', false)
    await expect(password).resolves.toBe('hunter2')
  })

  it('asks again for what was refused, kept in the keychain or not, but not for what was typed since', async () => {
    const { asked, get, answer, refused, kept } = desk()
    kept.set('ssh:password:db1', 'old')
    await expect(get('ssh:password:db1', 'p')).resolves.toBe('old')
    refused('ssh:password:db1', 'old')
    const wanted = get('ssh:password:db1', 'p')
    answer(asked[0]?.id ?? '', 'new', true)
    await wanted
    refused('ssh:password:db1', 'old') // of a login that began before
    await expect(get('ssh:password:db1', 'p')).resolves.toBe('new')
    expect([asked.length, kept.get('ssh:password:db1')]).toEqual([1, 'new'])
  })

  it('forgets what was typed and what was kept', async () => {
    const { asked, get, answer, forget, kept } = desk()
    const wanted = get('a', 'p')
    answer(asked[0]?.id ?? '', 'x', true)
    await wanted
    forget()
    void get('a', 'p')
    expect([asked.length, kept.size]).toEqual([2, 0])
  })
})
