import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskText } from '../../../../shared/log-rules/mask.ts'
import { buildTemplates } from '../../../../shared/log-rules/templates.ts'

const shapesOf = (texts: readonly string[]) =>
  texts.map((text) => ({ shape: maskText(text), count: 1 }))
const names = ['anna', 'bert', 'carl', 'dora', 'emil']

describe('buildTemplates', () => {
  it('makes a place a value when five words have stood there among three fixed ones', () => {
    const texts = names.map((name) => `password of user ${name} is wrong`)
    const model = buildTemplates(shapesOf(texts))
    expect(model.templates.map(({ text }) => text)).toEqual(['password of user <*> is wrong'])
    expect(buildTemplates(shapesOf(texts.slice(1))).templates).toHaveLength(4)
  })

  it('lets a word join the values of a place that holds some already', () => {
    const model = buildTemplates(shapesOf(['open file 12 for read', 'open file twelve for read']))
    expect(model.templates.map(({ text }) => text)).toEqual(['open file <*> for read'])
  })

  it('shows which words a template took in, so that an unseen one can be told', () => {
    const [number, word] = shapesOf(['open file 12 for read', 'open file twelve for read'])
    const model = buildTemplates([number, word].filter((shape) => shape !== undefined))
    expect(model.wordsOf(word?.shape ?? '')).toEqual(['twelve'])
    expect(model.wordsOf(number?.shape ?? '')).toEqual(['\u0001'])
    expect(model.shapesOf(model.of(word?.shape ?? '').id)).toEqual(
      [number, word].map((shape) => shape?.shape ?? '').sort((a, b) => (a < b ? -1 : 1)),
    )
  })

  it('takes a value with brackets for one, beside an equal text with a plain value', () => {
    const model = buildTemplates(
      shapesOf(['synchronized to 10.1.1.1 now', 'synchronized to LOCAL(0) now']),
    )
    expect(model.templates.map(({ text }) => text)).toEqual(['synchronized to <*> now'])
  })

  it('answers the same for every order and every count', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', '7', 'x(1)', 'k=v')
    const text = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 60 }), fc.nat(), (texts, seed) => {
        const shapes = shapesOf(texts)
        const other = shapes
          .map(({ shape }, i) => ({ shape, count: i + 1, order: (i * 7919 + seed) % 61 }))
          .sort((a, b) => a.order - b.order)
        const [one, two] = [buildTemplates(shapes), buildTemplates([...other, ...other])]
        expect(two.templates).toEqual(one.templates)
        for (const { shape } of shapes) expect(two.of(shape)).toEqual(one.of(shape))
      }),
    )
  })

  it('gives a text that it has never seen its own template and a stable id', () => {
    const model = buildTemplates([])
    expect(model.of('new \u0001 text')).toEqual(
      buildTemplates([{ shape: 'new \u0001 text', count: 3 }]).of('new \u0001 text'),
    )
    expect(model.of('x').id).toMatch(/^[0-9a-z]{10}$/)
  })

  it('says so when there are more texts than it compares', () => {
    const letters = (n: number): string => String.fromCharCode(97 + (n % 26), 97 + ((n / 26) % 26))
    const shapes = Array.from({ length: 60 }, (_, i) => ({
      shape: `${letters(i)} ${letters(i * 7)}`,
      count: 1,
    }))
    const model = buildTemplates(shapes, 20)
    expect(model.overflow).toBe(40)
    const texts = shapes.map(({ shape }) => model.of(shape).text)
    expect(
      texts.filter((text) => text === '<*> (one of more than 20 different texts)'),
    ).toHaveLength(40)
  })
})
