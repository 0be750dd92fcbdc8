import { describe, expect, it } from 'vitest'
import { isTrustedSender } from '../../../../main/ipc/trusted-sender.ts'

const own = { contents: 1, url: 'app://switchyard/index.html', isMainFrame: true }

describe('a call', () => {
  it('is taken from the main frame of the own page', () => {
    expect(isTrustedSender(own, 1)).toBe(true)
  })

  it.each([
    ['another window', { ...own, contents: 2 }],
    ['a frame inside the page', { ...own, isMainFrame: false }],
    ['another page', { ...own, url: 'https://switchyard/index.html' }],
    ['a host that only begins alike', { ...own, url: 'app://switchyard.evil/index.html' }],
    ['a frame that is gone', { ...own, url: '' }],
  ])('is refused from %s', (_name, sender) => {
    expect(isTrustedSender(sender, 1)).toBe(false)
  })

  it('is refused while there is no window', () => {
    expect(isTrustedSender(own, undefined)).toBe(false)
  })
})
