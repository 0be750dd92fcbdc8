import { formatMs } from '../../shared/domain/time.ts'

/** A budget or an expected time: `3 min`, `4 h`, without the zero part that a measured time keeps. */
export const formatSpan = (ms: number): string =>
  formatMs(ms)
    .replace(/ 00 s$| 0 min$| 0 h$/, '')
    .replace(/\.0 s$/, ' s')
