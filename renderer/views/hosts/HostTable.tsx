import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { openInSight } from '../../components/Opened.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { neighbour } from './view-model.ts'
import type { HostGroup, Mark } from './view-model.ts'

type Props = {
  readonly groups: readonly HostGroup[]
  readonly selected: string
  readonly onSelect: (host: string) => void
  /** The part that shows the host. */
  readonly opens: string
}

/** The inventory by system. Up and down move from host to host. */
export function HostTable({ groups, selected, onSelect, opens }: Props) {
  const table = useRef<HTMLTableElement>(null)

  function move(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const next = neighbour(groups, selected, event.key === 'ArrowDown' ? 1 : -1)
    onSelect(next)
    table.current?.querySelector<HTMLElement>(`button[data-host="${CSS.escape(next)}"]`)?.focus()
  }

  return (
    <div className="panel hosts-table">
      <table className="grid" ref={table} onKeyDown={move}>
        <caption className="hidden">Hosts by system</caption>
        <thead>
          <tr>
            <th>Host</th>
            <th>Roles</th>
            <th>Test</th>
            <th>Key</th>
            <th>Clock</th>
            <th>Session</th>
            <th className="wide-only">System</th>
          </tr>
        </thead>
        {groups.map(({ system, title, rows }) => (
          <tbody key={system}>
            <tr className="hosts-system">
              <th colSpan={7} scope="rowgroup">
                {title}
              </th>
            </tr>
            {rows.map((row) => (
              <tr
                key={row.name}
                data-active={row.name === selected}
                aria-current={row.name === selected ? 'true' : undefined}
                onClick={() => openInSight(opens, () => onSelect(row.name))}
              >
                <td>
                  <button type="button" className="link" data-host={row.name}>
                    {row.name}
                  </button>
                </td>
                <td className="muted nowrap">{row.roles}</td>
                <td>
                  <Marked mark={row.state} />
                </td>
                <td>
                  <Marked mark={row.key} />
                </td>
                <td>{row.clock === undefined ? null : <Marked mark={row.clock} />}</td>
                <td>
                  <Marked mark={row.session} />
                </td>
                <td className="clip muted wide-only" title={row.system}>
                  {row.system}
                </td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

const Marked = ({ mark }: { readonly mark: Mark }) => (
  <StateMark tone={mark.tone}>{mark.text}</StateMark>
)
