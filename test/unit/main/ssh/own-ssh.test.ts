import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { ownSsh } from '../../../../main/ssh/own-ssh.ts'
import { resolveTarget } from '../../../../main/ssh/ssh-config.ts'

let homeDir = ''
beforeEach(() => {
  homeDir = mkdtempSync(join(tmpdir(), 'switchyard-home-'))
  onTestFinished(() => rmSync(homeDir, { recursive: true }))
})

it('nobody has to have an SSH configuration or an agent', () => {
  const own = ownSsh(homeDir, {})
  expect(own).toEqual({})
  expect(resolveTarget('db1.example', undefined, { ...own, homeDir })).toMatchObject({
    address: 'db1.example',
    port: 22,
  })
})

it('the configuration and the agent of the user count where there are any', () => {
  const configFile = join(homeDir, '.ssh', 'config')
  mkdirSync(join(homeDir, '.ssh'))
  writeFileSync(configFile, 'Host db1\n  Port 2222\n')
  const own = ownSsh(homeDir, { SSH_AUTH_SOCK: '/run/agent' })
  expect(own).toEqual({ configFile, agentSocket: '/run/agent' })
  expect(resolveTarget('db1', undefined, { ...own, homeDir }).port).toBe(2222)
})
