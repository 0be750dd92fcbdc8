import type { AnalysisState } from '../../shared/domain/analysis/analysis-state.ts'
import { bad, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { DecisionKind } from '../../shared/domain/analysis/analysis-events.ts'
import type { FindingRow } from '../../shared/domain/analysis/findings.ts'
import { blockersOf } from '../../shared/domain/analysis/gate.ts'
import { RegisterEntry } from '../../shared/domain/analysis/registers.ts'
import type { RegisterName, Side } from '../../shared/domain/analysis/registers.ts'
import type { JournalEvent } from '../../shared/domain/journal.ts'
import { problem, ProblemError } from '../../shared/domain/problems.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { DataApi } from '../data/protocol.ts'
import type { Clock } from '../runner/ports.ts'
import { lookNow } from '../transfer/catalog-freeze.ts'
import type { FreezeDeps } from '../transfer/catalog-freeze.ts'

export type RegisterDeps = {
  readonly data: DataApi
  readonly clock: Clock
  /** What asks the hosts; undefined while no project is open. */
  readonly hosts: () => Omit<FreezeDeps, 'data'> | undefined
}

export type DecisionRequest = {
  readonly finding: string
  readonly decision: DecisionKind
  readonly by: string
  readonly reason: string
  readonly owner?: string
  /** `YYYY-MM-DD` */
  readonly due?: string
  readonly evidence?: string
  /** What the finding rested on when the person saw it; refused when it rests on something else. */
  readonly basis?: string
}

export type RegisterService = ReturnType<typeof createRegisterService>

/** What people write down, decide and sign in the analysis, and the gate that follows. */
export function createRegisterService({ data, clock, hosts }: RegisterDeps) {
  const state = async (): Promise<Result<AnalysisState, Problem>> =>
    hosts() === undefined ? bad(noProject) : ok(await data.analysis(clock.now()))

  const store = async (event: JournalEvent): Promise<Result<void, Problem>> => {
    if (hosts() === undefined) return bad(noProject)
    const stored = await data.append([event], clock.now())
    return stored.ok ? ok(undefined) : stored
  }

  return {
    state,
    /** Puts one entry whole, in place of what the register had under this id. */
    async put(
      entry: { readonly register: string; readonly id: string; readonly entry: unknown },
      by: string,
      reason?: string,
    ): Promise<Result<RegisterEntry, Problem>> {
      const parsed = RegisterEntry.safeParse(entry)
      if (!parsed.success)
        return bad(
          problem('bad-input', `${entry.register} ${entry.id} is not as it should be`, {
            safe: 'nothing was stored',
            next: 'correct what is named and put it again',
            more: parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
              message: `${path.map(String).join('.')}: ${message}`,
            })),
          }),
        )
      const stored = await store({
        kind: 'register.put',
        put: parsed.data,
        by,
        ...(reason === undefined || reason.trim() === '' ? {} : { reason }),
      })
      return stored.ok ? ok(parsed.data) : stored
    },
    remove: (register: RegisterName, id: string, by: string, reason: string) =>
      reason.trim() === ''
        ? Promise.resolve(bad(needsReason))
        : store({ kind: 'register.removed', register, id, by, reason }),
    async decide(request: DecisionRequest): Promise<Result<FindingRow, Problem>> {
      const now = await state()
      if (!now.ok) return now
      const finding = now.value.findings.find(({ id }) => id === request.finding)
      const refused = whyNotDecided(request, finding)
      if (refused !== undefined || finding === undefined) return bad(refused ?? needsReason)
      const { decision, by, reason, owner, due, evidence } = request
      const stored = await store({
        kind: 'finding.decided',
        finding: finding.id,
        basis: finding.basis,
        message: finding.message.slice(0, 2000),
        decision,
        by,
        reason,
        ...(owner === undefined ? {} : { owner }),
        ...(due === undefined ? {} : { due }),
        ...(evidence === undefined ? {} : { evidence }),
      })
      if (!stored.ok) return stored
      const after = await data.analysis(clock.now())
      return ok(after.findings.find(({ id }) => id === finding.id) ?? finding)
    },
    /** @param results Hash of the results that the person saw, its beginning is enough; refused when they are others by now. */
    async sign(
      side: Side,
      by: string,
      options: { readonly note?: string; readonly results?: string } = {},
    ): Promise<Result<AnalysisState, Problem>> {
      const now = await state()
      if (!now.ok) return now
      const refused = whyNotSigned(now.value, options.results)
      const survey = now.value.survey?.id
      if (refused !== undefined || survey === undefined) return bad(refused ?? noSurvey)
      const stored = await store({
        kind: 'analysis.signed',
        side,
        by,
        survey,
        results: now.value.results,
        blockers: [...blockersOf(now.value.findings)],
        ...(options.note === undefined ? {} : { note: options.note }),
      })
      return stored.ok ? ok(await data.analysis(clock.now())) : stored
    },
    /** The way through for a project that has no signed analysis: somebody answers for it by the typed name of the project. */
    async waive(by: string, typed: string, reason: string): Promise<Result<void, Problem>> {
      if (reason.trim() === '') return bad(needsReason)
      const { spec } = await data.summary()
      if (typed !== spec.name)
        return bad(
          problem('approval-needed', 'the setup begins without signed results of the analysis', {
            safe: 'nothing was stored',
            next: `type the name of the project to answer for it: ${spec.name}`,
          }),
        )
      return store({ kind: 'analysis.waived', by, typed, reason })
    },
    /** Reads the catalog of the source, and of the target where its database answers, and keeps the fingerprint. */
    async look(purpose: 'freeze' | 'check', by: string): Promise<Result<AnalysisState, Problem>> {
      const services = hosts()
      if (services === undefined) return bad(noProject)
      const baseline = purpose === 'check' ? await data.catalogBaseline() : undefined
      if (purpose === 'check' && baseline === undefined)
        return bad(
          problem('precondition', 'there is no fingerprint of the catalog to compare with', {
            safe: 'nothing was asked',
            next: 'take one at the freeze first',
          }),
        )
      try {
        const systems = baseline?.looks.map(({ system }) => system) ?? ['source' as const]
        const looks = await lookNow({ ...services, data }, systems)
        const stored = await store({ kind: 'catalog.looked', purpose, by, looks: [...looks] })
        return stored.ok ? ok(await data.analysis(clock.now())) : stored
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        return bad(error.problem)
      }
    },
  }
}

