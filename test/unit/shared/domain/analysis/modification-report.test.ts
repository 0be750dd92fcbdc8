import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { readModificationReport } from '../../../../../shared/domain/analysis/modification-report.ts'

/** Every shape of domain.md 8.4. */
const report = `----- bill1 10.0.0.21 -----
Modified /etc config files:
  /etc/hosts.allow
Modified files:
  porta-admin
      S.5....T.    /home/porta-admin/lib/Some/Module.pm
Missing rpms: something.
Check installed rpms:
[info] rpms in custom-delete group: ['pkg-a', 'pkg-b']
[debug] Shouldn't be installed: pkg-c-1.2-3.el8.x86_64
tt.local config files:
    /home/porta-configurator/etc/tt/shared/x.conf.tt.local
Custom httpd conf file was found: /etc/httpd/conf.d/custom.conf
Unsatisfied dependencies: pkg-d needs libx
All custom patched files are backed up to
  /path/to/archive
----- web1 10.0.0.22 -----
Check installed rpms:
`
const file = 'report.txt'

describe('a modification report', () => {
  it('gives every kind of modification with its line', () => {
    const read = readModificationReport(report, file)
    expect(read.unread).toEqual([])
    expect(read.blocks.map(({ name, address }) => `${name} ${address}`)).toEqual([
      'bill1 10.0.0.21',
      'web1 10.0.0.22',
    ])
    expect(
      read.modifications.map(({ kind, name, detail = '', source }) => [
        kind,
        name,
        detail,
        source.replace(`${file} line `, ''),
      ]),
    ).toEqual([
      ['os', '/etc/hosts.allow', '', '3'],
      ['file', '/home/porta-admin/lib/Some/Module.pm', 'S.5....T. porta-admin', '6'],
      ['missing-package', 'something', '', '7'],
      ['package', 'pkg-a', 'group custom-delete', '9'],
      ['package', 'pkg-b', 'group custom-delete', '9'],
      ['package', 'pkg-c-1.2-3.el8.x86_64', '', '10'],
      ['override', '/home/porta-configurator/etc/tt/shared/x.conf.tt.local', '', '12'],
      ['web-config', '/etc/httpd/conf.d/custom.conf', '', '13'],
      ['dependency', 'pkg-d needs libx', '', '14'],
    ])
  })

  it.each([
    ['Modified files:\n', 'ends within a section that has no entry'],
    ['Modified /etc config files:\n  /etc/hosts.al', 'the last line of the report has no end'],
    ['All custom patched files are backed up to\n', 'ends within a section that has no entry'],
  ])('that was cut after %j is said to be cut', (tail, sentence) => {
    const { unread } = readModificationReport(`----- b1 10.0.0.1 -----\n${tail}`, file)
    expect(unread.map(({ message }) => message).join()).toContain(sentence)
  })

  it('names the lines that it does not understand, and counts the rest of many', () => {
    const strange = Array.from({ length: 30 }, (_, i) => `a sentence of another kind ${i}\n`)
    const { unread } = readModificationReport(`----- b1 10.0.0.1 -----\n${strange.join('')}`, file)
    expect(unread).toHaveLength(21)
    expect(unread[0]?.where).toEqual({ file, line: 2 })
    expect(unread.at(-1)?.message).toBe('10 more lines of the report are not understood')
  })

  it('loses no line in silence, wherever it is cut', () => {
    const whole = readModificationReport(report, file)
    const lost = fc.check(
      fc.property(fc.integer({ min: 1, max: report.length - 1 }), (length) => {
        const { modifications, unread, blocks } = readModificationReport(
          report.slice(0, length),
          file,
        )
        // Only a cut between two whole entries cannot be seen from within.
        const between = report[length - 1] === '\n'
        expect(
          between ||
            unread.length > 0 ||
            (modifications.length === whole.modifications.length &&
              blocks.length === whole.blocks.length),
        ).toBe(true)
      }),
    )
    expect(lost.counterexample).toBeNull()
  })

  it('takes any text without failing', () => {
    const failed = fc.check(
      fc.property(fc.string(), (text) => {
        expect(() => readModificationReport(text, file)).not.toThrow()
      }),
    )
    expect(failed.counterexample).toBeNull()
  })
})
