import type { Customer, HandWork } from './project.ts'

/** Scenarios that the operator's team tries with a moved customer (method.txt); by the services that the customer has. */

const usual: readonly string[] = [
  'Registration',
  'Incoming call',
  'Outgoing call',
  'Voicemail and forwarding',
  'Self-care portal',
  'Balance and call history',
]

const byHandWork: Readonly<Record<HandWork, string>> = {
  mail: 'Mail client',
  smpp: 'SMS through the provider',
  webmail: 'Webmail',
  callback: 'Callback',
  ivr: 'IVR by its access number',
  signup: 'Sign-up of a new customer',
}

export const scenariosOf = ({
  kind,
  ivr,
  handWork,
}: Pick<Customer, 'kind' | 'ivr' | 'handWork'>): readonly string[] => [
  ...usual,
  ...(kind === 'reseller' ? ['Reseller portal'] : []),
  ...new Set(
    [...handWork, ...(ivr === undefined ? [] : (['ivr'] as const))].map((work) => byHandWork[work]),
  ),
]
