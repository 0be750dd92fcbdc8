import { join } from 'node:path'
import type { Command } from 'commander'
import { fail, ProblemError } from '../../../shared/domain/problems.ts'
import { launchDataProcess } from '../../data/launch.ts'
import { connectLab } from '../../lab/client.ts'
import { Fault } from '../../lab/faults.ts'
import { launchLab } from '../../lab/launch.ts'
import { labRate } from '../arguments.ts'
import { outputOf } from '../global-options.ts'
import { exitCodes } from '../output.ts'
import { resourcesDir } from '../session.ts'

export function addLabCommands(program: Command): void {
  const lab = program
    .command('lab')
    .description('the embedded lab: two systems and two dispatchers on this computer')

  lab
    .command('start')
    .description('start a lab that stays until `lab stop`')
    .argument('<folder>')
    .option(
      '--sample <dir>',
      'folder with project.yaml and customers.csv',
      join(resourcesDir, 'samples', 'panda-telecom'),
    )
    .option('--rate <n>', 'how much faster than real time it runs', '1')
    .option('--seed <text>', 'same seed, same lab', 'lab')
    .action(
      async (
        dir: string,
        flags: { sample: string; rate: string; seed: string },
        command: Command,
      ) => {
        const output = outputOf(command)
        const rate = labRate(flags.rate)
        const data = launchDataProcess()
        const read = await data.api.validate({ project: join(flags.sample, 'project.yaml') })
        await data.close()
        if (!read.ok) throw new ProblemError(read.problem)
        const client = await launchLab(
          { dir, ...read.value, rate, seed: flags.seed },
          { daemon: true },
        )
        output.say(`The lab runs (process ${client.pid}). Next:`)
        output.say(`  switchyard import ${dir} --out panda.switchyard`)
        output.say(`  switchyard --lab ${dir} run panda.switchyard --procedure analysis-survey`)
        output.document({ dir, pid: client.pid })
        process.exitCode = exitCodes.done
      },
    )

  lab
    .command('stop')
    .argument('<folder>')
    .action(async (dir: string) => (await connectLab(dir)).stop())

  lab
    .command('truth')
    .description('what really happened, by the lab')
    .argument('<folder>')
    .action(async (dir: string, _: unknown, command: Command) => {
      const truth = await (await connectLab(dir)).truth()
      outputOf(command).say(JSON.stringify(truth, null, 2))
      outputOf(command).document(truth)
    })

  lab
    .command('fault')
    .description(
      `let something go wrong: ${Fault.options.map((o) => o.shape.kind.value).join(', ')}`,
    )
    .argument('<folder>')
    .argument('<json>', `for example '{"kind":"import-conflict","customer":"1004"}'`)
    .action(async (dir: string, json: string) => {
      const parsed = Fault.safeParse(parse(json))
      if (parsed.success) await (await connectLab(dir)).inject(parsed.data)
      else
        fail('wrong-use', `no such fault: ${parsed.error.issues[0]?.message ?? ''}`, {
          next: 'see `lab fault --help`',
        })
    })

  lab
    .command('advance')
    .description("move the lab's clock forward")
    .argument('<folder>')
    .argument('<iso>', 'an instant, for example 2026-12-01T01:00:00Z')
    .action(async (dir: string, iso: string) => {
      const at = Date.parse(iso)
      if (Number.isNaN(at))
        fail('wrong-use', `"${iso}" is no instant`, { next: 'write 2026-12-01T01:00:00Z' })
      await (await connectLab(dir)).advanceTo(at)
    })
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return fail('wrong-use', 'the fault is not JSON', { next: 'see `lab fault --help`' })
  }
}
