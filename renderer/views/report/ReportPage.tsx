import './report.css'
import { Button } from '@mantine/core'
import { useCallback, useState } from 'react'
import { useStore } from 'zustand'
import type { Envelope } from '../../../shared/ipc/envelope.ts'
import type { SavedFile } from '../../../shared/ipc/report-views.ts'
import { invoke } from '../../api/client.ts'
import { savedText, saveReport, tellSaved } from '../../api/exports.ts'
import { Page } from '../../components/Page.tsx'
import { Panel } from '../../components/Panel.tsx'
import { projectStore } from '../../stores/project-store.ts'
import { Preview } from './Preview.tsx'
import { Progress } from './Progress.tsx'
import { contents, leftOut, missingPlan, tableExports } from './view-model.ts'
import type { TableExport } from './view-model.ts'

/** The capsule as team leads get it, and every file that leaves the program. */
export function ReportPage() {
  const overview = useStore(projectStore, (state) => state.overview)
  const [busy, setBusy] = useState<string>()
  const [saved, setSaved] = useState<readonly SavedFile[]>([])

  const run = useCallback(async (what: string, saving: () => Promise<SavedFile | undefined>) => {
    setBusy(what)
    const file = await saving()
    if (file !== undefined) setSaved((files) => [file, ...files].slice(0, 12))
    setBusy(undefined)
  }, [])

  if (overview === undefined || overview === null) return null
  const noPlan = missingPlan(overview)
  return (
    <Page
      title="Report"
      tools={
        <>
          <Button
            variant="filled"
            disabled={busy !== undefined}
            onClick={() => void run('Report', saveReport)}
          >
            Save HTML…
          </Button>
          <Button
            disabled={busy !== undefined}
            onClick={() =>
              void run('Report on paper', () =>
                tellSaved('Report on paper', invoke('report/save-pdf')),
              )
            }
          >
            Save PDF…
          </Button>
        </>
      }
    >
      {busy === undefined ? null : <Progress what={busy} />}
      <div className="report-columns columns fills">
        <div className="report-side" tabIndex={0} role="group" aria-label="Files">
          <Panel title="Tables and calendar">
            <ul className="exports">
              {tableExports.map((file) => (
                <li key={file.title}>
                  <Button
                    size="compact-xs"
                    aria-label={`Save ${file.title}…`}
                    disabled={busy !== undefined || (file.kind === 'plan' && noPlan !== undefined)}
                    onClick={() => void run(file.title, () => tellSaved(file.title, saving(file)))}
                  >
                    {file.title}…
                  </Button>
                  <span className="muted">{file.holds}</span>
                </li>
              ))}
            </ul>
            {noPlan === undefined ? null : <p className="muted">{noPlan}</p>}
            <p className="muted">
              CSV in UTF-8, times in UTC. No cell can become a formula in a spreadsheet. Charts are
              saved as pictures where they stand.
            </p>
          </Panel>
          <Panel title="What is in the report">
            <ul className="points">
              {contents.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </Panel>
          <Panel title="What is left out">
            <ul className="points">
              {leftOut.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </Panel>
          {saved.length === 0 ? null : (
            <Panel title="Written in this session">
              <ul>
                {saved.map((file, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the same file may be written twice
                  <li key={`${file.path} ${at}`} className="written">
                    {savedText(file)}
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
        <Preview key={overview.project.path} />
      </div>
    </Page>
  )
}

const saving = (file: TableExport): Promise<Envelope<SavedFile | null>> =>
  file.kind === 'table'
    ? invoke('report/save-table', { table: file.table })
    : invoke('report/save-plan', { file: file.file })
