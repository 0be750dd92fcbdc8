import { afterEach, expect, it, vi } from 'vitest'
import { problem } from '../../../../shared/domain/problems.ts'
import { createOutput } from '../../../../main/cli/output.ts'

afterEach(() => void vi.restoreAllMocks())

it('a problem behind the document is told on stderr, and keeps stdout one document', () => {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    })
  const output = createOutput(true)
  output.document({ state: 'failed' })
  expect(output.problem(problem('step-failed', 'no such table'))).toBe(1)
  expect(JSON.parse(written.stdout)).toEqual({ state: 'failed' })
  expect(written.stderr).toBe('no such table\n')
})
