import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { operations, ProbeAnswer } from '../../../shared/domain/operations.ts'
import { hostUnder, shells } from './shells.ts'
import type { FakeHost } from './shells.ts'

/** A client that keeps what it was sent, and answers as a server that has done it. */
const server = `cat >>"$FOLDER/sql"
tail -n 20 "$FOLDER/sql" | grep -q 'information_schema.tables' && { echo "\${LEFT:-0}"; exit 0; }
tail -n 3 "$FOLDER/sql" | grep -q 'START TRANSACTION; DELETE' && echo '110 6132.50'
exit 0`
const load = (work: string, rate: number, seconds = 1, width = 2): string[] =>
  Object.entries({ work, rate, seconds, width }).flatMap(([k, v]) => [`--${k}`, String(v)])

describe.each(shells)('load-test under $name', (shell) => {
  let host: FakeHost
  beforeEach((context) => {
    host = hostUnder(shell, context)
    host.site(['system=target'])
    host.program('mariadb', server)
  })
  const sql = (): string => readFileSync(join(host.folder, 'sql'), 'utf8')
  const state = (): string => host.script('ls "$FOLDER/state"').stdout
  const probe = () =>
    ProbeAnswer.parse(JSON.parse(host.run('load-test', 'probe', ...load('customers', 5)).stdout))

  test('keeps to the rate that was asked for, and measures disk and processors', () => {
    const said = host.run('load-test', 'apply', ...load('customers', 5))
    expect([said.code, said.stderr]).toEqual([0, ''])
    const answer = operations['load-test'].answer.parse(JSON.parse(said.stdout))
    expect(answer).toMatchObject({ work: 'customers', asked: 5, width: 2, failed: 0 })
    // A second at five pieces a second: never more, and fewer only where this machine has no time.
    expect(answer.done).toBeGreaterThan(0)
    expect(answer.done).toBeLessThanOrEqual(5)
    expect(answer.p95Ms).toBeGreaterThanOrEqual(answer.p50Ms ?? Infinity)
    expect(answer.diskMiBPerSecond).toBeGreaterThan(0)
    expect(answer.cpuPercent).toBeGreaterThanOrEqual(0)
  })

  test('touches only tables of its own, and leaves none of them behind', () => {
    host.run('load-test', 'apply', ...load('customers', 5))
    const written = [...sql().matchAll(/(?:INTO|FROM|JOIN|EXISTS|TABLE) (\w+\.\w+)/g)]
    expect(new Set(written.map(([, table]) => table))).toEqual(
      new Set(['switchyard.load_rows', 'switchyard.load_customers']),
    )
    expect(sql().trimEnd()).toMatch(
      /DROP TABLE IF EXISTS switchyard\.load_rows,switchyard\.load_customers;$/,
    )
    expect(state()).toBe('load-test.lock\n')
    expect(probe().state).toBe('absent')
  })

  test('a server that refuses ends it with a sentence, and nothing stays behind', () => {
    host.program(
      'mariadb',
      `cat >/dev/null; echo "ERROR 1290 (HY000) at line 1: read-only"; exit 1`,
    )
    const said = host.run('load-test', 'apply', ...load('customers', 5))
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toMatch(/^load-test: the database of the target .* is read-only/)
    expect(state()).toBe('load-test.lock\n')
  })

  test('pieces that fail on the way are counted, not passed over', () => {
    const wrong = `wrong() { n=$(cat "$FOLDER/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$FOLDER/n"
[ "$n" -lt 1 ] && echo '110 6132.50'; }`
    host.program('mariadb', `${wrong}\n${server.replace("echo '110 6132.50'", 'wrong')}`)
    const answer = operations['load-test'].answer.parse(
      JSON.parse(host.run('load-test', 'apply', ...load('customers', 4)).stdout),
    )
    expect([answer.done, answer.failed > 0, answer.p50Ms]).toEqual([0, true, undefined])
  })

  test('what a kill left is seen, and cleared by the next run', () => {
    const left = join(host.folder, 'state/load-test')
    mkdirSync(left, { recursive: true })
    writeFileSync(join(left, 'disk'), 'half')
    expect(probe()).toMatchObject({ state: 'partial' })
    host.run('load-test', 'apply', ...load('customers', 5))
    expect(existsSync(left)).toBe(false)
    expect(probe().state).toBe('absent')
  })

  test.each([
    ['source', 'customers'],
    ['dsbc', 'customers'],
    ['target', 'dispatch'],
  ])('never runs on the %s for %s', (system, work) => {
    host.site([`system=${system}`])
    const said = host.run('load-test', 'apply', ...load(work, 5))
    expect([said.code, said.stdout]).toEqual([1, ''])
    expect(said.stderr).toContain(`is not for a host of the ${system}`)
    expect(existsSync(join(host.folder, 'sql'))).toBe(false)
  })

  test.each([
    [201, 1, 1, 'rate is between 1 and 200, not 201'],
    [5, 121, 1, 'seconds is between 1 and 120, not 121'],
    [5, 1, 17, 'width is between 1 and 16, not 17'],
    [0, 1, 1, 'rate is between 1 and 200, not 0'],
  ])('rate %d, %d s, width %d are refused', (rate, seconds, width, sentence) => {
    const said = host.run('load-test', 'apply', ...load('customers', rate, seconds, width))
    expect([said.code, said.stderr]).toEqual([2, `load-test: --${sentence}\n`])
  })
})
