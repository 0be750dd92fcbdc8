import type { Finding } from './findings.ts'
import type { ProjectYaml } from './project-yaml.ts'

/**
 * Names in `planning:` that the project does not have; each finding stands at the name. What contradicts itself in other ways is
 * told by the planner, which knows the calendars.
 */
export function checkPlanning(
  { spec, placeOf }: ProjectYaml,
  customers: ReadonlySet<string>,
): readonly Finding[] {
  const { planning } = spec
  const environments = new Set<string>(spec.environments.map((e) => e.id))
  const findings: Finding[] = []
  const environment = (id: string, ...path: (string | number)[]): void => {
    if (!environments.has(id))
      findings.push({
        message: `There is no environment “${id}”; there are: ${[...environments].join(', ')}.`,
        where: placeOf(['planning', ...path]),
      })
  }
  const customer = (id: string, ...path: (string | number)[]): void => {
    if (!customers.has(id))
      findings.push({
        message: `There is no customer ${id} in the list of customers.`,
        where: placeOf(['planning', ...path]),
      })
  }
  for (const id of Object.keys(planning.calendars)) environment(id, 'calendars', id)
  for (const list of ['blackouts', 'teams'] as const)
    planning[list].forEach((item, i) =>
      item.environments?.forEach((id, j) => environment(id, list, i, 'environments', j)),
    )
  planning.fixedWindows.forEach((w, i) =>
    environment(w.environment, 'fixedWindows', i, 'environment'),
  )
  for (const list of ['pins', 'excluded'] as const)
    planning[list].forEach((item, i) => customer(item.customer, list, i, 'customer'))
  return findings
}
