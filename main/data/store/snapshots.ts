import { hash } from 'node:crypto'
import type { ReadDb, WriteDb } from '../db.ts'
import { refuse } from './refusal.ts'
import type { Refusal } from './refusal.ts'

export function readSnapshots(db: ReadDb) {
  const one = db.prepare<[string], string>('SELECT json FROM snapshots WHERE hash = ?').pluck()
  return { one: (key: string): string | undefined => one.get(key) }
}

export function writeSnapshots(db: WriteDb) {
  const known = db.prepare<[string], number>('SELECT 1 FROM snapshots WHERE hash = ?').pluck()
  const insert = db.prepare('INSERT INTO snapshots VALUES (?, ?) ON CONFLICT DO NOTHING')
  return {
    exists: (key: string): boolean => known.get(key) !== undefined,
    /** The name must be the content's own hash: a run's procedure cannot be swapped under its name. */
    put(key: string, json: string): Refusal {
      const actual = hash('sha256', json)
      if (actual !== key)
        return refuse(
          'bad-input',
          `The snapshot's SHA-256 is ${actual}, but it was given as ${key}.`,
        )
      insert.run(key, json)
      return undefined
    },
  }
}
