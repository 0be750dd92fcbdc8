import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DataApi } from '../../../main/data/protocol.ts'
import { instant } from '../../../shared/domain/time.ts'
import { events, must, openPanda, playPanda, scratch, start } from './panda-history.ts'

const at = instant(start + 70 * 86_400_000)

describe('the report of a whole migration', () => {
  let api: DataApi
  let page = ''
  let bytes = 0
  let out = ''

  beforeAll(async () => {
    const opened = await openPanda()
    api = opened.api
    await playPanda(api)
    out = join(scratch(), 'report.html')
    bytes = must(await api.report(out, at, [])).bytes
    page = readFileSync(out, 'utf8')
    return () => api.close()
  })

  it('is one file of at most 5 MB and leaves no other', () => {
    expect([
      readdirSync(dirname(out)),
      Buffer.byteLength(page) === bytes,
      bytes < 5_000_000,
    ]).toEqual([['report.html'], true, true])
  })

  it('has no script, no handler, no style attribute and nothing to load', () => {
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|<object|\son[a-z]+=|\sstyle=|\b(?:src|href)=|url\(|@import/i,
    )
  })

  it('lets in its one style by hash and nothing else', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    )
  })

  it('escapes what people and hosts wrote', () => {
    expect(page).toContain('no audio on &lt;b&gt;incoming&lt;/b&gt; calls')
    expect(page).not.toContain('<b>incoming')
  })

  it('says what is open: the broken budget, the unmeasured window, the gap in a log', () => {
    expect(page).toContain('1 downtime budget broken')
    expect(page).toContain('api all 5 min 18 s of 5 min 00 s')
    expect(page).toMatch(/voice uk1 \(not measured\)/)
    expect(page).toContain('dsbc1 porter-batch-03.log (at least 4\u2009096 bytes)')
  })

  it('says where the customers are, in which events it stands, and in which zone its times are', async () => {
    const { lastHash } = await api.summary()
    expect(page).toContain('<b>1\u2009200 of 1\u2009200</b>')
    expect(page).toContain(lastHash)
    expect(page.match(/\d\d:\d\d UTC/g)?.length).toBeGreaterThan(50)
  })

  it('counts attempts, retries and failures from the journal', () => {
    const row =
      /customer-import<\/th><td class="n">([^<]*)<\/td><td class="n">(\d+)<\/td><td class="n">(\d+)/.exec(
        page,
      )
    expect(row?.slice(1)).toEqual(['1\u2009218', '18', '18'])
  })

  it('says that an environment is to be synchronised again when a customer of it has moved since', async () => {
    expect(page).toMatch(/2 of 2<\/b><span>environments with synchronised vendor xDRs/)
    const { id } = (await api.customers()).find((c) => c.state === 'accepted') ?? {}
    const states = [
      'accepted',
      'returning',
      'returned',
      'planned',
      'scheduled',
      'locked',
      'transferring',
      'transferred',
    ]
    const moves = states.slice(1).map((to, i) => ({
      kind: 'customer.state',
      customer: id,
      from: states[i],
      to,
      by: 'maria',
      reason: 'no audio',
    }))
    must(await api.append(events(moves), at))
    must(await api.report(out, at, []))
    const later = readFileSync(out, 'utf8')
    expect(later).toMatch(/1 of 2<\/b><span>environments with synchronised vendor xDRs/)
    expect(later).toMatch(/badge warn">[^<]*UTC; customers have moved since/)
    expect(later).toContain('1 environment to synchronise')
  })
})

describe('the report of a project that was just imported', () => {
  it('is written, with nothing planned and nothing open', async () => {
    const { api } = await openPanda()
    const out = join(scratch(), 'r.html')
    must(await api.report(out, at, []))
    await api.close()
    expect(readFileSync(out, 'utf8')).toMatch(/Nothing is open[\s\S]*Nothing planned or done yet/)
  })

  it('is refused by name where it cannot be written', async () => {
    const { api } = await openPanda()
    const answer = await api.report(join(scratch(), 'no', 'r.html'), at, [])
    await api.close()
    expect(!answer.ok && answer.problem.message).toBe('This file cannot be written (ENOENT).')
  })
})
