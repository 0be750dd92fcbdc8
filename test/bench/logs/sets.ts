import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

/** Labelled logs of other projects: they stand beside the repository, and are never part of it. */
const folder = fileURLToPath(new URL('../../../../shared/loghub', import.meta.url))

export type LabelledSet = {
  readonly name: string
  readonly file: string
  /** By row: the message with its header cut, and the label of its group. */
  readonly messages: readonly string[]
  readonly labels: readonly string[]
}

const Rows = z.array(z.object({ Content: z.string(), EventId: z.string() }))

/** Empty where the data is not there. */
export function labelledSets(from = process.env['SWITCHYARD_LOGHUB'] ?? folder): LabelledSet[] {
  if (!existsSync(from)) return []
  return readdirSync(from)
    .filter((name) => existsSync(join(from, name, `${name}_2k.log_structured.csv`)))
    .sort()
    .map((name) => {
      const rows = Rows.parse(
        parse(readFileSync(join(from, name, `${name}_2k.log_structured.csv`)), {
          columns: true,
          bom: true,
          relax_quotes: true,
        }),
      )
      return {
        name,
        file: join(from, name, `${name}_2k.log`),
        messages: rows.map((row) => row.Content),
        labels: rows.map((row) => row.EventId),
      }
    })
}
