import { cpus, totalmem } from 'node:os'
import type { Command } from 'commander'
import type { Figure } from '../../../test/bench/figure.ts'
import { wholeNumber } from '../arguments.ts'
import { outputOf } from '../global-options.ts'
import { exitCodes, table } from '../output.ts'

type Bench = (options: {
  readonly kills?: number
  readonly parts?: readonly string[]
  readonly mib?: number
  readonly runs?: number
  readonly lines?: number
  readonly customers?: number
  readonly progress: (text: string) => void
}) => Promise<readonly Figure[]>

type Flags = {
  readonly kills?: string
  readonly part?: string
  readonly mib?: string
  readonly runs?: string
  readonly lines?: string
  readonly customers?: string
}

/** Benchmarks live in test/bench: they start peers, servers and crashes, and are no part of the product. */
const benches: Readonly<Record<string, { about: string; load: () => Promise<Bench> }>> = {
  ssh: {
    about: 'command round trip and steps a second beside OpenSSH and ansible',
    load: async () => (await import('../../../test/bench/ssh.ts')).benchSsh,
  },
  journal: {
    about: 'durable transitions a second beside a bare better-sqlite3 loop',
    load: async () => (await import('../../../test/bench/journal.ts')).benchJournal,
  },
  crash: {
    about: 'the runner is killed at random points and taken up again',
    load: async () => (await import('../../../test/bench/crash.ts')).benchCrash,
  },
  planner: {
    about: 'speed, growth, memory, quality beside first-fit and an exact solver, back-test',
    load: async () => (await import('../../../test/bench/planner.ts')).benchPlanner,
  },
  logs: {
    about: 'grouping, planted faults, speed beside grep, rg and lnav, fetch of many hosts, fuzz',
    load: async () => (await import('../../../test/bench/logs.ts')).benchLogs,
  },
  ui: {
    about: 'first paint and frames of the window beside frappe-gantt and vis-timeline; needs Xvfb',
    load: async () => (await import('../../../test/bench/ui.ts')).benchUi,
  },
  analysis: {
    about:
      'what is planted in the lab is found, nothing else; a large API read in pages and killed',
    load: async () => (await import('../../../test/bench/analysis.ts')).benchAnalysis,
  },
  lab: {
    about: 'interruptions seen by clients on real hosts (root, Linux, packages of test/lab)',
    load: async () => (await import('../../../test/bench/lab.ts')).benchLab,
  },
}

export function addBenchCommands(program: Command): void {
  const bench = program
    .command('bench')
    .description('figures, as ratios against a named peer in the same run')
  for (const [name, { about, load }] of Object.entries(benches)) {
    const command = bench.command(name).description(about)
    if (name === 'crash') command.option('--kills <n>', 'how often', '200')
    if (name === 'analysis')
      command.option(
        '--customers <n>',
        'of the API that is read, with three accounts each',
        '100000',
      )
    if (name === 'ui')
      command
        .option('--part <parts>', 'some of start,ipc,output,large,timeline,table; default: all')
        .option('--mib <n>', 'size of the log that is read meanwhile', '1024')
    if (name === 'logs')
      command
        .option(
          '--part <parts>',
          'some of grouping,new,faults,speed,check,fetch,fuzz; default: all but fuzz',
        )
        .option('--mib <n>', 'size of the log of the speed parts', '1024')
        .option('--runs <share>', 'share of the full number of runs of faults and hosts', '1')
        .option('--lines <n>', 'lines of the fuzz part', '10000000')
    command.action(async (flags: Flags, self: Command) => {
      const output = outputOf(self)
      const run = await load()
      /** Under what conditions: what was skipped, sizes, load. */
      const notes: string[] = []
      const figures = await run({
        progress: (text) => {
          notes.push(text)
          output.progress(text)
        },
        ...(flags.kills === undefined ? {} : { kills: Number(flags.kills) }),
        ...(flags.part === undefined ? {} : { parts: flags.part.split(',') }),
        ...(flags.mib === undefined ? {} : { mib: wholeNumber(flags.mib, '--mib') }),
        ...(flags.runs === undefined ? {} : { runs: Number(flags.runs) }),
        ...(flags.customers === undefined
          ? {}
          : { customers: wholeNumber(flags.customers, '--customers') }),
        ...(flags.lines === undefined ? {} : { lines: wholeNumber(flags.lines, '--lines') }),
      })
      const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'cpu'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
      output.say(
        table(
          ['figure', 'value', 'unit', 'peer', 'peer value', 'ratio'],
          figures.map((f) => [
            f.name,
            round(f.value),
            f.unit,
            f.peer ?? '',
            f.peerValue === null ? '' : round(f.peerValue),
            f.ratio === null ? '' : round(f.ratio),
          ]),
        ),
      )
      const { brokenPromises } = await import('../../../test/bench/promises.ts')
      const broken = brokenPromises(name, figures)
      for (const sentence of broken) output.progress(`NOT kept: ${sentence}`)
      output.document({ machine, figures, broken, notes })
      process.exitCode = broken.length === 0 ? exitCodes.done : exitCodes.failed
    })
  }
}

const round = (value: number): string => String(Number(value.toPrecision(4)))
