import { z } from 'zod'
import { ExportTable, PlanFile } from '../../domain/exports.ts'
import { answers, nothing } from '../channel.ts'
import type { AreaContract } from '../channel.ts'
import type { reportChannels } from '../channels.ts'
import type { ReportPreview, SavedFile } from '../report-views.ts'

const pixels = z.number().int().min(0).max(20_000)

/** No channel takes a path: main asks where in its own dialog. Null: that was cancelled. */
export const reportContract = {
  /** The capsule as it would be written now; shown in a frame without scripts. */
  'report/get-preview': answers<ReportPreview>()(nothing),
  'report/save-report': answers<SavedFile | null>()(nothing),
  'report/save-pdf': answers<SavedFile | null>()(nothing),
  'report/save-table': answers<SavedFile | null>()(z.strictObject({ table: ExportTable })),
  'report/save-plan': answers<SavedFile | null>()(z.strictObject({ file: PlanFile })),
  /** A part of the window as it is on the screen, as PNG. */
  'report/save-picture': answers<SavedFile | null>()(
    z.strictObject({
      name: z.string().trim().min(1).max(80),
      x: pixels,
      y: pixels,
      width: pixels.min(1),
      height: pixels.min(1),
    }),
  ),
} as const satisfies AreaContract<typeof reportChannels>
