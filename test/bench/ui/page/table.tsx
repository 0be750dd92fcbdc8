import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { theme } from '../../../../renderer/styles/theme.ts'
import { tableOf } from '../../../../renderer/stores/customer-store.ts'
import type { CustomerTable } from '../../../../renderer/stores/customer-store.ts'
import { CustomersPart } from '../../../../renderer/views/batches/CustomersPart.tsx'
import '../../../../renderer/views/batches/batches.css'
import { wordColumn } from '../../../../shared/domain/customer-table.ts'
import type { Scene } from './scene.ts'

const rows = 100_000
const nothing = (): void => undefined

/** As the data process answers them, in pages. */
function customers(): CustomerTable {
  const places = Array.from({ length: rows }, (_, i) => i)
  const states = ['planned', 'scheduled', 'transferred', 'checked', 'accepted', 'failed']
  const word = (of: (i: number) => string) => wordColumn(places.map(of))
  return tableOf([
    {
      seq: 1,
      from: 0,
      total: rows,
      ids: places.map((i) => String(100_000 + i)),
      names: places.map((i) => `Customer ${(i * 7919) % rows}`),
      environments: word((i) => `e${i % 40}`),
      products: word((i) => `Product ${i % 10}`),
      kinds: word((i) => (i % 50 === 0 ? 'reseller' : 'retail')),
      handWork: word((i) => (i % 33 === 0 ? 'mail, smpp' : '')),
      accounts: Int32Array.from(places, (i) => i % 400),
      monthlyMinutes: Float64Array.from(places, (i) => i * 3),
      standing: {
        states: word((i) => states[i % states.length] ?? ''),
        batches: word((i) => `batch-${Math.floor(i / 130)}`),
        returns: Uint16Array.from(places, (i) => (i % 500 === 0 ? 1 : 0)),
        passed: Uint16Array.from(places, (i) => i % 4),
        failed: Uint16Array.from(places, (i) => (i % 300 === 0 ? 1 : 0)),
      },
    },
  ])
}

const scroller = (element: HTMLElement): Element => {
  const found = element.querySelector('.customer-scroll')
  if (found === null) throw new Error('the table is not there')
  return found
}

/** The table of the view with its filters, 100,000 customers, moved as by a wheel and by dragging its bar. */
export const table: Scene = {
  mount(element) {
    const root = createRoot(element)
    const all = customers()
    root.render(
      <MantineProvider theme={theme}>
        <div className="batches-main" style={{ height: '90vh' }}>
          <CustomersPart
            table={all}
            batch={undefined}
            batches={[]}
            writable
            zone="UTC"
            onOpen={nothing}
          />
        </div>
      </MantineProvider>,
    )
    return {
      steps: {
        scroll: () => {
          scroller(element).scrollTop += 240
        },
        // Every frame shows other rows altogether.
        jump: (at) => {
          scroller(element).scrollTop = (at * 24 * 1601) % (rows * 24)
        },
      },
      unmount: () => root.unmount(),
    }
  },
}
