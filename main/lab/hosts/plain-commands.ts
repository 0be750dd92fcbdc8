import { createHash } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import { hostTime } from '../world/plants.ts'
import { diskFreeMiB, releaseOf } from '../world/survey-operations.ts'
import { FileError } from './home.ts'
import { Job } from './job.ts'
import type { Machine } from './machine.ts'
import { splitWords } from './words.ts'

/** The few ordinary programs of a simulated host. Anything else ends with 127, as in `sh`. */

type Run = (machine: Machine, args: readonly string[], job: Job) => void

const readFile = (machine: Machine, path: string): Buffer =>
  machine.logs.contents(path) ?? machine.home.file(machine.home.resolve(path)).data

/** For each file: what it gives goes to stdout, a missing one is a complaint and exit code 1. */
const eachFile =
  (name: string, give: (data: Buffer, path: string) => Buffer | string): Run =>
  (machine, paths, job) => {
    let code = 0
    for (const path of paths) {
      try {
        job.out.push(give(readFile(machine, path), path))
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        job.err.push(`${name}: ${path}: No such file or directory\n`)
        code = 1
      }
    }
    job.exit(code)
  }

const commands: Readonly<Record<string, Run>> = {
  true: (_, __, job) => job.exit(0),
  false: (_, __, job) => job.exit(1),
  echo: (_, args, job) => job.finish(0, `${args.join(' ')}\n`),
  hostname: ({ host }, _, job) => job.finish(0, `${host.name}\n`),
  uname: ({ host, world }, args, job) =>
    job.finish(
      0,
      args.includes('-a')
        ? `Linux ${host.name} 4.18.0-${releaseOf(world, host)} x86_64 GNU/Linux\n`
        : 'Linux\n',
    ),
  /** The format that a client's question for the time has, and no other. */
  date: ({ time, world, host }, [format], job) => {
    if (format !== '+%s.%N') return job.finish(1, '', 'date: invalid format\n')
    const at = hostTime(world, host.name, time.now())
    const nanos = Math.floor((at % 1000) * 1e6)
    job.finish(0, `${Math.floor(at / 1000)}.${String(nanos).padStart(9, '0')}\n`)
  },
  /** Of the home, in the form that POSIX fixes (`-P -k`), and no other. */
  df: ({ faults, host, world }, args, job) => {
    if (args.join(' ') !== '-Pk .') return job.finish(1, '', 'df: the lab knows df -Pk . only\n')
    const total = 976_762_584
    const free = faults.lasting('disk-full', host.name) ? 0 : diskFreeMiB(world, host) * 1024
    const used = total - free
    job.finish(
      0,
      `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 ${total} ${used} ${free} ${Math.ceil((100 * used) / total)}% /\n`,
    )
  },
  cat: eachFile('cat', (data) => data),
  sha256sum: eachFile(
    'sha256sum',
    (data, path) => `${createHash('sha256').update(data).digest('hex')}  ${path}\n`,
  ),
  /** Seconds of lab time. */
  sleep: ({ time }, [seconds], job) => {
    const wait = Number(seconds)
    if (!(wait >= 0)) return job.finish(1, '', `sleep: invalid time interval ‘${seconds ?? ''}’\n`)
    job.onKill = time.after(wait * 1000, () => job.exit(0))
  },
  sh: (machine, args, job) => runScript(machine, args, job),
}

export function startPlain(machine: Machine, argv: readonly string[]): Job {
  const job = new Job()
  const [name = '', ...args] = argv
  const run = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (run === undefined) job.finish(127, '', `sh: 1: ${name}: not found\n`)
  else run(machine, args, job)
  return job
}

/** `sh -c 'one; two >&2; exit 3'`: a list of simple commands, each waits for the one before. */
function runScript(machine: Machine, args: readonly string[], job: Job): void {
  const [flag, script] = args
  if (flag !== '-c' || script === undefined)
    return job.finish(2, '', `sh: 0: cannot open ${flag ?? 'stdin'}: No such file\n`)
  const parts = script
    .split(/[;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  let last = 0
  const step = (): void => {
    const part = parts.shift()
    if (part === undefined) return job.exit(last)
    const toErr = part.endsWith('>&2')
    let words: string[]
    try {
      words = splitWords(toErr ? part.slice(0, -3) : part, machine.home.root)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return job.finish(error.exitCode, '', `${error.message}\n`)
    }
    if (words[0] === 'exit') return job.exit(Number(words[1] ?? last) & 0xff)
    const child = startPlain(machine, words)
    job.onKill = () => child.kill({ kind: 'signalled', signal: 15 })
    const over = (): void => {
      if (child.ending?.kind !== 'exited') return
      for (const chunk of child.out.chunks) (toErr ? job.err : job.out).push(chunk)
      for (const chunk of child.err.chunks) job.err.push(chunk)
      last = child.ending.code
      step()
    }
    if (child.ending === undefined) {
      // What the list has printed so far can be read while it waits.
      job.print('')
      child.onChange(over)
    } else over()
  }
  step()
}
