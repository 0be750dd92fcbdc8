import { readdirSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkFiles, importProject } from '../../../../../main/data/import/import.ts'
import { customersCsv } from '../../../../../shared/domain/customers-csv.ts'
import { formatPlace } from '../../../../../shared/domain/problems.ts'
import { instant } from '../../../../../shared/domain/time.ts'
import { goodCsv, goodYaml, header, writeFiles } from './import-files.ts'

/** Findings as `file:line:column: message`, the folder taken off. */
function findings(yaml: string, csv: string | Uint8Array): readonly string[] {
  const files = writeFiles(yaml, csv)
  const checked = checkFiles(files)
  if (checked.ok) return []
  return (checked.problem.more ?? []).map(
    ({ where, message }) => `${formatPlace(where).replace(`${files.folder}/`, '')}: ${message}`,
  )
}

const csv = (...rows: readonly string[]): string => [header, ...rows, ''].join('\n')
const lineOf = (text: string, part: string): number =>
  text.slice(0, text.indexOf(part)).split('\n').length

describe('a good pair of files', () => {
  it('gives the project with its defaults and the customers', () => {
    const checked = checkFiles(writeFiles(goodYaml, goodCsv))
    expect(checked.ok && [checked.value.spec.name, checked.value.customers.length]).toEqual([
      'Panda Telecom',
      1,
    ])
  })
})

