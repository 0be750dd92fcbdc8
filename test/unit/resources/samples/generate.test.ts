import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkFiles } from '../../../../main/data/import/import.ts'
import { generateSample, sampleFolder } from '../../../../resources/samples/generate.ts'

describe('the Panda Telecom sample', () => {
  it('is, byte for byte, what the generator makes', () => {
    const committed = readdirSync(sampleFolder).map((name) => [
      name,
      readFileSync(join(sampleFolder, name), 'utf8'),
    ])
    expect(Object.fromEntries(committed)).toEqual(generateSample())
  })

  it('can be imported and has the numbers of the method’s example', () => {
    const checked = checkFiles({ project: join(sampleFolder, 'project.yaml') })
    if (!checked.ok) throw new Error(checked.problem.message)
    const { spec, customers } = checked.value
    const products = new Set(customers.map((c) => c.product))
    expect({
      customers: customers.length,
      accounts: customers.reduce((sum, c) => sum + c.accounts, 0),
      products: products.size,
      xdrs: spec.facts.xdrs,
      releases: [spec.systems.source.release, spec.systems.target.release],
    }).toEqual({
      customers: 1200,
      accounts: 3000,
      products: 10,
      xdrs: 230_000_000,
      releases: ['MR85', 'MR100'],
    })
    expect(customers.every((c) => c.accounts > 0 === (c.probeAccount !== undefined))).toBe(true)
    expect(new Set(customers.map((c) => c.name)).size).toBe(1200)
  })
})
