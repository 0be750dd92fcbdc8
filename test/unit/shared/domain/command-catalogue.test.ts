import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { quoteForDisplay, renderCommand } from '../../../../shared/domain/command-catalogue.ts'
import type { CommandCatalogue } from '../../../../shared/domain/command-catalogue.ts'

const catalogue: CommandCatalogue = {
  'customer-lock': {
    apply: ['lock', '--id={customer}'],
    probe: ['lock', '--look', '{customer}'],
    roles: { web: { apply: ['weblock', '{customer}'], probe: ['weblock', '--look'] } },
  },
  survey: { apply: ['survey'] },
}

it('an argument stays one word whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (customer) => {
      const words = renderCommand(catalogue, 'customer-lock', 'apply', ['db'], { customer })
      expect(words).toEqual({ ok: true, value: ['lock', `--id=${customer}`] })
    }),
  )
})

it('a probe, and the words of a role, are taken where they are meant', () => {
  const render = (phase: 'apply' | 'undo' | 'probe', role: 'db' | 'web'): unknown => {
    const words = renderCommand(catalogue, 'customer-lock', phase, [role], { customer: '7' })
    return words.ok && words.value[0] + String(words.value.length)
  }
  expect([
    render('probe', 'db'),
    render('undo', 'db'),
    render('apply', 'web'),
    render('probe', 'web'),
  ]).toEqual(['lock3', 'lock2', 'weblock2', 'weblock2'])
})

it.each([
  ['db-copy', 'apply', 'the command catalogue has no command for the operation db-copy'],
  ['survey', 'probe', 'the operation survey has no probe'],
] as const)('%s %s that is not there is a problem', (operation, phase, message) => {
  const words = renderCommand(catalogue, operation, phase, ['db'], {})
  expect(words.ok ? '' : words.problem.message).toBe(message)
})

it('words are shown as a person would type them', () => {
  expect(quoteForDisplay(['a', 'b c', "it's", ''])).toBe(`a 'b c' 'it'\\''s' ''`)
})
