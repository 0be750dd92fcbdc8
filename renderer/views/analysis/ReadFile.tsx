import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { FileKind } from '../../../shared/domain/analysis/file-kinds.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { say } from '../../api/tell.ts'
import { useMayWrite } from '../../components/use-may-write.ts'

const labels: Readonly<Record<FileKind, string>> = {
  modifications: 'Modification report',
  'web-log': 'Web access log',
  'api-methods': 'Changed API methods',
  sql: 'SQL scripts (folder)',
}

/** Main asks which file; what it held is said in the window. */
export async function readFileOf(kind: FileKind): Promise<void> {
  const read = await orTell(invoke('analysis/read-file', { kind }))
  if (read !== undefined && read !== null) say(`${labels[kind]} read: ${read.sentence}`)
}

/** Files that people bring, of every kind. */
export function ReadFile() {
  const mayWrite = useMayWrite()
  const [kind, setKind] = useState<FileKind>('modifications')
  if (!mayWrite) return null
  return (
    <>
      <NativeSelect
        aria-label="Kind of file"
        size="xs"
        value={kind}
        data={FileKind.options.map((value) => ({ value, label: labels[value] }))}
        onChange={(event) => setKind(FileKind.parse(event.currentTarget.value))}
      />
      <Button size="compact-xs" onClick={() => void readFileOf(kind)}>
        Read file…
      </Button>
    </>
  )
}
