import { mkdtemp, readFile, rm, cp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import {
  loadPack,
  parseCatalogue,
  parseProcedure,
  siteCommands,
} from '../../../../main/procedures/load.ts'
import type { Pack } from '../../../../main/procedures/load.ts'
import { formatProblem } from '../../../../shared/domain/problems.ts'
import { unmetOf } from '../../../../main/runner/step.ts'
import { members, spec } from '../../../helpers/runner-world.ts'

const resources = fileURLToPath(new URL('../../../../resources', import.meta.url))

const head = `id: try
version: 1
stage: setup
title: Try
doc: For tests.
scope: project
expected: 1m
`
const lock = `steps:
  - id: lock
    title: Lock
    operation: customer-lock
    on: { system: source, role: db }
    args: { customer: x }
`
const undo = `    undo:
      operation: customer-unlock
      on: { system: source, role: db }
      args: { customer: x }
      verify: { operation: ids-verify, on: { system: source, role: db }, expect: { collisions: 0 } }
`
const sync = `steps:
  - id: sync
    title: Merge
    operation: xdr-sync
    on: { system: target, role: db }
    args: { environment: us }
`

const messageOf = (text: string): string => {
  const parsed = parseProcedure(text, 'try.yaml')
  return parsed.ok ? 'loaded' : formatProblem(parsed.problem)
}

describe('a procedure', () => {
  it('that is right is loaded, with its times in ms', () => {
    const parsed = parseProcedure(head + lock + undo, 'try.yaml')
    expect(parsed.ok && parsed.value).toMatchObject({ id: 'try', expected: 60_000 })
  })

  it.each([
    [
      'an operation that nobody knows',
      head + lock.replace('customer-lock', 'customer-lok'),
      /^try\.yaml:11:16: steps\.0\.operation: Invalid option/,
    ],
    [
      'no undo for a step that changes something',
      head + lock,
      /^try\.yaml:9:5: steps\.0: step "lock" changes something \(customer-lock\) and has no undo/,
    ],
    [
      'an unknown key',
      head + lock + undo + '    undoe: x\n',
      /^try\.yaml:19:5: unknown key "undoe" in steps\.0/,
    ],
    [
      'YAML that cannot be read',
      head + 'steps: [\n',
      /^try\.yaml:\d+:\d+: This is not readable YAML/,
    ],
    [
      'a key that is there twice',
      `${head}title: Again\n${lock}${undo}`,
      /^try\.yaml:8:1: This is not readable YAML: Map keys must be unique/,
    ],
    [
      'braces that the scope does not know',
      head + lock.replace('customer: x', 'customer: "{customer.id}"') + undo,
      /^try\.yaml:13:11: steps\.0\.args: \{customer\.id\} is not known in the scope project/,
    ],
    [
      'braces in an expectation that the scope does not know',
      head + lock + undo.replace('collisions: 0', 'collisions: "{cluster.id}"'),
      /^try\.yaml:18:\d+: steps\.0\.undo\.verify\.expect: \{cluster\.id\} is not known/,
    ],
    [
      'an operation on the wrong host',
      head + lock.replace('role: db', 'role: sip') + undo,
      /^try\.yaml:12:9: steps\.0\.on: customer-lock does not run on source sip/,
    ],
    [
      'an argument that is missing',
      head + lock.replace('customer: x', 'other: x') + undo,
      /^try\.yaml:13:11: steps\.0\.args: arguments of customer-lock: customer: /,
    ],
    [
      'retry arguments that the operation does not take',
      head + lock + '    retry: { attempts: 2, args: { conflicts: refuse } }\n' + undo,
      /^try\.yaml:14:\d+: steps\.0\.retry\.args: arguments of customer-lock: .*conflicts/,
    ],
    [
      'a verification that changes something',
      head + lock + undo.replace('operation: ids-verify', 'operation: ids-split'),
      /ids-split changes something and cannot verify/,
    ],
    [
      'a reading step that is to be read back by its probe',
      `${head}steps:\n  - id: look\n    title: Look\n    operation: ids-verify\n    on: { system: source, role: db }\n    verify: probe\n`,
      /step "look" only reads \(ids-verify\) and has no probe to read it back by/,
    ],
    [
      'an irreversible step without its point of no return',
      head + sync,
      /step "sync" cannot be undone \(xdr-sync\); say so in pointOfNoReturn/,
    ],
    [
      'an irreversible step without two approvals',
      `${head}pointOfNoReturn: Gone.\n${sync}    pointOfNoReturn: Gone.\n`,
      /a step cannot be undone; an approval by two people is needed/,
    ],
    [
      'an irreversible step that the procedure does not show',
      `${head}${sync}    pointOfNoReturn: Gone.\n`,
      /a step cannot be undone; say what that means in pointOfNoReturn/,
    ],
    [
      'a downtime that opens at no step',
      `${head}${lock}${undo}downtime:\n  service: api\n  budget: 1m\n  opensAt: never\n  closesAt: lock\n  probes: [{ kind: tcp, address: "a:1" }]\n`,
      /^try\.yaml:22:12: downtime\.opensAt: no step "never"/,
    ],
    [
      'two steps of one id',
      head + lock + undo + lock.replace('steps:\n', '') + undo,
      /step id "lock" is used twice/,
    ],
    [
      'states of a customer where there is none',
      head + lock + '    customerState: { after: locked }\n' + undo,
      /step "lock" names states of a customer, but the scope is project/,
    ],
  ])('with %s is refused at its place', (_, text, message) => {
    expect(messageOf(text)).toMatch(message)
  })
})

const shipped = async (): Promise<Pack> => {
  const pack = await loadPack(resources)
  if (!pack.ok) throw new Error(formatProblem(pack.problem))
  return pack.value
}

describe('the shipped pack', () => {
  it('holds the twelve procedures in the order of a migration', async () => {
    expect((await shipped()).procedures.map((p) => p.id)).toEqual([
      'analysis-survey',
      'target-acceptance',
      'ids-split',
      'database-copy',
      'catalog-freeze-check',
      'switchover-voice',
      'switchover-radius-diameter',
      'switchover-api',
      'customer-transfer',
      'customer-return',
      'vendor-xdr-sync',
      'decommission',
    ])
  })

  it('has a command for every operation that a procedure names', async () => {
    const { procedures, commands } = await shipped()
    const named = procedures.flatMap((p) =>
      p.steps.flatMap((s) => [
        s.operation,
        s.verify === 'probe' ? undefined : s.verify?.operation,
        s.undo?.operation,
        s.undo?.verify.operation,
      ]),
    )
    expect(named.filter((name) => name !== undefined && commands[name] === undefined)).toEqual([])
  })

  it('begins nothing beside another run, so that none is taken up after a newer one', async () => {
    const { procedures } = await shipped()
    expect(procedures.filter((p) => p.preconditions[0]?.check !== 'no-other-run')).toEqual([])
  })

  it('asks for two people wherever there is no way back', async () => {
    const final = (await shipped()).procedures.filter((p) =>
      p.steps.some((s) => s.pointOfNoReturn !== undefined),
    )
    expect(final.map((p) => [p.id, Math.max(...p.approvals.map((a) => a.people))])).toEqual([
      ['vendor-xdr-sync', 2],
      ['decommission', 2],
    ])
  })

  it.each([
    [
      'ids-split.yaml',
      (text: string) =>
        text.replace('procedure: target-acceptance', 'procedure: target-acceptanse'),
      'ids-split waits for the procedure "target-acceptanse", which is not in the pack',
    ],
    [
      'ids-split.yaml',
      (text: string) => text.replace('id: ids-split', 'id: ids-spilt'),
      'the id "ids-spilt" is not the name of the file',
    ],
  ])('is refused as a whole by one fault in %s', async (file, change, message) => {
    const dir = await mkdtemp(join(tmpdir(), 'pack-'))
    await cp(join(resources, 'procedures'), join(dir, 'procedures'), { recursive: true })
    const path = join(dir, 'procedures', 'dual-version', file)
    await writeFile(path, change(await readFile(path, 'utf8')))
    const pack = await loadPack(dir)
    await rm(dir, { recursive: true })
    expect(pack.ok ? '' : pack.problem.message).toBe(message)
  })
})

describe('the procedures of a customer', () => {
  it.each([
    ['O', true],
    // Suspended is a state of its bill: it moves like the others, and stays suspended.
    ['S', true],
    ['E', false],
    ['absent', false],
  ])('read back that it is live where its bill status is %s: %s', async (billStatus, holds) => {
    const { procedures } = await shipped()
    const [member] = members(1)
    if (member === undefined) throw new Error('no member')
    const expected = procedures
      .filter(({ id }) => id === 'customer-transfer' || id === 'customer-return')
      .flatMap(({ steps }) => steps.flatMap((step) => [step.verify, step.undo?.verify]))
      .flatMap((verify) =>
        verify === undefined || verify === 'probe' || !('facts.billStatus' in verify.expect)
          ? []
          : [verify.expect],
      )
    expect(expected).toHaveLength(5)
    const answer = { facts: { billStatus, billingLock: 'N' } }
    for (const wanted of expected) expect(unmetOf(answer, wanted, member) === undefined).toBe(holds)
  })
})

it('whatever is dispatched is read back from every dispatcher', async () => {
  const { procedures } = await shipped()
  const unread = procedures.flatMap(({ id, steps }) =>
    steps.flatMap((step) => {
      if (step.operation !== 'dispatch-set') return []
      const isReadBack = [step.verify, step.undo?.verify].every(
        (verify) => verify === 'probe' || verify?.on.take === 'all' || step.undo === undefined,
      )
      return step.verify !== undefined && isReadBack ? [] : [`${id} ${step.id}`]
    }),
  )
  expect(unread).toEqual([])
})

describe('a catalogue', () => {
  it.each([
    [
      'survey:\n  apply: [run, "{host}"]\n',
      /^c\.yaml:2:3: survey: survey: \{host\} is no argument of this operation/,
    ],
    [
      'customer-lock:\n  apply: [lock, "{customer}"]\n',
      /customer-lock: changes something and has no probe/,
    ],
    ['customer-lok:\n  apply: [lock]\n', /customer-lok/],
    ['survey:\n  apply: "run it"\n', /^c\.yaml:2:10: survey\.apply: /],
  ])('with a fault is refused: %s', (text, message) => {
    const parsed = parseCatalogue(text, 'c.yaml')
    expect(parsed.ok ? '' : formatProblem(parsed.problem)).toMatch(message)
  })

  it('of a site replaces single operations of the default one', async () => {
    const pack = await shipped()
    const commands = siteCommands(pack, {
      ...spec,
      commands: { survey: { apply: ['/opt/survey'] } },
    })
    expect(commands.ok && commands.value.survey).toEqual({ apply: ['/opt/survey'] })
    expect(commands.ok && commands.value['db-copy']).toEqual(pack.commands['db-copy'])
  })

  it('of a site with a fault says where to correct it', async () => {
    const commands = siteCommands(await shipped(), {
      ...spec,
      commands: { 'db-copy': { apply: ['copy'] } },
    })
    expect(commands.ok ? '' : commands.problem).toMatchObject({
      message:
        'the commands of the project are not usable: db-copy: changes something and has no probe',
      next: 'correct "commands" in project.yaml and import again',
    })
  })
})
