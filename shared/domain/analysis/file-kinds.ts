import { z } from 'zod'

/** What a file may be that people bring. A list of changed API methods is no survey: it is kept apart, and replaced by the next one. */
export const FileKind = z.enum(['modifications', 'web-log', 'api-methods', 'sql'])
export type FileKind = z.infer<typeof FileKind>
