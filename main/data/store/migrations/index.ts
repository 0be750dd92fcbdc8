import type { Migration } from '../migrate.ts'
import { migration10 } from './10-first.ts'
import { migration100 } from './100-log-lines.ts'
import { migration110 } from './110-minutes.ts'
import { migration120 } from './120-runs-done.ts'
import { migration130 } from './130-refused-rest.ts'
import { migration140 } from './140-unread.ts'
import { migration20 } from './20-log-gaps.ts'
import { migration30 } from './30-plan.ts'
import { migration40 } from './40-log-check.ts'
import { migration50 } from './50-log-joins.ts'
import { migration60 } from './60-customer-table.ts'
import { migration70 } from './70-surveys.ts'
import { migration80 } from './80-registers.ts'
import { migration90 } from './90-survey-files.ts'

/** In order. Never edit one that has been released: add the next ten. */
export const migrations: readonly Migration[] = [
  migration10,
  migration20,
  migration30,
  migration40,
  migration50,
  migration60,
  migration70,
  migration80,
  migration90,
  migration100,
  migration110,
  migration120,
  migration130,
  migration140,
]
