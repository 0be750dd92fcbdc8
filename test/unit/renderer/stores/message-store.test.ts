import { afterEach, describe, expect, it } from 'vitest'
import {
  addMessage,
  dismissMessage,
  forgetMessages,
  messageStore,
  settleMessages,
} from '../../../../renderer/stores/message-store.ts'
import { problem } from '../../../../shared/domain/problems.ts'

afterEach(forgetMessages)

const news = (text: string, at = 0, about?: string) => addMessage({ tone: 'info', text }, at, about)
const warning = (text: string, at = 0) => addMessage({ tone: 'warning', text }, at)
const texts = (where: 'open' | 'past') =>
  messageStore.getState()[where].map(({ said }) => ('code' in said ? said.message : said.text))

describe('what the window says', () => {
  it('stands beside what it said before', () => {
    news('Report written.')
    addMessage(problem('timeout', 'db1 does not answer.'), 1)
    warning('On battery.')
    expect(texts('open')).toEqual(['Report written.', 'db1 does not answer.', 'On battery.'])
  })

  it('is three news at most, and older ones can be read again; warnings and problems stay', () => {
    warning('On battery.')
    addMessage(problem('timeout', 'db1 does not answer.'), 1)
    for (const text of ['1', '2', '3', '4', '5']) news(text)
    expect(texts('open')).toEqual(['On battery.', 'db1 does not answer.', '3', '4', '5'])
    expect(texts('past')).toEqual(['1', '2'])
  })

  it('is told once when it is said again, with how often and the last time', () => {
    warning('On battery.', 1)
    news('Report written.', 2)
    warning('On battery.', 3)
    expect(messageStore.getState().open).toMatchObject([
      { at: 2, times: 1 },
      { at: 3, times: 2 },
    ])
    expect(texts('past')).toEqual([])
  })

  it('goes when it is dismissed, or holds no more, and can be read again in its order', () => {
    news('It ended.', 1, 'data process')
    warning('On battery.', 2)
    dismissMessage(messageStore.getState().open[1]?.id ?? -1)
    settleMessages('data process')
    expect(texts('open')).toEqual([])
    expect(texts('past')).toEqual(['It ended.', 'On battery.'])
  })

  it('is replaced by what is said about the same', () => {
    news('It ended.', 1, 'data process')
    news('It was started again.', 2, 'data process')
    expect(texts('open')).toEqual(['It was started again.'])
    expect(texts('past')).toEqual(['It ended.'])
  })
})
