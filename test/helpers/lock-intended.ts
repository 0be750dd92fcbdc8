/** The journal's word that a run is about to lock a customer, at the first try. */
export const lockIntended = (run: string, member: string) => ({
  kind: 'attempt.intended',
  attempt: `${run}.lock.${member}.1`,
  run,
  step: 'lock',
  member,
  phase: 'apply',
  number: 1,
  host: 'src-db',
  operation: 'customer-lock',
  args: {},
})
