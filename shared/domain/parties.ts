/** Who does it (method.txt; domain.md 2.9). `vendor` is the PortaOne team, `operator` the customer's own team. */
export type Party = 'vendor' | 'operator' | 'both' | 'system'

/** In the words of every view and file: `vendor` alone would be one of the operator's vendors, whose xDRs are merged. */
export const partyNames: Readonly<Record<Party, string>> = {
  vendor: 'PortaOne',
  operator: 'operator',
  both: 'both',
  system: 'Switchyard',
}
