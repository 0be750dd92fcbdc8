import type { Party } from './types.ts'

/** Who does it, in the words of every view and file: `vendor` alone would be one of the operator's vendors, whose xDRs are merged. */
export const partyNames: Readonly<Record<Party, string>> = {
  vendor: 'PortaOne',
  operator: 'operator',
  both: 'both',
  system: 'Switchyard',
}
