import { describe, expect, it } from 'vitest'
import { fileName } from '../../../../main/app/file-name.ts'

describe('the name that a file is proposed to have', () => {
  it.each([
    ['Panda Telecom', 'html', 'Panda-Telecom.html'],
    ['Panda Telecom log-groups', 'csv', 'Panda-Telecom-log-groups.csv'],
    ['../../etc/passwd', 'pdf', 'etc-passwd.pdf'],
    ['C:\\Windows\\x', 'png', 'C-Windows-x.png'],
    ['Ünïcode 100%', 'ics', 'Ünïcode-100.ics'],
  ] as const)('%j as %s is %s: nothing of a path stays in it', (name, ending, expected) => {
    expect(fileName(name, ending)).toBe(expected)
  })
})
