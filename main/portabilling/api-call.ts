import type { z } from 'zod'
import type { Problem } from '../../shared/domain/problems.ts'
import { ProblemError } from '../../shared/domain/problems.ts'
import { parseApiJson } from './api-json.ts'
import { apiProblem } from './api-problem.ts'
import type { Redactor } from './api-problem.ts'
import type { EncodedCall } from './api-profile.ts'
import { Fault } from './api-shapes.ts'
import type { HttpAnswer, HttpsPoster } from './https-post.ts'
import { HttpFailure } from './https-post.ts'

/** The server answered with a fault. */
export class ApiRefused extends ProblemError {
  readonly faultcode: string | undefined
  constructor(found: Problem, faultcode: string | undefined) {
    super(found)
    this.faultcode = faultcode
  }
}

/** A refusal whose cause is the login or the session: the caller may log in again, once. */
export class SessionRefused extends ApiRefused {}

export type Wire = {
  readonly poster: HttpsPoster
  /** Scheme, host and port, for problems. */
  readonly endpoint: string
  readonly redactor: Redactor
}

const isAboutSession = (status: number, faultcode: string | undefined): boolean =>
  status === 401 || (faultcode !== undefined && /Session\.|auth_failed/.test(faultcode))

/** Sends one call and answers its checked body. Throws ProblemError `api-failed` for everything that can go wrong. */
export async function callOnce<T>(
  wire: Wire,
  method: string,
  call: EncodedCall,
  shape: z.ZodType<T>,
): Promise<T> {
  const { endpoint } = wire
  const say = (text: string): string => wire.redactor.clean(text)
  const answer = await wire.poster.post(`rest/${method}`, call).catch((error: unknown) => {
    if (!(error instanceof HttpFailure)) throw error
    throw new ProblemError(
      apiProblem({ endpoint, method, text: say(error.message), next: error.next }),
      { cause: error },
    )
  })
  const body = parse(answer)
  if (answer.status < 200 || answer.status > 299) throw refusal(wire, method, answer.status, body)
  const checked = shape.safeParse(body)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw new ProblemError(
    apiProblem({
      endpoint,
      method,
      status: answer.status,
      text:
        body === notJson
          ? 'the answer is no JSON'
          : `the answer is not what this method gives: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
      next: 'check that "url" is the PortaBilling API and that "release" of this system in project.yaml is right',
    }),
  )
}

const notJson = Symbol('not JSON')

function parse(answer: HttpAnswer): unknown {
  try {
    return answer.body === '' ? {} : parseApiJson(answer.body)
  } catch {
    return notJson
  }
}

function refusal(wire: Wire, method: string, status: number, body: unknown): ProblemError {
  const fault = Fault.safeParse(body)
  const faultcode = fault.success ? wire.redactor.clean(fault.data.faultcode) : undefined
  const text = fault.success ? wire.redactor.clean(fault.data.faultstring) : ''
  const aboutSession = isAboutSession(status, faultcode)
  const found = apiProblem({
    endpoint: wire.endpoint,
    method,
    status,
    ...(faultcode === undefined ? {} : { faultcode }),
    text: text === '' ? 'the server refused the call' : text,
    next: aboutSession
      ? 'check login and password or API token, that the user may use the API, and its allowed addresses'
      : 'read the fault; the web log of this host (httpd-access-web.log, porta-billing.log) has more',
  })
  return aboutSession ? new SessionRefused(found, faultcode) : new ApiRefused(found, faultcode)
}
