import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core'
import { useDeferredValue, useMemo, useState } from 'react'
import type { GroupLine, LogCheckView } from '../../../shared/ipc/log-views.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { Empty } from '../../components/Panel.tsx'
import { Opened } from '../../components/Opened.tsx'
import { SelectList } from '../../components/SelectList.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { GroupDetail } from './GroupDetail.tsx'
import type { LogPlace } from './LogTabs.tsx'
import {
  classWords,
  filtered,
  inOrder,
  levelWords,
  noFilter,
  weightTone,
  whomWords,
} from './view-model.ts'
import type { GroupFilter } from './view-model.ts'

const detailId = 'log-group'

type Props = {
  readonly batch: string
  readonly check: LogCheckView | null | undefined
  readonly place: LogPlace
  readonly onPlace: (place: LogPlace) => void
  readonly mayWrite: boolean
  readonly onChanged: () => void
}

/** Every group of the check, new first, and beside them the one that is looked at. */
export function GroupsTab({ batch, check, place, onPlace, mayWrite, onChanged }: Props) {
  const asked = place.tab === 'groups' ? place : undefined
  const [filter, setFilter] = useState<GroupFilter>(() =>
    asked?.customer === undefined && asked?.host === undefined
      ? noFilter
      : { ...noFilter, customer: asked.customer ?? '', host: asked.host ?? '' },
  )
  const wanted = useDeferredValue(filter)
  const ordered = useMemo(() => inOrder(check?.groups ?? []), [check])
  const groups = useMemo(() => filtered(ordered, wanted), [ordered, wanted])

  if (check === undefined || check === null)
    return (
      <Empty>
        {check === null ? 'There is nothing to show before the first check.' : 'Reading…'}
      </Empty>
    )
  const selected = asked?.group ?? groups[0]?.id
  const isFiltered = filter !== noFilter
  return (
    <div className="group-columns columns">
      <div className="group-side">
        <Filters
          filter={filter}
          groups={ordered}
          onChange={(change) => setFilter({ ...filter, ...change })}
        />
        <div className="row">
          <span className="muted" role="status">
            {groups.length === ordered.length
              ? plural(groups.length, 'group')
              : `${formatCount(groups.length)} of ${plural(ordered.length, 'group')}`}
          </span>
          {isFiltered ? (
            <button type="button" className="quiet" onClick={() => setFilter(noFilter)}>
              Show all
            </button>
          ) : null}
        </div>
        {(check.notes ?? []).map((note) => (
          <div key={note} className="muted">
            {note}
          </div>
        ))}
        {groups.length === 0 ? (
          <Empty>
            {ordered.length === 0
              ? 'The check has listed no group.'
              : 'No group is like this: show all, or ask for less.'}
          </Empty>
        ) : (
          <SelectList
            items={groups}
            idOf={(group) => group.id}
            selected={selected}
            onSelect={(group) => onPlace({ ...asked, tab: 'groups', group })}
            rowHeight={44}
            label="Groups of the check"
            opens={detailId}
          >
            {(group) => <GroupRow group={group} />}
          </SelectList>
        )}
      </div>
      {selected === undefined ? null : (
        <Opened id={detailId}>
          <GroupDetail
            // Not by the result: what somebody writes in its dialog stays when another check comes.
            key={`${batch} ${selected}`}
            batch={batch}
            check={check}
            group={selected}
            mayWrite={mayWrite}
            onPlace={onPlace}
            onChanged={onChanged}
          />
        </Opened>
      )}
    </div>
  )
}

const GroupRow = ({ group }: { readonly group: GroupLine }) => (
  <>
    <div className="clip">
      <StateMark tone={weightTone(group)}>{classWords[group.verdict]}</StateMark>
      <span className="mono" title={group.text}>
        {group.text}
      </span>
    </div>
    <div className="row-facts muted">
      <span>
        {levelWords(group)}
        {group.noise ? ', noise' : ''}
      </span>
      <span className="num">
        {formatCount(group.before)} → <b>{formatCount(group.after)}</b>
      </span>
      <span className="clip">{whomWords(group)}</span>
      <span className="clip">{hostsWords(group.hosts)}</span>
    </div>
  </>
)

const hostsWords = (hosts: readonly string[]): string =>
  hosts.length === 0 ? 'not since' : hosts.length === 1 ? (hosts[0] ?? '') : `${hosts.length} hosts`

type FiltersProps = {
  readonly filter: GroupFilter
  readonly groups: readonly GroupLine[]
  readonly onChange: (change: Partial<GroupFilter>) => void
}

function Filters({ filter, groups, onChange }: FiltersProps) {
  const hosts = useMemo(
    () => [...new Set(groups.flatMap((group) => group.hosts))].toSorted(),
    [groups],
  )
  return (
    <div className="filters" role="search" aria-label="Groups">
      <SegmentedControl
        size="xs"
        aria-label="Which groups"
        value={filter.weight}
        onChange={(value) => onChange({ weight: value === 'asking' ? 'asking' : 'all' })}
        data={[
          { value: 'all', label: 'All' },
          { value: 'asking', label: 'To look at' },
        ]}
      />
      <TextInput
        aria-label="Text of the group"
        placeholder="Text, id or known failure"
        value={filter.text}
        maxLength={200}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      <TextInput
        aria-label="Customer"
        placeholder="Customer id"
        className="short"
        value={filter.customer}
        maxLength={60}
        onChange={(event) => onChange({ customer: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label="Class"
        value={filter.class}
        onChange={(event) => onChange({ class: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any class' },
          ...Object.entries(classWords).map(([value, label]) => ({ value, label })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Level"
        value={filter.level}
        onChange={(event) => onChange({ level: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any level' },
          ...['error', 'warning', 'suspect', 'info', 'other'].map((value) => ({
            value,
            label: value,
          })),
        ]}
      />
      <NativeSelect
        size="xs"
        aria-label="Host"
        value={filter.host}
        onChange={(event) => onChange({ host: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any host' },
          ...hosts.map((value) => ({ value, label: value })),
        ]}
      />
    </div>
  )
}
