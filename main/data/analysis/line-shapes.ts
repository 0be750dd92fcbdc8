import { readHeader } from '../../../shared/log-rules/header.ts'
import type { LogFormat } from '../../../shared/log-rules/format.ts'
import { RecordView, textBytes } from './records.ts'
import { isSyslogStart, readSyslogHead, syslogTimeEnd } from './scan-syslog.ts'
import type { ShapeTable } from './shape-table.ts'

// oxlint-disable-next-line no-control-regex -- colours of terminals begin with the escape character
const ansi = /\u001b\[[0-9;?]*[A-Za-z]/g

/** The number of the masked message of one line, its header cut. No joining: every line stands for itself. */
export function createLineShapes(format: LogFormat, table: ShapeTable) {
  const view = new RecordView()

  function slowly(bytes: Buffer, from: number, to: number): number {
    const isObject = format.id === 'json' || format.id === 'journald'
    const line = bytes
      .toString('latin1', from, isObject ? to : Math.min(to, from + textBytes))
      .replaceAll(ansi, '')
    const clean = Buffer.from(line, 'latin1')
    const header = readHeader(isObject ? clean.toString('utf8') : line, format)
    if (header.text === undefined) return table.number(clean, header.end, header.to ?? clean.length)
    const text = Buffer.from(header.text.slice(0, textBytes).replaceAll(ansi, ''))
    return table.number(text, 0, text.length)
  }

  return (bytes: Buffer, from: number, to: number): number => {
    if (format.id === 'plain' && bytes[from] !== 0x1b) return table.number(bytes, from, to)
    if (format.id === 'syslog' && isSyslogStart(bytes, from, to)) {
      const timeEnd = syslogTimeEnd(bytes, from, to)
      if (timeEnd > 0 && readSyslogHead(view, bytes, timeEnd, to))
        return table.number(bytes, view.textFrom, to)
    }
    return slowly(bytes, from, to)
  }
}
