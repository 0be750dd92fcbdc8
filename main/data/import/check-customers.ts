import type { ProjectSpec } from '../../../shared/domain/project.ts'
import type { CustomerLine } from './customers-csv.ts'
import type { Finding } from './findings.ts'

type Check = { readonly file: string; readonly byId: ReadonlyMap<string, CustomerLine> }

/** What only shows across rows: ids, environments, the tree of resellers, linked offices. */
export function checkCustomers(
  file: string,
  spec: ProjectSpec,
  lines: readonly CustomerLine[],
): readonly Finding[] {
  const byId = new Map<string, CustomerLine>()
  const findings: Finding[] = []
  for (const line of lines) {
    const first = byId.get(line.customer.id)
    if (first === undefined) byId.set(line.customer.id, line)
    else
      findings.push({
        message: `Customer ${line.customer.id} is there twice: rows ${first.line} and ${line.line}.`,
        where: { file, line: line.line, column: 'id' },
      })
  }
  const environments = new Set<string>(spec.environments.map((e) => e.id))
  const check: Check = { file, byId }
  return [
    ...findings,
    ...lines.flatMap((line) => checkEnvironment(check, line, environments)),
    ...lines.flatMap((line) => checkParent(check, line)),
    ...lines.flatMap((line) => checkMainOffice(check, line)),
    ...cycles(check, lines),
  ]
}

function checkEnvironment(
  { file }: Check,
  { customer, line }: CustomerLine,
  environments: ReadonlySet<string>,
): readonly Finding[] {
  if (environments.has(customer.environment)) return []
  return [
    {
      message: `Customer ${customer.id} is in the environment “${customer.environment}”, which project.yaml does not have; it has: ${[...environments].join(', ')}.`,
      where: { file, line, column: 'environment' },
    },
  ]
}

function checkParent({ file, byId }: Check, { customer, line }: CustomerLine): readonly Finding[] {
  const { id, kind, parent, environment } = customer
  const finding = (message: string): readonly Finding[] => [
    { message, where: { file, line, column: 'parent' } },
  ]
  if (parent === undefined)
    return kind === 'subcustomer' ? finding(`Subcustomer ${id} names no parent.`) : []
  if (kind === 'retail')
    return finding(
      `Retail customer ${id} names the parent ${parent}; only subcustomers and resellers have one.`,
    )
  const above = byId.get(parent)?.customer
  if (above === undefined)
    return finding(`The parent ${parent} of customer ${id} is not in the file.`)
  if (above.kind !== 'reseller')
    return finding(`The parent ${parent} of customer ${id} is no reseller but ${above.kind}.`)
  if (above.environment !== environment)
    return finding(
      `The parent ${parent} of customer ${id} is in the environment ${above.environment}, the customer in ${environment}.`,
    )
  return []
}

function checkMainOffice(
  { file, byId }: Check,
  { customer, line }: CustomerLine,
): readonly Finding[] {
  const { id, mainOffice, environment } = customer
  if (mainOffice === undefined) return []
  const finding = (message: string): readonly Finding[] => [
    { message, where: { file, line, column: 'main_office' } },
  ]
  if (mainOffice === id) return finding(`Customer ${id} is its own main office.`)
  const main = byId.get(mainOffice)?.customer
  if (main === undefined)
    return finding(`The main office ${mainOffice} of customer ${id} is not in the file.`)
  if (main.environment !== environment)
    return finding(
      `The main office ${mainOffice} of customer ${id} is in the environment ${main.environment}, the customer in ${environment}.`,
    )
  if (main.mainOffice !== undefined)
    return finding(
      `The main office ${mainOffice} of customer ${id} is itself a branch of ${main.mainOffice}.`,
    )
  return []
}

/** Each cycle of parents once, written out from its first row. */
function cycles({ file, byId }: Check, lines: readonly CustomerLine[]): readonly Finding[] {
  const done = new Set<string>()
  const findings: Finding[] = []
  for (const start of lines) {
    const path: CustomerLine[] = []
    let at: CustomerLine | undefined = start
    while (at !== undefined && !done.has(at.customer.id)) {
      done.add(at.customer.id)
      path.push(at)
      at = at.customer.parent === undefined ? undefined : byId.get(at.customer.parent)
    }
    const from = path.findIndex((step) => step === at)
    if (at === undefined || from < 0) continue
    const ids = [...path.slice(from), at].map((step) => step.customer.id)
    findings.push({
      message: `Resellers are above each other in a circle: ${ids.join(' → ')}.`,
      where: { file, line: at.line, column: 'parent' },
    })
  }
  return findings
}
