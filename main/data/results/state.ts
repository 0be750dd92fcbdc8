import { unfinishedSurvey } from '../../../shared/domain/analysis/analysis-state.ts'
import type { AnalysisState } from '../../../shared/domain/analysis/analysis-state.ts'
import { hash } from 'node:crypto'
import { canonicalJson } from '../../../shared/base/canonical-json.ts'
import { apiExposure } from '../../../shared/domain/analysis/api-exposure.ts'
import { catalogDrift } from '../../../shared/domain/analysis/catalog-drift.ts'
import { withDefaults } from '../../../shared/domain/analysis/default-registers.ts'
import { knownNow } from '../../../shared/domain/analysis/compare-surveys.ts'
import { findingsWithHistory } from '../../../shared/domain/analysis/derive.ts'
import type { Survey } from '../../../shared/domain/analysis/facts.ts'
import { analysisGate } from '../../../shared/domain/analysis/gate.ts'
import { realityCheck } from '../../../shared/domain/analysis/reality-check.ts'
import type { RuleInput } from '../../../shared/domain/analysis/rules/rule.ts'
import { checkScripts } from '../../../shared/domain/analysis/sql-scripts.ts'
import { transferNeed } from '../../../shared/domain/analysis/transfer-need.ts'
import { targetSizing } from '../../../shared/domain/analysis/sizing.ts'
import type { Customer, ProjectSpec } from '../../../shared/domain/project.ts'
import type { Instant } from '../../../shared/domain/time.ts'
import { checkJump, jumpSpanFindings } from '../../../shared/planner/jump.ts'
import type { ReadDb } from '../db.ts'
import { readBatches } from '../store/batches.ts'
import { readCatalogLooks } from '../store/catalog-looks.ts'
import { readChangedMethods } from '../store/changed-methods.ts'
import { readCustomers } from '../store/customers.ts'
import { readPlans } from '../store/plans.ts'
import { readSpec } from '../store/project.ts'
import { readRegisters } from '../store/registers.ts'
import { readSurveys } from '../store/surveys.ts'

/** All that the results are made of, of one moment. */
export type AnalysisFacts = {
  readonly state: AnalysisState
  readonly spec: ProjectSpec
  /** What is known now, over all surveys that are over. */
  readonly survey?: Survey
  readonly customers: number
}

/** States of knowledge that are looked at for what is found no more: after each of the last surveys. */
const mostSurveys = 6

const knownOverTime = (surveys: readonly Survey[]): readonly Survey[] =>
  surveys
    .map((_, i) => i + 1)
    .slice(-mostSurveys)
    .flatMap((n) => knownNow(surveys.slice(0, n)) ?? [])

export const catalogLooks = (db: ReadDb, spec: ProjectSpec) =>
  readCatalogLooks(db, (host) => {
    const system = spec.hosts.find(({ name }) => name === host)?.system
    return system === 'dsbc' ? undefined : system
  })

/** Derives everything anew: nothing of it is stored but what people said. */
export function readAnalysisFacts(db: ReadDb, at: Instant): AnalysisFacts {
  const spec = readSpec(db)
  const stored = readRegisters(db)
  const surveys = readSurveys(db)
  const rows = surveys.all()
  const ofSystems = rows.filter(({ file }) => file === undefined)
  const surveyed = ofSystems.findLast(({ endedAt }) => endedAt !== undefined)
  const unfinished = unfinishedSurvey(rows)?.id
  const known = knownOverTime(
    rows.flatMap(({ id, endedAt }) => (endedAt === undefined ? [] : (surveys.whole(id) ?? []))),
  ).map((state, i, all) => (i === all.length - 1 ? surveys.withMeasured(state) : state))
  const survey = known.at(-1)
  const customers: readonly Customer[] = readCustomers(db).all()
  const registers = withDefaults(stored.registers(), spec)
  const changedMethods = readChangedMethods(db).all()
  const plan = readPlans(db).last()
  const batches = readBatches(db).all()
  const environments = new Map<string, string>(customers.map((c) => [c.id, c.environment]))
  const need = transferNeed(
    batches,
    (id) => environments.get(id),
    plan?.settings.reserveMinutes ?? 0,
  )
  const { baseline, drifts } = driftsOf(db, spec)
  const input: Omit<RuleInput, 'survey'> = {
    spec,
    customers,
    registers,
    drifts,
    changedMethods,
    jump: jumpOf(spec),
    hasPlan: plan !== undefined && batches.length > 0,
    ...(need === undefined ? {} : { need }),
    target: plan?.settings.target ?? spec.planning.target,
    now: at,
    ...(surveyed === undefined ? {} : { surveyed }),
    ...(unfinished === undefined ? {} : { unfinished }),
  }
  const findings = findingsWithHistory(input, known, stored.decisions())
  const { source, target } = spec.systems
  return {
    spec,
    customers: customers.length,
    ...(survey === undefined ? {} : { survey }),
    state: {
      at,
      surveys: ofSystems.length,
      ...(surveyed === undefined ? {} : { survey: surveyed }),
      findings,
      registers,
      reality: realityCheck(spec, survey, registers['integration-points']),
      exposure: apiExposure(survey?.apiClients ?? [], changedMethods, {
        from: source.release,
        to: target.release,
      }),
      sizing: targetSizing(spec, survey, customers, need),
      scripts: checkScripts(survey),
      drifts,
      ...(baseline === undefined ? {} : { baseline }),
      gate: analysisGate(findings, stored.signatures(), stored.waiver()),
      results: hash(
        'sha256',
        canonicalJson({
          survey: survey?.id ?? null,
          registers,
          findings: findings.map(({ id, basis, state }) => [id, basis, state]),
          plan: plan?.version ?? 0,
        }),
      ),
    },
  }
}

function driftsOf(db: ReadDb, spec: ProjectSpec): Pick<AnalysisState, 'baseline' | 'drifts'> {
  const looks = catalogLooks(db, spec)
  const baseline = looks.baseline()
  if (baseline === undefined) return { drifts: [] }
  const { from, at } = baseline
  const newest = looks.newest(baseline)
  return {
    baseline: { from, at },
    drifts: baseline.looks.flatMap((before) => {
      const now = newest.find(({ system }) => system === before.system)
      return now === undefined ? [] : catalogDrift(before, now)
    }),
  }
}

function jumpOf(spec: ProjectSpec): RuleInput['jump'] {
  const jump = checkJump(spec.systems.source.release, spec.systems.target.release)
  return {
    from: jump.from,
    to: jump.to,
    releases: jump.releases,
    freezeEnforced: jump.freezeEnforced,
    problems: jumpSpanFindings(jump.from, jump.to).map(({ severity, message, next }) => ({
      grave: severity === 'error',
      message,
      ...(next === undefined ? {} : { next }),
    })),
  }
}
