import { Button, VisuallyHidden } from '@mantine/core'
import type { EntryOf } from '../../../shared/domain/analysis/registers.ts'
import { reportOf } from '../../../shared/domain/analysis/sql-scripts.ts'
import type { ScriptCheck } from '../../../shared/domain/analysis/sql-scripts.ts'
import type { AnalysisView } from '../../../shared/ipc/analysis-views.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { readFileOf } from './ReadFile.tsx'
import { fromScript, scriptTone } from './view-model.ts'

type Props = {
  readonly view: AnalysisView
  /** Absent: nothing may be written. */
  readonly onRegister: ((entry: Partial<EntryOf<'reports'>>) => void) | undefined
}

/** SQL scripts as they were read, beside the register of reports. */
export const ScriptsPanel = ({ view: { scripts, registers }, onRegister }: Props) => (
  <Panel
    title="SQL scripts"
    aside={
      onRegister === undefined ? null : (
        <Button size="compact-xs" onClick={() => void readFileOf('sql')}>
          Read scripts…
        </Button>
      )
    }
  >
    {scripts.length === 0 ? (
      <Empty>No script was read yet. Read the folder in which they are.</Empty>
    ) : (
      <table className="grid" aria-label="SQL scripts">
        <thead>
          <tr>
            <th>Script</th>
            <th>Tables</th>
            <th className="num">Columns</th>
            <th>Verdict</th>
            <th>Why</th>
            <th>
              <VisuallyHidden>Action</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {scripts.map((check) => (
            <ScriptRow
              key={`${check.script.source} ${check.script.name}`}
              check={check}
              owner={reportOf(registers.reports, check.script)?.entry.owner}
              onRegister={onRegister && (() => onRegister(fromScript(check)))}
            />
          ))}
        </tbody>
      </table>
    )}
  </Panel>
)

type RowProps = {
  readonly check: ScriptCheck
  readonly owner: string | undefined
  readonly onRegister: (() => void) | undefined
}

const ScriptRow = ({ check: { script, verdict, sentence }, owner, onRegister }: RowProps) => (
  <tr>
    <td>{script.name}</td>
    <td>{script.tables.map(({ name }) => name).join(', ')}</td>
    <td className="num">{script.columns.length}</td>
    <td>
      <StateMark tone={scriptTone[verdict]}>{verdict.replace('-', ' ')}</StateMark>
    </td>
    <td className="muted">{sentence}</td>
    <td>
      {owner === undefined && onRegister !== undefined ? (
        <Button size="compact-xs" aria-label={`Register ${script.name}`} onClick={onRegister}>
          Register…
        </Button>
      ) : (
        owner
      )}
    </td>
  </tr>
)
