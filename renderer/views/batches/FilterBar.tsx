import { Button, Checkbox, Menu, MultiSelect, NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import { CustomerState } from '../../../shared/domain/states.ts'
import type { CustomerFilter } from '../../../shared/ipc/customer-filter.ts'
import { setPreferences } from '../../api/actions.ts'
import type { CustomerTable } from '../../stores/customer-store.ts'
import { sessionStore } from '../../stores/session-store.ts'
import { columnTitles } from './columns.tsx'
import { columnIds } from './filter-rows.ts'
import { handWorkKinds, isEmptyFilter, withPart } from './filter-model.ts'

type Props = {
  readonly table: CustomerTable
  readonly filter: CustomerFilter
  readonly onFilter: (filter: CustomerFilter) => void
  readonly hidden: readonly string[]
}

const flagOptions = [
  { value: 'returned', label: 'returned before' },
  { value: 'failed', label: 'a test failed' },
  { value: 'passed', label: 'tests passed' },
  { value: 'none', label: 'not tested' },
]

/** What the table shows: parts of a filter, those that a person has saved, and the columns. */
export function FilterBar({ table, filter, onFilter, hidden }: Props) {
  const states = CustomerState.options
  const set = <K extends keyof CustomerFilter>(part: K, value: CustomerFilter[K]): void =>
    onFilter(withPart(filter, part, value))
  const many = (
    label: string,
    part: 'states' | 'environments' | 'products',
    options: readonly string[],
  ) => (
    <MultiSelect
      size="xs"
      aria-label={label}
      placeholder={filter[part] === undefined ? label : ''}
      data={[...options].toSorted()}
      value={[...(filter[part] ?? [])]}
      clearable
      searchable={options.length > 8}
      onChange={(values) =>
        onFilter(withPart(filter, part, values.length === 0 ? undefined : (values as never)))
      }
    />
  )
  const handWork = handWorkKinds(table.handWork.words)
  return (
    <div className="filter-bar" role="search" aria-label="Filter customers">
      <TextInput
        aria-label="Find a customer by id or name"
        placeholder="Id or name"
        value={filter.text ?? ''}
        maxLength={200}
        onChange={(event) => {
          const { value } = event.currentTarget
          set('text', value === '' ? undefined : value)
        }}
      />
      {many('State', 'states', states)}
      {table.environments.words.length > 1
        ? many('Environment', 'environments', table.environments.words)
        : null}
      {many('Product', 'products', table.products.words)}
      {handWork.length === 0 ? null : (
        <MultiSelect
          size="xs"
          aria-label="Hand work"
          placeholder={filter.handWork === undefined ? 'Hand work' : ''}
          data={['any', ...handWork]}
          value={filter.handWork === undefined ? [] : [filter.handWork]}
          maxValues={2}
          onChange={(values) => set('handWork', values.at(-1))}
        />
      )}
      <MultiSelect
        size="xs"
        aria-label="Returns and tests"
        placeholder={
          filter.returned === undefined && filter.tests === undefined ? 'Returns, tests' : ''
        }
        data={flagOptions}
        value={[
          ...(filter.returned === true ? ['returned'] : []),
          ...(filter.tests === undefined ? [] : [filter.tests]),
        ]}
        onChange={(values) => {
          const tests = values.findLast((value) => value !== 'returned')
          onFilter(
            withPart(
              withPart(filter, 'returned', values.includes('returned') ? true : undefined),
              'tests',
              tests as CustomerFilter['tests'], // one of flagOptions
            ),
          )
        }}
      />
      <NumberInput
        size="xs"
        aria-label="Accounts at least"
        placeholder="Accounts ≥"
        min={0}
        allowDecimal={false}
        hideControls
        value={filter.minAccounts ?? ''}
        onChange={(value) => set('minAccounts', typeof value === 'number' ? value : undefined)}
      />
      <NumberInput
        size="xs"
        aria-label="Accounts at most"
        placeholder="≤"
        min={0}
        allowDecimal={false}
        hideControls
        value={filter.maxAccounts ?? ''}
        onChange={(value) => set('maxAccounts', typeof value === 'number' ? value : undefined)}
      />
      <Menu shadow="sm" closeOnItemClick={false} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button>Columns</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {columnIds
            .filter((id) => id !== 'id' && id !== 'name')
            .map((id) => (
              <Menu.Item
                key={id}
                leftSection={
                  <Checkbox
                    size="xs"
                    checked={!hidden.includes(id)}
                    readOnly
                    tabIndex={-1}
                    aria-hidden
                  />
                }
                onClick={() =>
                  void setPreferences({
                    hiddenColumns: hidden.includes(id)
                      ? hidden.filter((other) => other !== id)
                      : [...hidden, id],
                  })
                }
              >
                {columnTitles[id]}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

const noFilters: readonly never[] = []

/** Filters that a person has named, as chips; the one that is set can be named. */
export function SavedFilters({ filter, onFilter }: Pick<Props, 'filter' | 'onFilter'>) {
  const saved = useStore(
    sessionStore,
    ({ start }) => start?.preferences.customerFilters ?? noFilters,
  )
  const [name, setName] = useState<string>()
  const empty = isEmptyFilter(filter)
  if (saved.length === 0 && empty) return null
  const { batches: _batches, ...kept } = filter
  return (
    <div className="saved-filters" aria-label="Saved filters" role="group">
      {saved.map((one) => (
        <span key={one.name} className="chip">
          <button type="button" onClick={() => onFilter(one.filter)}>
            {one.name}
          </button>
          <button
            type="button"
            aria-label={`Forget the filter ${one.name}`}
            onClick={() =>
              void setPreferences({
                customerFilters: saved.filter((other) => other.name !== one.name),
              })
            }
          >
            ×
          </button>
        </span>
      ))}
      {empty ? null : (
        <>
          <Button size="compact-xs" onClick={() => onFilter({})}>
            Clear the filter
          </Button>
          {name === undefined ? (
            <Button size="compact-xs" onClick={() => setName('')}>
              Save the filter…
            </Button>
          ) : (
            <form
              className="row"
              onSubmit={(event) => {
                event.preventDefault()
                const title = name.trim()
                if (title !== '')
                  void setPreferences({
                    customerFilters: [
                      ...saved.filter((other) => other.name !== title),
                      { name: title, filter: kept },
                    ],
                  })
                setName(undefined)
              }}
            >
              <TextInput
                aria-label="Name of the filter"
                placeholder="Name"
                data-autofocus
                value={name}
                maxLength={60}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button type="submit" size="compact-xs">
                Save
              </Button>
            </form>
          )}
        </>
      )}
    </div>
  )
}
