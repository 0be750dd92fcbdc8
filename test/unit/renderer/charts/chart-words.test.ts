import { MantineProvider } from '@mantine/core'
import { createElement } from 'react'
import type { ReactElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { LoadChart } from '../../../../renderer/charts/LoadChart.tsx'
import { StackedBars } from '../../../../renderer/charts/StackedBars.tsx'
import { LockOutPanel } from '../../../../renderer/views/downtime/LockOutPanel.tsx'
import { TroublePanel } from '../../../../renderer/views/logs/TroublePanel.tsx'
import type { WindowRow } from '../../../../shared/ipc/downtime-views.ts'
import { tenPm } from '../../../helpers/overview.ts'

/** What a person reads, and whether there is a picture. */
const shown = (element: ReactElement) => {
  const markup = renderToStaticMarkup(createElement(MantineProvider, null, element))
  return {
    words: markup.replaceAll(/<style.*?<\/style>/gs, '').replaceAll(/<[^>]*>/g, ' '),
    markup,
  }
}

const unmeasured: WindowRow = {
  run: 'r',
  member: '10001',
  service: 'customer',
  scope: '10001',
  budgetMs: 60_000,
  openedAt: tenPm,
  measuredMs: null,
}

describe('a chart without anything to draw', () => {
  it.each([
    [
      'stacked bars',
      createElement(StackedBars, {
        rows: [],
        series: [],
        formatTick: String,
        label: 'Errors',
        height: '120px',
        none: 'No error yet.',
      }),
      'No error yet.',
    ],
    [
      'load',
      createElement(LoadChart, { bars: [], label: 'Load', none: 'No window here.' }),
      'No window here.',
    ],
    [
      'errors and warnings while they are read',
      createElement(TroublePanel, { batch: 'pilot', version: '1' }),
      'Reading what was counted…',
    ],
    [
      'lock-outs that could not be measured',
      createElement(LockOutPanel, {
        book: {
          windows: [unmeasured],
          planned: [],
          unwatched: [],
          promiseMs: 60_000,
          basis: 'the assumption',
        },
      }),
      'None of 1 moved customer could be measured',
    ],
  ])('is words instead of a frame: %s', (_, element, words) => {
    const found = shown(element)
    expect(found.words).toContain(words)
    expect(found.markup).not.toContain('recharts')
  })
})
