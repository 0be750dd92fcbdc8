import type { BatchView } from '../../../shared/ipc/overview.ts'
import { shownSentence } from '../../components/stored-sentence.ts'
import { endName } from './view-model.ts'

/** How long something is noted as noise, of what a check has stored: a batch by its name, an instant in the zone of the window. */
export function untilWords(until: string, batches: readonly BatchView[], zone: string): string {
  const turn = /^batch (\d+)$/.exec(until)?.[1]
  return turn === undefined ? shownSentence(until, zone) : endName(Number(turn), batches)
}
