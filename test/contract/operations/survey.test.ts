import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { operations } from '../../../shared/domain/operations.ts'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

describe.each(shells)('a survey under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
  })
  const settingsOf = (text: string): unknown => {
    const file = `${host.folder.replaceAll(' ', '?')}/custom`
    writeFileSync(join(host.folder, 'custom'), text)
    host.site(['system=source', `custom_settings=${file}`])
    const said = host.run('survey', 'apply')
    expect([said.code, said.stderr]).toEqual([0, ''])
    return operations.survey.answer.parse(JSON.parse(said.stdout)).settings
  }

  test('says of a host without ss that it does not know what listens there', () => {
    host.site(['system=source'])
    host.program('ss', 'exit 127')
    const said = host.run('survey', 'apply')
    expect(said.code).toBe(0)
    expect(said.stderr).toMatch(/^survey: ss does not tell on \S+ what listens there\n$/)
    const answer = operations.survey.answer.parse(JSON.parse(said.stdout))
    expect(answer.services).toBeUndefined()
  })

  test('tells settings as they are', () => {
    const text = `# a comment
b2bua.max-forwards = 50
signalling_port=5060
session-expires=1800
keepAlive=yes
hash_size=12
path=/var/lib/porta_one2/some-long-folder/file1
url=https://api.example/x
name=Zürich "Käse" 100 % \\ O'Brien\t☎
no setting`
    expect(settingsOf(text)).toEqual([
      { name: 'b2bua.max-forwards', value: '50' },
      { name: 'signalling_port', value: '5060' },
      { name: 'session-expires', value: '1800' },
      { name: 'keepAlive', value: 'yes' },
      { name: 'hash_size', value: '12' },
      { name: 'path', value: '/var/lib/porta_one2/some-long-folder/file1' },
      { name: 'url', value: 'https://api.example/x' },
      { name: 'name', value: 'Zürich "Käse" 100 % \\ O\'Brien\t☎' },
    ])
  })

  const secretNames =
    'password db_pwd DB_PW psw ldap.credential Credentials clientSecret api-key accessToken auth_info private snmp.community radius_psk salt userPin pin_code passphrase tls.certificate signature'
  test('does not tell what has the name of a secret', () => {
    const lines = secretNames.split(' ').map((name) => `${name}=hunter2\n  ${name} = hunter2`)
    expect(settingsOf(['a=1', ...lines].join('\n'))).toEqual([{ name: 'a', value: '1' }])
  })

  const secretValues = [
    'mysql://porta:hunter2@db/billing',
    'host=db;user=porta;PWD=hunter2',
    '{"password": "hunter2"}',
    '5f4dcc3b5aa765d61d8327deb882cf99',
    'eyJhbGciOiJIUzI1NiJ9_abcd',
    '-----BEGIN PRIVATE KEY-----',
  ]
  test('does not tell what looks like a secret, whatever its name is', () => {
    const lines = secretValues.map((value, i) => `plain${i}=${value}`)
    expect(settingsOf(['a=1', ...lines].join('\n'))).toEqual([{ name: 'a', value: '1' }])
  })
})
