import { ProblemError } from '../../shared/domain/problems.ts'
import type { CheckName } from '../../shared/domain/procedure.ts'
import type { Checks } from '../runner/ports.ts'
import { analysisSettled, analysisSigned, surveyKept } from './analysis-checks.ts'
import type { Check, CheckDeps } from './check-deps.ts'
import { compareCustomers } from './compare-check.ts'
import {
  allEnvironmentsSynced,
  billingPeriodOver,
  catalogUnchanged,
  hostsReachable,
  noOtherRun,
  soakOver,
  stageDone,
  windowOpen,
} from './gate-checks.ts'
import { lastBatchClean, logBaseline, logCheck } from './log-checks.ts'
import {
  customersOnSource,
  customersOnTarget,
  invariants,
  nothingLeftOnSource,
} from './place-checks.ts'

const registry: Readonly<Record<CheckName, Check>> = {
  'no-other-run': noOtherRun,
  'stage-done': stageDone,
  'hosts-reachable': hostsReachable,
  'catalog-unchanged': catalogUnchanged,
  'customers-on-source': customersOnSource,
  'customers-on-target': customersOnTarget,
  'compare-customers': compareCustomers,
  invariants,
  'nothing-left-on-source': nothingLeftOnSource,
  'all-environments-synced': allEnvironmentsSynced,
  'soak-over': soakOver,
  'billing-period-over': billingPeriodOver,
  'collect-logs': (deps, context) => deps.collectLogs(context),
  'window-open': windowOpen,
  'last-batch-clean': lastBatchClean,
  'log-baseline': logBaseline,
  'log-check': logCheck,
  'analysis-signed': analysisSigned,
  'analysis-settled': analysisSettled,
  'survey-kept': surveyKept,
}

/** A check that could not look is `unknown` with the reason: never a pass, and never a crash of the run. */
export const createChecks = (deps: CheckDeps): Checks => ({
  async answer(spec, context) {
    try {
      return await registry[spec.check](deps, context, spec.args)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return {
        answer: 'unknown',
        sentence: `${spec.check} could not be answered: ${error.problem.message}`,
        ...(error.problem.where === undefined ? {} : { facts: error.problem.where }),
      }
    }
  },
})
