import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { surveyOf } from './analyse.ts'
import { pandaCustomers } from './data.ts'
import { changedFile, changedProduct, foundIn, plants } from './plants.ts'
import type { Found } from './plants.ts'
import { noLab, withLab } from './scene.ts'
import { count } from './truth.ts'

/** The first stage on hosts that nobody here wrote: what is planted is found and named, and nothing else is made up. */

describe.skipIf(noLab !== undefined)('the analysis on real hosts', { timeout: 240_000 }, () => {
  const scene = withLab({ name: 'sylaba', octet: 83, xdrs: 20_000 })
  const undo: (() => unknown)[] = []
  let before: readonly Found[]
  let fresh: readonly Found[]

  const findings = async (): Promise<readonly Found[]> => {
    const { product } = scene()
    return foundIn((await product.run('analysis', 'findings', product.project, '--all')).out)
  }

  beforeAll(async () => {
    const { product } = scene()
    await product.must('plan', product.project)
    await product.must('analysis', 'freeze', product.project, '--take')
  }, 60_000)

  afterAll(async () => {
    for (const take of undo.toReversed()) await take()
  })

  it('reads every host and all three endpoints whole', async () => {
    const { product } = scene()
    const read = await product.run('analysis', 'survey', product.project)
    const shape = z.looseObject({
      survey: z.looseObject({
        sources: z.array(
          z.looseObject({ name: z.string(), state: z.string(), sentence: z.string() }),
        ),
      }),
    })
    const { sources } = shape.parse(JSON.parse(read.out)).survey
    expect(sources.filter(({ state }) => state !== 'read')).toEqual([])
    expect(read.code).toBe(0)
    before = await findings()
  })

  it('counts what the databases hold: services in use, calls, customers by both ways', async () => {
    const { product, place } = scene()
    const { facts } = await surveyOf(product)
    const of = (subject: string, name: string): readonly unknown[] =>
      facts.filter((f) => f.subject.id === subject && f.name === name).map(({ value }) => value)
    for (const [environment, key] of [
      ['us', 1],
      ['uk', 2],
    ] as const) {
      const customers = pandaCustomers().filter((c) => c.environment === environment)
      // billing-survey on the host, and the API.
      expect(of(environment, 'billing.customers')).toEqual([customers.length, customers.length])
      const mail = customers.filter(({ hand_work }) => hand_work.split(';').includes('mail'))
      expect(of(environment, 'service.mail.customers')).toEqual(
        mail.length === 0 ? [] : [mail.length],
      )
      const xdrs = await count(
        place,
        'source',
        `select count(*) from xdrs join customers using (i_customer) where i_env = ${key}`,
      )
      // The whole year of them is among the youngest 200,000.
      const [perDay] = of(environment, 'xdrs.day')
      expect(Math.abs(Number(perDay) - xdrs / 360)).toBeLessThan(1)
    }
  })

  it('finds what was planted, by name, and makes nothing up', async () => {
    const { product, place } = scene()
    for (const { plant } of plants) undo.push(await plant(place))
    await product.must('analysis', 'survey', product.project)
    const checked = await product.run('analysis', 'freeze', product.project, '--check')
    expect(checked.code).toBe(1)
    const known = new Set(before.map(({ id }) => id))
    fresh = (await findings()).filter(({ id }) => !known.has(id))
    expect(fresh.map(({ id }) => id).toSorted()).toEqual(
      plants.flatMap(({ findings: made }) => made(place)).toSorted(),
    )
  })

  it('says what changed in the product, and names the customers who use it', () => {
    const drift = fresh.find(({ id }) => id === `freeze-drift source product:${changedProduct}`)
    expect(drift?.severity).toBe('blocker')
    const users = pandaCustomers().filter((c) => c.product === changedProduct)
    expect(users.length).toBeGreaterThan(0)
    expect(drift?.message).toMatch(
      new RegExp(
        `^product:${changedProduct} \\(monthly \\S+ → \\S+\\) changed on the source; ${users.length} customer`,
      ),
    )
    expect(drift?.message).toContain(users[0]?.id)
    expect(fresh.find(({ id }) => id === 'clock-skew source-us')?.message).toMatch(
      / (89|90)\.\d s ahead/,
    )
  })

  it('hands over the whole document', async () => {
    const { product, place } = scene()
    const out = join(place.dir, 'analysis.html')
    await product.must('analysis', 'report', product.project, '--out', out)
    const html = readFileSync(out, 'utf8')
    const headings = [...html.matchAll(/<h2>\d\. ([^<]+)/g)].map(([, heading]) => heading)
    expect(headings).toEqual([
      'Integration points',
      'Customizations',
      'Tentative plan and responsibilities',
      'Migration matrix',
      'Catalog freeze',
      'Findings',
      'Target requirements',
      'The source as surveyed',
    ])
    expect(html).toContain('<svg')
    expect(html).toContain(changedFile)
    for (const { message } of fresh)
      expect(html).toContain(message.replaceAll('&', '&amp;').split(/[<>"']/)[0] ?? '')
  })
})
