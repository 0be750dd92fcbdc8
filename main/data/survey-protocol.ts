import type { Result } from '../../shared/base/result.ts'
import type { SurveyRow } from '../../shared/domain/analysis/analysis-state.ts'
import type { ChangedMethod } from '../../shared/domain/analysis/api-exposure.ts'
import type { Survey, SurveySource } from '../../shared/domain/analysis/facts.ts'
import type { Problem } from '../../shared/domain/problems.ts'
import type { Instant } from '../../shared/domain/time.ts'

/** The calls of surveys; `protocol.ts` joins them with the others. */

/** What one source brought, beside how it did. */
export type SurveyPart = {
  readonly [
    K in 'facts' | 'modifications' | 'connections' | 'apiClients' | 'scripts' | 'schemas' | 'unread'
  ]: readonly Survey[K][number][]
}

/** Lists that the API is read for, page by page. */
export type ApiList = 'customers' | 'accounts' | 'products' | 'vendors' | 'dids'

/** One row of a list, as few fields as the facts need. Null: the API did not tell. */
export type ApiRow = {
  readonly id: number
  readonly env: number | null
  /** Customer of an account or number, parent of a customer. */
  readonly owner: number | null
  /** Product of an account or its name; type of a customer (1 retail, 2 reseller); usage of a number. */
  readonly kind: string | null
  /** `bill_status`. */
  readonly state: string | null
  /** `billing_lock` of a customer when it is not N. */
  readonly lock: string | null
  /** Main office of a linked branch. */
  readonly office: number | null
}

export type ApiPage = {
  readonly survey: string
  readonly list: ApiList
  readonly rows: readonly ApiRow[]
  /** The source's standing after this page, its place included. */
  readonly source: SurveySource
}

/** Counts over the rows of one environment; `env` null for rows whose environment the API did not tell. */
export type EnvironmentTally = {
  readonly env: number | null
  readonly customers: number
  readonly resellers: number
  readonly exported: number
  readonly locked: number
  readonly accounts: number
  /** Customers without an account. */
  readonly empty: number
  /** Accounts of the largest customer. */
  readonly largest: number
  readonly products: number
  /** Main offices with branches, and customers in such groups, main offices included. */
  readonly officeGroups: number
  readonly officeCustomers: number
}

export type ApiTally = {
  readonly environments: readonly EnvironmentTally[]
  /** Accounts by product and environment, the 200 largest. */
  readonly byProduct: readonly {
    readonly env: number | null
    readonly product: string
    readonly accounts: number
  }[]
  /** Accounts whose customer is not in the list. */
  readonly orphans: number
  /** Ids of the first ten of them, with the customer that they name. */
  readonly orphanExamples: readonly { readonly account: number; readonly customer: number | null }[]
  readonly vendors: number
  readonly dids: number
  readonly didsUsed: number
}

/** One web access log, counted. */
export type WebLogCount = {
  readonly clients: Survey['apiClients']
  readonly lines: number
  /** Requests of the API among them. */
  readonly requests: number
  /** Lines that are no line of an access log. */
  readonly foreign: number
  /** Clients and methods past the limit, added up under the last one. */
  readonly dropped: number
  /** Why the end of the file could not be read. */
  readonly damaged?: string
}

/** Scripts of a file or a folder, and the files among them that could not be read. */
export type ScriptsRead = {
  readonly scripts: Survey['scripts']
  readonly gaps: readonly Problem[]
}

export type SurveyApi = {
  /** Opens a survey; its sources stand as `skipped` until they have been read. */
  beginSurvey(
    survey: Pick<SurveyRow, 'id' | 'by' | 'file' | 'sources'>,
    at: Instant,
  ): Promise<Result<void, Problem>>
  /** Stores what a source brought, in place of what it brought before. Refused after the end of the survey. */
  putSurveyPart(
    survey: string,
    source: SurveySource,
    part: SurveyPart,
  ): Promise<Result<void, Problem>>
  /** Rows and place in one transaction. Answers how many of the rows were not known yet, and how many there are now. */
  keepApiPage(page: ApiPage): Promise<Result<{ fresh: number; known: number }, Problem>>
  apiTally(survey: string): Promise<ApiTally>
  /** Ids of customers after this one, in order, to read their accounts one by one. */
  apiCustomers(survey: string, after: number, limit: number): Promise<readonly number[]>
  /** Closes it for ever, with the hash of its content in the journal. */
  endSurvey(survey: string, at: Instant): Promise<Result<SurveyRow, Problem>>
  /** Oldest first. */
  surveys(): Promise<readonly SurveyRow[]>
  survey(id: string): Promise<Survey | undefined>
  /** Of every source what the last survey that read it said; undefined before the first survey is over. */
  knownSurvey(): Promise<Survey | undefined>
  /** Replaces the list of changed API methods; `file` is its name, for the journal. */
  putChangedMethods(
    file: string,
    methods: readonly ChangedMethod[],
    by: string,
    at: Instant,
  ): Promise<Result<void, Problem>>
  changedMethods(): Promise<readonly ChangedMethod[]>
  /** Counts API requests of an access log (plain, gz, zst, bz2 or xz), line by line; own addresses are left out. */
  countWebLog(path: string, ownAddresses: readonly string[]): Promise<Result<WebLogCount, Problem>>
  /** Tables, columns and changes of an SQL script, or of every `.sql` below a folder. */
  readScripts(path: string): Promise<Result<ScriptsRead, Problem>>
}
