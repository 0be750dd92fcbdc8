import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { formatMs } from '../../../shared/domain/time.ts'
import type { WindowRow } from '../../../shared/ipc/downtime-views.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { formatSpan } from '../../components/format-span.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useZone } from '../../components/use-zone.ts'
import { goTo } from '../../stores/navigation-store.ts'
import { measured } from './BookPanel.tsx'
import { windowId, windowsShown } from './view-model.ts'

type Order = Parameters<typeof windowsShown>[2]
const orders: readonly { readonly value: Order; readonly label: string }[] = [
  { value: 'longest', label: 'Longest first' },
  { value: 'newest', label: 'Newest first' },
  { value: 'against', label: 'Furthest above the forecast' },
]
const mostRows = 200

type Props = { readonly windows: readonly WindowRow[]; readonly shown: WindowRow | undefined }

/** Every window that was opened, of services and of customers. */
export function WindowsPanel({ windows, shown }: Props) {
  const [filter, setFilter] = useState('')
  const [order, setOrder] = useState<Order>('longest')
  const rows = windowsShown(windows, filter, order)
  return (
    <Panel
      title="Windows"
      aside={
        <>
          <TextInput
            aria-label="Filter windows"
            placeholder="service, customer, batch"
            size="xs"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label="Order of windows"
            size="xs"
            value={order}
            data={[...orders]}
            onChange={(event) => {
              const found = orders.find(({ value }) => value === event.currentTarget.value)
              if (found !== undefined) setOrder(found.value)
            }}
          />
        </>
      }
    >
      {rows.length === 0 ? (
        <Empty>
          {windows.length === 0
            ? 'No window was opened yet.'
            : 'No window fits. Change the filter.'}
        </Empty>
      ) : (
        <>
          <table className="grid" aria-label="Every window">
            <thead>
              <tr>
                <th>Service</th>
                <th>Scope</th>
                <th className="num">Opened</th>
                <th className="num">Accounts</th>
                <th className="num">Forecast</th>
                <th className="num">Measured</th>
                <th className="num">Budget</th>
                <th>State</th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, mostRows).map((row) => (
                <Row key={windowId(row)} row={row} isShown={row === shown} />
              ))}
            </tbody>
          </table>
          {rows.length > mostRows ? (
            <p className="muted">
              The first {mostRows} of {plural(rows.length, 'window')}. Filter, or save the table.
            </p>
          ) : null}
        </>
      )}
    </Panel>
  )
}

function Row({ row, isShown }: { readonly row: WindowRow; readonly isShown: boolean }) {
  const zone = useZone()
  const { measuredMs, budgetMs } = row
  return (
    <tr data-active={isShown}>
      <td>{row.service}</td>
      <td>
        <Button
          variant="transparent"
          size="compact-xs"
          className="window-link"
          aria-label={`Probes of ${row.service} ${row.name ?? row.scope}`}
          onClick={() => goTo('downtime', { kind: 'window', id: windowId(row) })}
        >
          {row.name ?? row.scope}
        </Button>{' '}
        <span className="muted">
          {[row.environment, row.batch === undefined ? undefined : batchName(row.batch)]
            .filter((part) => part !== undefined)
            .join(' · ')}
        </span>
      </td>
      <td className="num nowrap">{dayAndTime(row.openedAt, zone)}</td>
      <td className="num">{row.accounts === undefined ? '–' : formatCount(row.accounts)}</td>
      <td className="num">{row.forecastMs === undefined ? '–' : formatMs(row.forecastMs)}</td>
      <td className="num">{measured(measuredMs)}</td>
      <td className="num">{formatSpan(budgetMs)}</td>
      <td>
        {measuredMs === undefined ? (
          <StateMark tone="active">measuring</StateMark>
        ) : measuredMs === null ? (
          <StateMark tone="warn">unknown</StateMark>
        ) : measuredMs > budgetMs ? (
          <StateMark tone="bad">over budget</StateMark>
        ) : (
          <StateMark tone="good">inside</StateMark>
        )}
      </td>
    </tr>
  )
}
