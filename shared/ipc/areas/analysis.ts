import { z } from 'zod'
import { DecisionKind } from '../../domain/analysis/analysis-events.ts'
import { DiagramPhase } from '../../domain/analysis/diagram.ts'
import { FileKind } from '../../domain/analysis/file-kinds.ts'
import { EntryId, RegisterEntry, RegisterName, Side } from '../../domain/analysis/registers.ts'
import { AnalysisTable } from '../../domain/analysis/tables.ts'
import { DateText } from '../../domain/planning.ts'
import type { AnalysisView, DiagramView, FactsView } from '../analysis-views.ts'
import { answers, nothing, text } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { analysisChannels } from '../channels.ts'
import type { SavedFile } from '../report-views.ts'

const phase = z.strictObject({ phase: z.enum(DiagramPhase) })
const pngHead = [0x89, 0x50, 0x4e, 0x47]
const mostPngBytes = 32 * 1024 * 1024

export const analysisContract = {
  /** Null while no project is open. */
  'analysis/get-state': answers<AnalysisView | null>()(nothing),
  'analysis/get-facts': answers<FactsView>()(nothing),
  /** Reads the systems, or goes on where it was broken off; answers when that is over, progress comes as an event. */
  'analysis/start-survey': answers<{ readonly survey: string; readonly over: boolean }>()(
    z.strictObject({ exact: z.boolean().default(false), anew: z.boolean().default(false) }),
  ),
  'analysis/stop-survey': answers<null>()(nothing),
  /** A file, of scripts a folder, that a person chooses in a dialog of main. Null: cancelled there. */
  'analysis/read-file': answers<{ readonly sentence: string } | null>()(
    z.strictObject({ kind: FileKind }),
  ),
  'analysis/decide-finding': answers<null>()(
    z.strictObject({
      finding: z.string().min(1).max(500),
      /** What the person saw; refused when it rests on something else. */
      basis: z.string().max(2000),
      decision: DecisionKind,
      reason: text,
      owner: text.optional(),
      due: DateText.optional(),
      evidence: text.optional(),
    }),
  ),
  'analysis/put-entry': answers<null>()(
    z.strictObject({ put: RegisterEntry, reason: text.optional() }),
  ),
  'analysis/remove-entry': answers<null>()(
    z.strictObject({ register: RegisterName, id: EntryId, reason: text }),
  ),
  /** One person at this computer; the other side's person types a name. */
  'analysis/sign-results': answers<null>()(
    z.strictObject({ side: Side, by: text, results: z.string().max(100), note: text.optional() }),
  ),
  'analysis/waive-results': answers<null>()(z.strictObject({ typed: text, reason: text })),
  'analysis/look-at-catalog': answers<null>()(
    z.strictObject({ purpose: z.enum(['freeze', 'check']) }),
  ),
  'analysis/get-diagram': answers<DiagramView>()(phase),
  /** Null: cancelled in the dialog of main. */
  'analysis/save-diagram': answers<SavedFile | null>()(phase),
  /** The same as the page has drawn it. */
  'analysis/save-picture': answers<SavedFile | null>()(
    phase.extend({
      png: z
        .instanceof(Uint8Array)
        .refine((bytes) => pngHead.every((byte, i) => bytes[i] === byte), 'not a PNG')
        .refine((bytes) => bytes.length <= mostPngBytes, 'too large'),
    }),
  ),
  'analysis/save-report': answers<SavedFile | null>()(
    z.strictObject({ format: z.enum(['html', 'pdf']) }),
  ),
  'analysis/save-table': answers<SavedFile | null>()(
    z.strictObject({ table: AnalysisTable, format: z.enum(['csv', 'json']) }),
  ),
} as const satisfies AreaContract<typeof analysisChannels>
