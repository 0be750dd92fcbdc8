import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { factName } from '../../../../../../shared/domain/analysis/fact-names.ts'
import { ruleGroups, rules } from '../../../../../../shared/domain/analysis/rules/index.ts'
import { rulesTable } from '../../../../../../shared/domain/analysis/rules/rules-table.ts'

const root = join(import.meta.dirname, '../../../../../..')

it('the table in the docs is that of the rules', () => {
  expect(readFileSync(join(root, 'shared/domain/analysis/RULES.md'), 'utf8')).toBe(rulesTable())
})

it('every rule has a test of its own', () => {
  const untested = ruleGroups.flatMap(({ group, rules: own }) => {
    const text = readFileSync(join(import.meta.dirname, `${group}-rules.test.ts`), 'utf8')
    return own.filter(({ id }) => !text.includes(`describe('${id}'`)).map(({ id }) => id)
  })
  expect(untested).toEqual([])
})

it('ids are not given twice', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
})

it('every fact that a rule needs is in the registry', () => {
  const unknown = rules.flatMap(({ id, needs = [] }) =>
    needs
      .filter(({ fact }) => factName('host', fact) === undefined)
      .map(({ fact }) => `${id} ${fact}`),
  )
  expect(unknown).toEqual([])
})
