import type { Survey } from '../../../shared/domain/analysis/facts.ts'
import type { Finding } from '../../../shared/domain/analysis/findings.ts'
import type { FaultInput } from '../../../main/lab/faults.ts'
import type { AnalysisTruth } from '../../../main/lab/world/analysis-truth.ts'

/** A clock within this of ours is right; uncertainty of the measurement comes on top, ms. */
const rightMs = 1000

export type Judged = { readonly missed: readonly string[]; readonly invented: readonly string[] }

/** What a survey says beside what the lab knows: sentences for what is missing and for what is made up. */
export function judge(survey: Survey, truth: AnalysisTruth): Judged {
  return {
    missed: [
      ...truth.planted.readers
        .filter(
          (plant) =>
            !survey.connections.some(
              (c) => c.host === plant.host && c.protocol === 'mysql' && c.address === plant.address,
            ),
        )
        .map(({ host, address }) => `the database reader ${address} on ${host}`),
      ...truth.planted.files
        .filter(
          (plant) =>
            !survey.modifications.some((m) => m.host === plant.host && m.name === plant.path),
        )
        .map(({ host, path }) => `the modified file ${path} on ${host}`),
      ...truth.planted.clients
        .filter(
          (plant) =>
            !survey.apiClients.some(
              (c) => c.address === plant.address && c.method === plant.method,
            ),
        )
        .map(({ address }) => `the API client ${address}`),
      ...Object.entries(truth.clocks)
        .filter(([host, ms]) => Math.abs((skewOf(survey, host) ?? 0) - ms) > rightMs)
        .map(([host]) => `the wrong clock of ${host}`),
    ],
    invented: [
      ...survey.modifications
        .filter((m) => !truth.modifications.some((t) => t.host === m.host && t.name === m.name))
        .map(({ host, name }) => `modification ${name} on ${host}`),
      ...survey.connections
        .filter(
          (c) =>
            !truth.connections.some(
              (t) => t.host === c.host && t.address === c.address && t.login === c.user,
            ),
        )
        .map(({ host, address }) => `connection of ${address} to ${host}`),
      ...survey.apiClients
        .filter(({ address }) => !truth.apiClients.includes(address))
        .map(({ address }) => `API client ${address}`),
      ...survey.facts
        .filter(
          ({ name, subject, value }) =>
            name === 'clock.skew' &&
            truth.clocks[subject.id] === undefined &&
            Math.abs(Number(value)) > rightMs + uncertaintyOf(survey, subject.id),
        )
        .map(({ subject }) => `a wrong clock of ${subject.id}`),
      ...truth.environments.flatMap(({ id, ...counts }) =>
        Object.entries(counts).flatMap(([what, count]) =>
          survey.facts
            .filter(
              ({ name, subject, value }) =>
                name === `billing.${what}` && subject.id === id && value !== count,
            )
            .map(
              ({ value, source }) => `${String(value)} ${what} of ${id} by ${source}, not ${count}`,
            ),
        ),
      ),
      ...survey.unread.map(({ message }) => `a gap: ${message}`),
    ],
  }
}

/** A plant as an operator would name it, and what the findings about it have to mention. */
export const plantName = (fault: FaultInput): string => {
  switch (fault.kind) {
    case 'database-reader':
      return fault.address ?? '203.0.113.77'
    case 'modified-file':
      return fault.path ?? '/home/porta-billing/lib/Porta/Rating/Rounding.pm'
    case 'wrong-clock':
      return fault.host
    case 'unknown-client':
      return fault.address ?? '203.0.113.88'
    case 'second-operator':
      return (fault.entity ?? '').replace(/^product:/, '')
    default:
      throw new Error(`${fault.kind} is nothing for an analysis to find`)
  }
}

/** Every plant has to be in a finding that was not there before it, and every such finding has to be about a plant. */
export function judgeFindings(
  before: readonly Finding[],
  after: readonly Finding[],
  plants: readonly FaultInput[],
): Judged {
  const known = new Set(before.map(({ id }) => id))
  const fresh = after.filter(({ id }) => !known.has(id))
  const isAbout = ({ id, message }: Finding, plant: FaultInput): boolean =>
    `${id} ${message}`.includes(plantName(plant))
  return {
    missed: plants
      .filter((plant) => !fresh.some((finding) => isAbout(finding, plant)))
      .map((plant) => `a finding about ${plant.kind} ${plantName(plant)}`),
    invented: fresh
      .filter((finding) => !plants.some((plant) => isAbout(finding, plant)))
      .map(({ id }) => `the finding ${id}`),
  }
}

const numberOf = (survey: Survey, host: string, name: string): number | undefined => {
  const fact = survey.facts.find((f) => f.name === name && f.subject.id === host)
  return fact === undefined ? undefined : Number(fact.value)
}
const skewOf = (survey: Survey, host: string): number | undefined =>
  numberOf(survey, host, 'clock.skew')
const uncertaintyOf = (survey: Survey, host: string): number =>
  numberOf(survey, host, 'clock.uncertainty') ?? 0
