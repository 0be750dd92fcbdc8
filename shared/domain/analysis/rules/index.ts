import { acceptanceRules } from './acceptance-rules.ts'
import { customizationRules } from './customization-rules.ts'
import { dispatcherRules } from './dispatcher-rules.ts'
import { freezeRules } from './freeze-rules.ts'
import { hostRules } from './host-rules.ts'
import { integrationRules } from './integration-rules.ts'
import type { Rule } from './rule.ts'
import { scriptRules } from './script-rules.ts'
import { serviceRules } from './service-rules.ts'
import { surveyRules } from './survey-rules.ts'

/** Every rule, in the order of the table; `group` names its file and its test. */
export const ruleGroups: readonly { readonly group: string; readonly rules: readonly Rule[] }[] = [
  { group: 'survey', rules: surveyRules },
  { group: 'integration', rules: integrationRules },
  { group: 'customization', rules: customizationRules },
  { group: 'script', rules: scriptRules },
  { group: 'service', rules: serviceRules },
  { group: 'host', rules: hostRules },
  { group: 'dispatcher', rules: dispatcherRules },
  { group: 'acceptance', rules: acceptanceRules },
  { group: 'freeze', rules: freezeRules },
]

export const rules: readonly Rule[] = ruleGroups.flatMap((group) => group.rules)
