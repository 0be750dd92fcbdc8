import { csvText, spreadsheetMark } from '../../shared/base/csv.ts'
import { ok } from '../../shared/base/result.ts'
import type { ReadDb } from './db.ts'
import type { ResultsApi } from './results-protocol.ts'
import type { ResultTable } from './results/tables.ts'
import { readSpec } from './store/project.ts'
import { readRegisters } from './store/registers.ts'
import { writeWholeText } from './write-whole.ts'

/** The calls of the results of the analysis, over the open project; each reads one moment in one transaction. */
export function resultsCalls(db: () => ReadDb): ResultsApi {
  const page = async (at: Parameters<ResultsApi['analysisPage']>[0]): Promise<string> => {
    const { layOutAll, readResults, resultsPage } = await import('./results/page.ts')
    const store = db()
    const facts = store.transaction(() => readResults(store, at))()
    return resultsPage(facts, await layOutAll(facts))
  }
  return {
    async analysis(at) {
      const { readAnalysisFacts } = await import('./results/state.ts')
      const store = db()
      return store.transaction(() => readAnalysisFacts(store, at))().state
    },
    async catalogBaseline() {
      const { catalogLooks } = await import('./results/state.ts')
      const store = db()
      return catalogLooks(store, readSpec(store)).baseline()
    },
    findingDecisions: async () => readRegisters(db()).decisions(),
    async diagram(phase, at) {
      const { diagramFrom } = await import('./results/page.ts')
      const { readAnalysisFacts } = await import('./results/state.ts')
      const { layOut } = await import('./results/layout.ts')
      const { diagramSvg } = await import('./results/diagram-svg.ts')
      const store = db()
      const facts = store.transaction(() => readAnalysisFacts(store, at))()
      const layout = await layOut(diagramFrom(facts, phase))
      const { diagram, width, height } = layout
      return { diagram, svg: diagramSvg(layout, true), width, height }
    },
    async analysisReport(out, at) {
      const text = await page(at)
      return writeWholeText(out, () => text)
    },
    analysisPage: page,
    async analysisTable(table, out, at) {
      const { resultTables } = await import('./results/tables.ts')
      const { readResults } = await import('./results/page.ts')
      const store = db()
      const facts = store.transaction(() => readResults(store, at))()
      const tasks =
        facts.plan !== undefined && 'plan' in facts.plan.today
          ? facts.plan.today.plan.schedule.tasks
          : []
      const made = resultTables[table]({ ...facts, tasks })
      const written = writeWholeText(out, () =>
        out.endsWith('.json') ? jsonText(made) : csvOf(made),
      )
      return written.ok ? ok({ ...written.value, rows: made.rows.length }) : written
    },
  }
}

const csvOf = ({ columns, rows }: ResultTable): string =>
  `${spreadsheetMark}${csvText([columns, ...rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))])}`

/** A list of objects, keys as the columns of the CSV. */
const jsonText = ({ columns, rows }: ResultTable): string =>
  `${JSON.stringify(
    rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
    null,
    2,
  )}\n`
