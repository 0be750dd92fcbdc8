import { describe, expect, it } from 'vitest'
import { pagesOf } from '../../../../main/app/pdf-pages.ts'

describe('the pages of a PDF', () => {
  it('are its page objects, not the tree that holds them', () => {
    const pdf = '%PDF-1.4\n<</Type /Pages /Count 2>>\n<</Type /Page\n/Parent>>\n<</Type/Page>>'
    expect(pagesOf(Buffer.from(pdf))).toBe(2)
  })

  it('are none where nothing says so', () => {
    expect(pagesOf(Buffer.from('%PDF-1.7'))).toBe(0)
  })
})
