import { describe, expect, it } from 'vitest'
import { checkJump } from '../../../../shared/planner/jump.ts'

const severities = (source: string, target: string): readonly string[] =>
  checkJump(source, target).findings.map(({ severity }) => severity)

describe('the jump', () => {
  it('stands beside the traditional route with one analysis a stop (method.txt: MR85>90, 90>95, 95>100)', () => {
    expect(checkJump('MR85', 'MR100')).toMatchObject({
      from: 'MR85',
      to: 'MR100',
      releases: 15,
      traditional: ['MR90', 'MR95', 'MR100'],
      freezeEnforced: false,
    })
  })

  it.each([
    ['MR87', 'MR100', ['MR90', 'MR95', 'MR100']],
    ['MR85', 'MR90', ['MR90']],
    ['MR86', 'MR88', ['MR88']],
    ['MR89', 'MR98', ['MR90', 'MR95', 'MR98']],
    ['MR100', 'MR111', ['MR105', 'MR110', 'MR111']],
  ])('goes traditionally from %s to %s over every LTS between', (source, target, stops) => {
    expect(checkJump(source, target).traditional).toEqual(stops)
  })

  it('may be 15 releases long, and warns of a checkpoint above', () => {
    expect(severities('MR100', 'MR115')).toEqual([])
    expect(checkJump('MR100', 'MR116').findings).toEqual([
      {
        severity: 'warning',
        message:
          'The jump from MR100 to MR116 is 16 releases; Dual Version has a checkpoint every 15.',
        next: "Migrate to MR115 first, or go on with PortaOne's word that the jump can be made at once.",
      },
    ])
  })

  it.each([
    ['MR70', 'MR100', 'MR85 first'],
    ['MR72', 'MR100', 'MR85 first'],
    ['MR55', 'MR100', 'MR70, then MR85 first'],
  ])('names LTS releases within 15 to stop at, from %s to %s', (source, target, stops) => {
    const [jump] = checkJump(source, target).findings
    expect(jump?.next).toContain(stops)
  })

  it.each([
    ['MR100', 'MR100', 0],
    ['MR100', 'MR85', -15],
  ])('cannot go from %s to %s', (source, target, releases) => {
    expect(checkJump(source, target)).toMatchObject({
      releases,
      traditional: [],
      findings: [{ severity: 'error', next: 'Correct the releases of the two systems.' }],
    })
  })

  it('rests on a freeze that the source enforces from MR100 on, and on discipline before', () => {
    expect(checkJump('MR100', 'MR110')).toMatchObject({ freezeEnforced: true, findings: [] })
    expect(checkJump('MR99', 'MR110')).toMatchObject({
      freezeEnforced: false,
      findings: [{ severity: 'warning', message: expect.stringContaining('discipline') }],
    })
  })

  it('is not guessed from a name that is no release', () => {
    expect(checkJump('85', 'MR100').findings).toEqual([
      { severity: 'error', message: '“85” is not a release. Write it as MR85.' },
    ])
  })
})