describe('project.yaml', () => {
  it('names the line and column of a misspelt setting', () => {
    const yaml = goodYaml.replace('soakDays:', 'soakDay:')
    expect(findings(yaml, goodCsv)).toEqual([
      `project.yaml:${lineOf(yaml, 'soakDay:')}:1: The project has no setting “soakDay”. Is it misspelt?`,
    ])
  })

  it('names the line and column of a wrong value', () => {
    const yaml = goodYaml.replace('release: MR100', 'release: 100')
    expect(findings(yaml, goodCsv)[0]).toMatch(
      new RegExp(`^project.yaml:${lineOf(yaml, 'release: 100')}:14: systems.target.release: `),
    )
  })

  it('is refused with the place when it is no YAML', () => {
    expect(findings('name: [unclosed\nsystems: x\n', goodCsv)[0]).toMatch(
      /^project\.yaml:\d+:\d+: This is not readable YAML: /,
    )
  })

  it('may name one list for as many hosts as there are', () => {
    const hosts = Array.from(
      { length: 150 },
      (_, i) =>
        `  - { name: log-${i}, system: source, roles: [log], jump: ${i === 0 ? '&hops [bastion]' : '*hops'} }\n`,
    )
    const yaml = goodYaml.replace('hosts:\n', `hosts:\n${hosts.join('')}`)
    expect(findings(yaml, goodCsv)).toEqual([])
  })

  it('is refused at the alias that names nothing', () => {
    expect(findings('name: Panda\nhosts: *all\n', goodCsv)[0]).toMatch(
      /^project\.yaml:2:8: This is not readable YAML: Unresolved alias .*: all$/,
    )
  })

  it('is refused when its aliases multiply each other', () => {
    const lines = Array.from(
      { length: 9 },
      (_, i) =>
        `a${i}: &a${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*a${i - 1}`)
          .join(', ')}]\n`,
    )
    expect(findings(lines.join(''), goodCsv)[0]).toMatch(
      /^project\.yaml:1:1: This is not readable YAML: .*alias/i,
    )
  })

  it('is refused when a setting is written twice', () => {
    expect(findings(`${goodYaml}soakDays: 3\n`, goodCsv)[0]).toMatch(
      /not readable YAML: Map keys must be unique/,
    )
  })

  it('must not hold a secret', () => {
    const yaml = `${goodYaml}commands:\n  db-copy:\n    password: hunter2\n`
    expect(findings(yaml, goodCsv)).toEqual([
      `project.yaml:${lineOf(yaml, 'password:')}:15: This looks like a secret (password). Secrets are kept in the keychain, never in a project.`,
    ])
  })

  it.each([
    ['{ name: dsbc2,', '{ name: dsbc1,', 'There are two of host “dsbc1”.'],
    [
      '[sip], cluster: us1 }\n  - { name: src-sip-uk',
      '[sip], cluster: us9 }\n  - { name: src-sip-uk',
      'Host src-sip-us is of the cluster “us9”',
    ],
    [
      '{ name: src-db, system: source, roles: [db, billing, radius] }',
      '{ name: src-db, system: source, roles: [billing] }',
      'No host of the source has the role db.',
    ],
    ['environment: uk, voice', 'environment: fr, voice', 'Cluster uk1 is in the environment “fr”'],
    ['zone: Europe/London', 'zone: Europe/Londn', '“Europe/Londn” is no time zone'],
    ['release: MR100', 'release: MR80', 'release MR80 is not newer than the source'],
    ['  radius: 192.0.2.30:1812\n', '', 'so services.radius is needed'],
    ['batchSize: 100', 'batchSize: 151', 'transfer.batchSize 151 is above maxBatchSize 150.'],
  ])('is checked across its parts: %s', (good, wrong, message) => {
    expect(findings(goodYaml.replace(good, wrong), goodCsv).join('\n')).toContain(message)
  })
})

describe('planning in project.yaml', () => {
  const unplanned = goodYaml.replace(/^planning:\n(?:(?: .*)?\n)*/m, '')

  it.each([
    ['coolDownDays: soon', 'planning.coolDownDays: '],
    ['cooldown: 3', 'planning has no setting “cooldown”'],
    [
      'coolDownDays: 3\n  teams: [{ id: night, title: Night, environments: [fr] }]',
      'no environment “fr”',
    ],
    ['calendars: { fr: { workingWeek: [mon] } }', 'no environment “fr”; there are: us, uk'],
    ['calendars: { us: { workingWeek: [monday] } }', 'planning.calendars.us.workingWeek[1]: '],
    ['pins: [{ customer: "77", batch: pilot }]', 'no customer 77'],
    [
      'blackouts: [{ from: 2026-02-30, to: 2026-03-01, reason: x }]',
      'planning.blackouts[1].from: ',
    ],
  ])('names the line of what is wrong: %s', (text, message) => {
    const yaml = `${unplanned}planning:\n  ${text}\n`
    const found = findings(yaml, goodCsv)
    const last = yaml.trimEnd().split('\n').length
    expect(found).toEqual([expect.stringMatching(new RegExp(`^project\\.yaml:${last}:\\d+: .*`))])
    expect(found[0]).toContain(message)
  })
})

describe('customers.csv', () => {
  it.each([
    [
      'an unknown column',
      goodCsv.replace('ivr', 'iwr'),
      'customers.csv:1:iwr: Unknown column “iwr”',
    ],
    [
      'a missing column',
      goodCsv.replace(',ivr', ''),
      'customers.csv:1:ivr: Column “ivr” is missing.',
    ],
    [
      'columns in another order',
      csv('x').replace('id,name', 'name,id'),
      'The columns must stand in this order',
    ],
    [
      'a short row',
      csv('1,Bamboo,us,retail'),
      'customers.csv:2: The row has 4 cells, the header has 12.',
    ],
    [
      'a number that is none',
      csv('1,Bamboo,us,retail,,,1e3,P,1,,,'),
      'customers.csv:2:accounts: accounts: ',
    ],
    [
      'unknown hand work',
      csv('1,Bamboo,us,retail,,,1,P,1,,mail;fax,'),
      'customers.csv:2:hand_work: hand_work: ',
    ],
    ['an unclosed quote', csv('1,"Bamboo,us,retail,,,1,P,1,,,'), 'This is not readable CSV'],
    [
      'a quote that is opened in the middle of a file',
      csv('1,A,us,retail,,,1,P,1,,,', '2,"B,us,retail,,,1,P,1,,,', '3,C,us,retail,,,1,P,1,,,'),
      'customers.csv:3: This is not readable CSV from the row on that begins in this line: Quote Not Closed',
    ],
    [
      'semicolons between the cells, as a spreadsheet writes them in many countries',
      goodCsv.replaceAll(',', ';'),
      'customers.csv:1: The cells are separated by “;”, not by commas; save the file with commas.',
    ],
    [
      'tabs between the cells',
      goodCsv.replaceAll(',', '\t'),
      'customers.csv:1: The cells are separated by tabs, not by commas; save the file with commas.',
    ],
    ['no row', csv(), 'There is no customer in the file.'],
    [
      'a duplicate id',
      csv('1,A,us,retail,,,1,P,1,,,', '2,B,us,retail,,,1,P,1,,,', '1,C,us,retail,,,1,P,1,,,'),
      'customers.csv:4:id: Customer 1 is there twice: rows 2 and 4.',
    ],
    [
      'an unknown environment',
      csv('1,A,fr,retail,,,1,P,1,,,'),
      'customers.csv:2:environment: Customer 1 is in the environment “fr”, which project.yaml does not have; it has: us, uk.',
    ],
    [
      'an unknown parent',
      csv('1,A,us,subcustomer,9,,1,P,1,,,'),
      'customers.csv:2:parent: The parent 9 of customer 1 is not in the file.',
    ],
    [
      'a subcustomer without a parent',
      csv('1,A,us,subcustomer,,,1,P,1,,,'),
      'Subcustomer 1 names no parent.',
    ],
    [
      'a parent that is no reseller',
      csv('1,A,us,retail,,,1,P,1,,,', '2,B,us,subcustomer,1,,1,P,1,,,'),
      'customers.csv:3:parent: The parent 1 of customer 2 is no reseller but retail.',
    ],
    [
      'a circle of resellers',
      csv(
        '1,A,us,reseller,2,,0,P,0,,,',
        '2,B,us,reseller,3,,0,P,0,,,',
        '3,C,us,reseller,1,,0,P,0,,,',
      ),
      'customers.csv:2:parent: Resellers are above each other in a circle: 1 → 2 → 3 → 1.',
    ],
    [
      'a main office elsewhere',
      csv('1,A,us,retail,,,1,P,1,,,', '2,B,uk,retail,,1,1,P,1,,,'),
      'customers.csv:3:main_office: The main office 1 of customer 2 is in the environment us, the customer in uk.',
    ],
    [
      'a main office that is a branch',
      csv('1,A,us,retail,,,1,P,1,,,', '2,B,us,retail,,1,1,P,1,,,', '3,C,us,retail,,2,1,P,1,,,'),
      'The main office 2 of customer 3 is itself a branch of 1.',
    ],
  ])('with %s is refused at its place', (_what, text, message) => {
    expect(findings(goodYaml, text).join('\n')).toContain(message)
  })

  const wide = (columns: string, cells: string): string =>
    `${header},${columns}\n1,A,us,retail,,,1,P,1,,,,${cells}\n`

  it.each([
    ['tags', 'vip; early  north', { tags: ['vip', 'early', 'north'] }],
    ['zone', 'Asia/Kathmandu', { zone: 'Asia/Kathmandu' }],
    ['tags,contact', ',ops@bamboo.example', { contact: 'ops@bamboo.example' }],
    ['tags,zone,contact', ',,', {}],
  ])('may have the further columns %s', (columns, cells, expected) => {
    const checked = checkFiles(writeFiles(goodYaml, wide(columns, cells)))
    const { tags, zone, contact } = (checked.ok && checked.value.customers[0]) || {}
    expect({ tags, zone, contact }).toEqual({
      tags: undefined,
      zone: undefined,
      contact: undefined,
      ...expected,
    })
  })

  it.each([
    [
      'a zone that is none',
      wide('zone', 'Asia/Katmandoo'),
      'customers.csv:2:zone: zone: “Asia/Katmandoo” is no time zone',
    ],
    [
      'further columns in another order',
      wide('contact,tags', ','),
      'contact: The columns must stand in this order',
    ],
    [
      'a row that lacks a further cell',
      `${header},tags\n1,A,us,retail,,,1,P,1,,,\n`,
      'The row has 12 cells, the header has 13.',
    ],
  ])('with %s is refused at its place', (_what, text, message) => {
    expect(findings(goodYaml, text).join('\n')).toContain(message)
  })

  it('is written with the further columns that somebody uses, and read back the same', () => {
    const checked = checkFiles(writeFiles(goodYaml, wide('tags,zone', 'vip,Europe/London')))
    const before = checked.ok ? checked.value.customers : []
    const again = checkFiles(writeFiles(goodYaml, customersCsv(before)))
    expect(again.ok && again.value.customers).toEqual(before)
  })

  it('counts rows by line, also after a cell of several lines', () => {
    const text = csv('1,"Bamboo\nLtd",us,retail,,,1,P,1,,,', '2,B,fr,retail,,,1,P,1,,,')
    expect(findings(goodYaml, text)[0]).toMatch(/^customers\.csv:4:environment: /)
  })

  it('has no customer in the empty rows that a spreadsheet leaves', () => {
    const empty = ',,,,,,,,,,,'
    expect(findings(goodYaml, csv(empty, '1,A,us,retail,,,1,P,1,,,', empty, empty))).toEqual([])
  })

  it('is refused with the line when it is not UTF-8', () => {
    const text = Buffer.concat([Buffer.from(goodCsv), Buffer.from([0x32, 0x2c, 0xe9, 0x2c])])
    expect(findings(goodYaml, text)).toEqual([
      'customers.csv:3: The file is not UTF-8; save it as UTF-8.',
    ])
  })

  it('with hundreds of mistakes shows fifty and counts the rest', () => {
    const rows = Array.from({ length: 120 }, (_, i) => `${i + 1},A,fr,retail,,,1,P,1,,,`)
    const shown = findings(goodYaml, csv(...rows))
    expect([shown.length, shown.at(-1)]).toEqual([51, ': and 70 more of the kind'])
  })
})

describe('importProject', () => {
  const at = instant(1_772_413_200_000)

  it('leaves nothing behind when it fails', async () => {
    const files = writeFiles(goodYaml, goodCsv.replace('us,retail', 'fr,retail'))
    expect((await importProject(files, at)).ok).toBe(false)
    expect(readdirSync(files.folder).sort()).toEqual(['customers.csv', 'project.yaml'])
  })

  it('makes one file and no other', async () => {
    const files = writeFiles(goodYaml, goodCsv)
    const done = await importProject(files, at)
    expect(done.ok && [done.value.customers, done.value.accounts, done.value.lastSeq]).toEqual([
      1, 3, 1,
    ])
    expect(readdirSync(files.folder).sort()).toEqual([
      'customers.csv',
      basename(files.out),
      'project.yaml',
    ])
  })

  it('never replaces a file that is there', async () => {
    const files = writeFiles(goodYaml, goodCsv)
    writeFileSync(files.out, 'mine')
    const done = await importProject(files, at)
    expect(!done.ok && [done.problem.code, done.problem.message]).toEqual([
      'not-allowed',
      'There is a file here already; an import never replaces one.',
    ])
  })

  it('says so when the folder does not exist', async () => {
    const files = writeFiles(goodYaml, goodCsv)
    const done = await importProject({ ...files, out: `${files.folder}/no/such/x.switchyard` }, at)
    expect(!done.ok && done.problem.message).toBe('The folder for the project file does not exist.')
  })
})
