import { problem } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { Modification, ModificationKind } from './facts.ts'

/**
 * The text report of a modification check (domain.md 8.4): one block a server, sections within. What is not understood is named with
 * its line, and so is a block that ends in the middle: half a report must not look like a clean system.
 */
export type ReportBlock = {
  readonly name: string
  readonly address: string
  readonly line: number
}

export type ModificationReport = {
  readonly blocks: readonly ReportBlock[]
  readonly modifications: readonly Modification[]
  readonly unread: readonly Problem[]
}

type Section = 'none' | 'etc' | 'files' | 'rpms' | 'overrides' | 'backup'

/** Lines that open a section, or say something by themselves. */
const heads: readonly (readonly [pattern: RegExp, section: Section])[] = [
  [/^Modified \/etc config files:\s*$/, 'etc'],
  [/^Modified files:\s*$/, 'files'],
  [/^Check installed rpms:\s*$/, 'rpms'],
  [/^tt\.local config files:\s*$/, 'overrides'],
  [/^All custom patched files are backed up to:?\s*$/, 'backup'],
]

const verifyFlags = /^(?<flags>[.?SM5DLUGTPCc]{8,9}|missing)\s+(?:[cdglr]\s+)?(?<path>\/.*)$/
const blockHead = /^-{3,}\s*(?<name>\S+)\s+(?<address>\S+)\s*-{3,}\s*$/
const mostUnknown = 20

export function readModificationReport(text: string, file: string): ModificationReport {
  const reader = createReader(file)
  text.split('\n').forEach((line, i) => reader.line(line.replace(/\r$/, ''), i + 1))
  return reader.end(text.endsWith('\n'))
}

function createReader(file: string) {
  const blocks: ReportBlock[] = []
  const modifications: Modification[] = []
  const unread: Problem[] = []
  let unknown = 0
  let lastLine = 0
  let section: Section = 'none'
  let entries = 0
  let group = ''

  const note = (message: string, line: number, next: string): void =>
    void unread.push(problem('bad-input', message, { where: { file, line }, next }))
  const found = (line: number, kind: ModificationKind, name: string, detail?: string): void => {
    entries += 1
    modifications.push({
      host: blocks.at(-1)?.name ?? file,
      kind,
      name: name.slice(0, 1000),
      ...(detail === undefined || detail === '' ? {} : { detail: detail.slice(0, 1000) }),
      source: `${file} line ${line}`,
    })
  }
  const strange = (text: string, line: number): void => {
    unknown += 1
    if (unknown <= mostUnknown)
      note(
        `a line of the report is not understood: ${text.trim().slice(0, 100)}`,
        line,
        'look at this line yourself, and write what it says into the register',
      )
  }
  /** A section that was opened and has nothing in it was cut off. */
  const closeSection = (line: number): void => {
    if (section !== 'none' && section !== 'rpms' && entries === 0)
      note(
        `the block of ${blocks.at(-1)?.name ?? 'no server'} ends within a section that has no entry`,
        line,
        'the report was cut: take it again on this server, and read it in whole',
      )
    section = 'none'
    entries = 0
    group = ''
  }

  const single = (text: string, line: number): boolean => {
    const missing = /^Missing rpms?:\s*(?<names>.*?)\.?\s*$/.exec(text)?.groups?.['names']
    const unwanted = /^\[debug\] Shouldn't be installed:\s*(?<name>\S+)\s*$/.exec(text)?.groups
    const deleted = /^\[info\] rpms in (?<group>\S+) group:\s*\[(?<names>.*)\]\s*$/.exec(text)
    const web = /^Custom httpd conf file was found:\s*(?<path>\S.*)$/.exec(text)?.groups
    const needs = /^(?:Unsatisfied|Missing) dependenc(?:y|ies)[^:]*:\s*(?<what>\S.*)$/i.exec(text)
    if (missing !== undefined) {
      for (const name of missing.split(/[\s,]+/).filter((n) => n !== ''))
        found(line, 'missing-package', name)
    } else if (unwanted !== undefined) found(line, 'package', unwanted['name'] ?? '')
    else if (deleted?.groups !== undefined) {
      for (const name of (deleted.groups['names'] ?? '').split(','))
        if (name.trim() !== '')
          found(
            line,
            'package',
            name.trim().replaceAll(/^['"]|['"]$/g, ''),
            `group ${deleted.groups['group'] ?? ''}`,
          )
    } else if (web !== undefined) found(line, 'web-config', web['path'] ?? '')
    else if (needs?.groups !== undefined) found(line, 'dependency', needs.groups['what'] ?? '')
    else return false
    return true
  }

  const entry = (text: string, line: number): void => {
    const trimmed = text.trim()
    const flags = verifyFlags.exec(trimmed)?.groups
    const isPath = trimmed.startsWith('/')
    if (section === 'files' && flags !== undefined)
      found(line, 'file', flags['path'] ?? '', [flags['flags'], group].filter(Boolean).join(' '))
    else if (section === 'files' && /^[A-Za-z][\w.+-]*$/.test(trimmed)) group = trimmed
    else if (section === 'etc' && isPath) found(line, 'os', trimmed)
    else if (section === 'overrides' && isPath) found(line, 'override', trimmed)
    else if (section === 'backup' && isPath) entries += 1
    else strange(text, line)
  }

  return {
    line(text: string, line: number): void {
      if (text.trim() === '') return
      lastLine = line
      const block = blockHead.exec(text)?.groups
      if (block !== undefined) {
        closeSection(line)
        blocks.push({ name: block['name'] ?? '', address: block['address'] ?? '', line })
        return
      }
      if (blocks.length === 0) return strange(text, line)
      const head = heads.find(([pattern]) => pattern.test(text))
      if (head !== undefined) {
        closeSection(line)
        section = head[1]
      } else if (!single(text, line)) entry(text, line)
    },
    end(whole: boolean): ModificationReport {
      closeSection(lastLine)
      if (!whole && lastLine > 0)
        note(
          'the last line of the report has no end: it may have been cut',
          lastLine,
          'take the report again and compare its length',
        )
      if (unknown > mostUnknown)
        note(
          `${unknown - mostUnknown} more lines of the report are not understood`,
          lastLine,
          'this may be a report of another kind: look at it',
        )
      return { blocks, modifications, unread }
    },
  }
}
