import { z } from 'zod'

export const RecentFile = z.object({ path: z.string(), name: z.string(), at: z.number() })
export type RecentFile = z.infer<typeof RecentFile>

export const RecentFiles = z.array(RecentFile)

const limit = 8

export const withoutRecent = (files: readonly RecentFile[], path: string): readonly RecentFile[] =>
  files.filter((file) => file.path !== path)

/** Newest first, each path once, at most eight. */
export const addRecent = (files: readonly RecentFile[], file: RecentFile): readonly RecentFile[] =>
  [file, ...withoutRecent(files, file.path)].slice(0, limit)
