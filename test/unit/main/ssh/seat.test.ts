import { copyFileSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holderOf, runOfHolder, seatOf, userFolder } from '../../../../main/ssh/seat.ts'

const scene = () => {
  const dir = mkdtempSync(join(tmpdir(), 'switchyard-seat-'))
  const file = join(dir, 'panda.switchyard')
  writeFileSync(file, 'a project')
  return { dir, file, user: join(dir, 'user') }
}

test('the same file is the same seat after a restart, by any way to it', () => {
  const { dir, file, user } = scene()
  const first = seatOf(file, user)
  expect(first).toMatch(/^[0-9a-f]{10}$/)
  expect(seatOf(file, user)).toBe(first)
  symlinkSync(file, join(dir, 'link'))
  expect(seatOf(join(dir, 'link'), user)).toBe(first)
})

test('a copy beside it, and the same place on another machine or under another login, are other seats', () => {
  const { dir, file, user } = scene()
  const copy = join(dir, 'copy.switchyard')
  copyFileSync(file, copy)
  const seats = [
    seatOf(file, user),
    seatOf(copy, user),
    seatOf(file, join(dir, 'other user')),
    seatOf(file),
  ]
  expect(new Set(seats).size).toBe(4)
})

test('a home that cannot be written gives a seat by the names of machine and login', () => {
  const { file } = scene()
  expect(seatOf(file, join(file, 'no folder'))).toBe(seatOf(file))
})

test('the number of a machine is drawn once', () => {
  const { file, user } = scene()
  seatOf(file, user)
  const drawn = readFileSync(join(user, 'seat'), 'utf8')
  seatOf(file, user)
  expect(readFileSync(join(user, 'seat'), 'utf8')).toBe(drawn)
})

test('the command line and the window of one user share a folder', () => {
  expect(userFolder({ APPDATA: 'C:\\Roaming' }, 'win32')).toContain('Switchyard')
  expect(userFolder({ XDG_CONFIG_HOME: '/config' }, 'linux')).toBe(join('/config', 'Switchyard'))
  expect(userFolder({ SWITCHYARD_USER_DATA: '/elsewhere' }, 'linux')).toBe('/elsewhere')
})

test('a holder tells its run', () => {
  expect(runOfHolder(holderOf('r0012-a1b2c3', '0123456789'))).toBe('r0012-a1b2c3')
})