const noProject = problem('wrong-use', 'no project is open', {
  next: 'open or import a project first',
})

const needsReason = problem('wrong-use', 'this needs a reason', {
  safe: 'nothing was stored',
  next: 'say in a few words why',
})

const noSurvey = problem('precondition', 'there is no survey whose results could be signed', {
  safe: 'nothing was stored',
  next: 'survey the source first: analysis survey',
})

function whyNotDecided(
  request: DecisionRequest,
  finding: FindingRow | undefined,
): Problem | undefined {
  const safe = 'nothing was stored'
  if (finding === undefined)
    return problem('not-found', `there is no finding “${request.finding}”`, {
      safe,
      next: 'see analysis findings for what there is now',
    })
  if (finding.state === 'gone')
    return problem('not-allowed', `“${finding.id}” is found no more: there is nothing to decide`, {
      safe,
    })
  if (request.basis !== undefined && request.basis !== finding.basis)
    return problem(
      'precondition',
      `“${finding.id}” rests on something else by now: ${finding.message}`,
      { safe, next: 'look at it as it is now, and decide again' },
    )
  if (request.reason.trim() === '') return needsReason
  if (request.decision === 'done' && (request.evidence ?? '').trim() === '')
    return problem('wrong-use', 'what is done needs evidence', {
      safe,
      next: 'say what shows it (--evidence)',
    })
  if (
    (request.decision === 'plan' || request.decision === 'assign') &&
    (request.owner === undefined || request.due === undefined)
  )
    return problem('wrong-use', 'a plan names who does it and until when', {
      safe,
      next: 'add --owner and --due',
    })
  return undefined
}

function whyNotSigned(state: AnalysisState, seen: string | undefined): Problem | undefined {
  const safe = 'nothing was stored'
  if (state.survey === undefined) return noSurvey
  if (state.survey.endedAt === undefined)
    return problem('precondition', `survey ${state.survey.id} was broken off before its end`, {
      safe,
      next: 'resume it, or make a new one',
    })
  if (seen !== undefined && !state.results.startsWith(seen))
    return problem(
      'precondition',
      `the results have changed since they were looked at: ${seen.slice(0, 12)} then, ${state.results.slice(0, 12)} now`,
      { safe, next: 'look at them as they are now, then sign' },
    )
  const [undecided] = state.gate.missing.filter((text) => /no decision/.test(text))
  return undecided === undefined
    ? undefined
    : problem('precondition', `the results cannot be signed: ${undecided}`, {
        safe,
        next: 'decide on every blocker first: analysis findings, analysis decide',
      })
}
