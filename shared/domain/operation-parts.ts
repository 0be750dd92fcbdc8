import { z } from 'zod'
import { HostRole, SystemName } from './project.ts'

/** What the tables of operations are made of: fields of answers, and places where an operation may run. */

export const text = z.string().min(1)
export const count = z.number().int().nonnegative()
export const ms = z.number().nonnegative()

export const db = [
  { system: 'source', role: 'db' },
  { system: 'target', role: 'db' },
] as const
export const anyRole = SystemName.options.flatMap((system) =>
  HostRole.options.map((role) => ({ system, role })),
)
export const dsbc = [{ system: 'dsbc', role: 'dsbc' }] as const
