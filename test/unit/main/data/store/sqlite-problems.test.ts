import { expect, it } from 'vitest'
import { sqliteProblem } from '../../../../../main/data/store/sqlite-problems.ts'

it.each(['SQLITE_READONLY', 'SQLITE_READONLY_DIRECTORY', 'SQLITE_CANTOPEN_ISDIR', 'EROFS'])(
  'a place that may not be written to (%s) is named, with what to do',
  (code) => {
    const error = Object.assign(new Error('attempt to write a readonly database'), { code })
    expect(sqliteProblem(error, '/mnt/p.switchyard')).toMatchObject({
      code: 'not-allowed',
      message: `The project file cannot be opened here (${code}).`,
      next: expect.stringContaining('copy the file to a folder of your own'),
    })
  },
)
