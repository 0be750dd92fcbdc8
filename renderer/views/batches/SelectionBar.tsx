import { Button } from '@mantine/core'
import { batchName } from '../../../shared/domain/batch-name.ts'
import { plural } from '../../components/format-count.ts'
import type { EditKind, SelectionFacts } from './edit-model.ts'

type Props = {
  readonly facts: SelectionFacts
  readonly writable: boolean
  readonly planned: boolean
  readonly onEdit: (kind: EditKind) => void
  readonly onCopy: () => void
  readonly onClear: () => void
}

/** What can be done with the chosen customers. */
export function SelectionBar({ facts, writable, planned, onEdit, onCopy, onClear }: Props) {
  const edit = (kind: EditKind, title: string) => (
    <Button size="compact-xs" onClick={() => onEdit(kind)}>
      {title}
    </Button>
  )
  return (
    <div className="selection-bar" role="toolbar" aria-label="Chosen customers">
      <strong>{plural(facts.customers, 'customer')} chosen</strong>
      <span className="muted">
        {plural(facts.accounts, 'account')}
        {facts.batches.length === 0
          ? ''
          : ` · ${facts.batches.length > 3 ? `${facts.batches.length} batches` : facts.batches.map(batchName).join(', ')}`}
      </span>
      {writable && planned ? (
        <>
          {edit('move', 'Move to…')}
          {facts.batches.length === 1 ? edit('split', 'New batch…') : null}
          {edit('pin', 'Pin…')}
          {edit('unpin', 'Unpin…')}
          {facts.excluded < facts.customers ? edit('exclude', 'Exclude…') : null}
          {facts.excluded > 0 ? edit('include', 'Include…') : null}
        </>
      ) : null}
      <Button size="compact-xs" onClick={onCopy}>
        Copy as CSV
      </Button>
      <Button size="compact-xs" onClick={onClear}>
        Clear
      </Button>
    </div>
  )
}
