import { operationDef } from '../../shared/domain/operations.ts'
import type { OperationName } from '../../shared/domain/operations.ts'
import type { HostSelector, Procedure } from '../../shared/domain/procedure.ts'
import { bracesIn, scopeNames } from '../../shared/domain/run-scope.ts'

/** A fault of a procedure, and the path of the node that it is about. */
export type Fault = { readonly message: string; readonly path: readonly (string | number)[] }

type Use = {
  readonly operation: OperationName
  readonly on: HostSelector
  readonly args: Readonly<Record<string, string | number>>
  readonly expect?: Readonly<Record<string, unknown>> | undefined
  readonly reads: boolean
  readonly path: readonly (string | number)[]
}

/** What a schema cannot see: undo, hosts and arguments of operations, names in braces, the steps of the downtime. */
export function procedureFaults(procedure: Procedure): Fault[] {
  return [...stepFaults(procedure), ...useFaults(procedure), ...frameFaults(procedure)]
}

function stepFaults(procedure: Procedure): Fault[] {
  const seen = new Set<string>()
  return procedure.steps.flatMap((step, i) => {
    const faults: Fault[] = []
    const path = ['steps', i] as const
    if (seen.has(step.id))
      faults.push({ message: `step id "${step.id}" is used twice`, path: [...path, 'id'] })
    seen.add(step.id)
    const { effect } = operationDef(step.operation)
    if (effect === 'reversible' && step.undo === undefined && step.undoNotNeeded === undefined)
      faults.push({
        message: `step "${step.id}" changes something (${step.operation}) and has no undo; give it an undo, or say in undoNotNeeded why it needs none`,
        path: [...path],
      })
    if (step.verify === 'probe' && effect === 'reads')
      faults.push({
        message: `step "${step.id}" only reads (${step.operation}) and has no probe to read it back by`,
        path: [...path, 'verify'],
      })
    if (step.customerState !== undefined && procedure.scope !== 'customer')
      faults.push({
        message: `step "${step.id}" names states of a customer, but the scope is ${procedure.scope}`,
        path: [...path, 'customerState'],
      })
    if (effect === 'irreversible' && step.pointOfNoReturn === undefined)
      faults.push({
        message: `step "${step.id}" cannot be undone (${step.operation}); say so in pointOfNoReturn`,
        path: [...path],
      })
    return faults
  })
}

function usesOf(procedure: Procedure): Use[] {
  return procedure.steps.flatMap((step, i): Use[] => {
    const path = ['steps', i] as const
    const uses: Use[] = [{ ...step, reads: false, path: [...path] }]
    if (Object.keys(step.retry.args).length > 0)
      uses.push({
        ...step,
        args: { ...step.args, ...step.retry.args },
        expect: undefined,
        reads: false,
        path: [...path, 'retry'],
      })
    if (typeof step.verify === 'object')
      uses.push({ ...step.verify, reads: true, path: [...path, 'verify'] })
    if (step.undo) {
      uses.push({ ...step.undo, reads: false, path: [...path, 'undo'] })
      uses.push({ ...step.undo.verify, reads: true, path: [...path, 'undo', 'verify'] })
    }
    return uses
  })
}

function useFaults(procedure: Procedure): Fault[] {
  return usesOf(procedure).flatMap((use) => {
    const def = operationDef(use.operation)
    const faults: Fault[] = []
    const allowed = def.on.some(
      (place) =>
        (use.on.system === 'any' || place.system === use.on.system) &&
        (use.on.role === 'any' || place.role === use.on.role),
    )
    if (!allowed)
      faults.push({
        message: `${use.operation} does not run on ${use.on.system} ${use.on.role}`,
        path: [...use.path, 'on'],
      })
    if (use.reads && def.effect !== 'reads')
      faults.push({
        message: `${use.operation} changes something and cannot verify`,
        path: [...use.path, 'operation'],
      })
    const parsed = def.args.safeParse(use.args)
    if (!parsed.success)
      for (const issue of parsed.error.issues)
        faults.push({
          message: `arguments of ${use.operation}: ${[...issue.path.map(String), issue.message].join(': ')}`,
          path: [...use.path, 'args'],
        })
    for (const text of Object.values(use.args))
      faults.push(...braceFaults(procedure, String(text), [...use.path, 'args']))
    for (const [path, value] of Object.entries(use.expect ?? {}))
      faults.push(...braceFaults(procedure, `${path} ${String(value)}`, [...use.path, 'expect']))
    return faults
  })
}

function frameFaults(procedure: Procedure): Fault[] {
  const faults: Fault[] = []
  const ids = procedure.steps.map((step) => String(step.id))
  const irreversible = procedure.steps.some((step) => step.pointOfNoReturn !== undefined)
  if (irreversible && procedure.pointOfNoReturn === undefined)
    faults.push({
      message: 'a step cannot be undone; say what that means in pointOfNoReturn',
      path: ['steps'],
    })
  if (irreversible && !procedure.approvals.some((approval) => approval.people === 2))
    faults.push({
      message: 'a step cannot be undone; an approval by two people is needed',
      path: ['approvals'],
    })
  procedure.approvals.forEach((approval, i) =>
    faults.push(...braceFaults(procedure, approval.typed, ['approvals', i, 'typed'])),
  )
  const { downtime } = procedure
  if (downtime !== undefined) {
    const opens = ids.indexOf(downtime.opensAt)
    const closes = ids.indexOf(downtime.closesAt)
    if (opens < 0)
      faults.push({ message: `no step "${downtime.opensAt}"`, path: ['downtime', 'opensAt'] })
    if (closes < 0)
      faults.push({ message: `no step "${downtime.closesAt}"`, path: ['downtime', 'closesAt'] })
    if (opens > closes && closes >= 0)
      faults.push({ message: 'the window closes before it opens', path: ['downtime', 'closesAt'] })
    downtime.probes.forEach((probe, i) => {
      faults.push(...braceFaults(procedure, probe.address, ['downtime', 'probes', i, 'address']))
      faults.push(...braceFaults(procedure, probe.user ?? '', ['downtime', 'probes', i, 'user']))
    })
  }
  return faults
}

function braceFaults(
  procedure: Procedure,
  text: string,
  path: readonly (string | number)[],
): Fault[] {
  const known = scopeNames[procedure.scope]
  return bracesIn(text)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      message: `{${name}} is not known in the scope ${procedure.scope} (known: ${known.join(', ')})`,
      path,
    }))
}
