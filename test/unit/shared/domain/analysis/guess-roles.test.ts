import { describe, expect, it } from 'vitest'
import { guessRoles, roleDoubts } from '../../../../../shared/domain/analysis/guess-roles.ts'
import { Host } from '../../../../../shared/domain/project.ts'

describe('roles guessed from a name', () => {
  it.each([
    ['src-db', ['db'], undefined],
    ['master1', ['db'], undefined],
    ['tgt-sip-us', ['sip'], 'us'],
    ['web02', ['web'], undefined],
    ['um1', ['web'], undefined],
    ['dsbc2', ['dsbc'], undefined],
    ['bill01', ['billing'], undefined],
    ['hamster', [], undefined],
    // A part within a word is no word.
    ['dbase-sipping', [], undefined],
  ])('%s: %j, cluster %s', (name, roles, clusterHint) => {
    const guess = guessRoles(name)
    expect([guess.roles, guess.clusterHint]).toEqual([roles, clusterHint])
  })

  it('is a doubt where the inventory says something else', () => {
    const host = (name: string, role: string): Host =>
      Host.parse({ name, system: 'source', roles: [role] })
    expect(roleDoubts([host('src-db', 'web'), host('hamster', 'db'), host('sip1', 'sip')])).toEqual(
      [
        { host: 'src-db', sentence: 'the name of src-db says db, the inventory says web' },
        { host: 'sip1', sentence: 'sip1 is a SIP host of no cluster' },
      ],
    )
  })
})
