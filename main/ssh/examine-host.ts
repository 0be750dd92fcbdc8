import type { HostDiagnosis, StageState } from '../../shared/domain/diagnosis.ts'
import { skewState, spaceState } from '../../shared/domain/diagnosis.ts'
import { problem, type Problem } from '../../shared/domain/problems.ts'
import type { AskClock, Exec } from './examine.ts'
import type { HopRecorder } from './hop-recorder.ts'
import { OutputCollector } from './outcome.ts'
import { shellLine } from './quote.ts'
import type { Session } from './session.ts'
import { remoteHashes } from './sftp.ts'
import { stepProgram, type HostTool } from './tools.ts'

type Facts = Omit<HostDiagnosis, 'host' | 'ok' | 'ms' | 'hops'>
type Parts = { readonly tool: HostTool | undefined; readonly askClock: AskClock | undefined }

/** Printed by the test of the shell: what stands before it was not asked for. */
const mark = 'switchyard-shell-test'

/** What a logged-in session can do on its host, stage by stage; a stage that fails does not keep the next from being looked at. */
export async function examineHost(
  session: Session,
  recorder: HopRecorder,
  { tool, askClock }: Parts,
): Promise<Facts> {
  const exec: Exec = async (argv) => {
    const output = new OutputCollector({ maxBytes: 64 * 1024 })
    const end = await session.run(shellLine(argv), output.sink())
    return output.outcome(end.kind === 'aborted' ? { kind: 'cancelled' } : end)
  }
  const system = await shell(session, recorder, exec)
  if (session.isDown) return {}
  await sftp(session, recorder)
  const supervisor = await stepSupervisor(session, recorder, tool, exec)
  const skew = askClock === undefined ? undefined : await clock(recorder, exec, askClock)
  const disk = await space(session.host, recorder, exec)
  return {
    ...(system === undefined ? {} : { system }),
    ...(supervisor === undefined ? {} : { supervisor }),
    ...(skew === undefined ? {} : { skew }),
    ...(disk === undefined ? {} : { disk }),
  }
}

async function shell(
  session: Session,
  recorder: HopRecorder,
  exec: Exec,
): Promise<string | undefined> {
  recorder.begin('shell')
  const { ending, stdout } = await exec(['sh', '-c', `echo ${mark}; uname -a`])
  if (ending.kind === 'lost' || ending.kind === 'not-started') {
    recorder.fail(ending.problem)
    return undefined
  }
  const said = Buffer.from(stdout).toString('utf8')
  const at = said.indexOf(mark)
  if (at < 0) {
    recorder.fail(
      problem('bad-answer', `${session.host} does not run commands: it answers ${quoted(said)}`, {
        where: { host: session.host },
        safe: 'nothing was changed on the host',
        next: 'look at ForceCommand, the login shell (nologin, a menu) and the restrictions of the key in authorized_keys',
      }),
    )
    return undefined
  }
  const system = said
    .slice(at + mark.length)
    .trim()
    .slice(0, 200)
  if (at === 0) recorder.end('ok', `runs commands: ${system}`)
  else
    recorder.end(
      'warn',
      `runs commands, but a login script prints ${quoted(said.slice(0, at))} before every output`,
      problem('bad-answer', `a login script of ${session.host} prints text`, {
        where: { host: session.host },
        next: 'let the script print only for terminals ([ -t 1 ]): SFTP may break on it',
      }),
    )
  return system
}

async function sftp(session: Session, recorder: HopRecorder): Promise<void> {
  recorder.begin('sftp')
  const opened = await session.sftp()
  if (opened.kind !== 'open') {
    const why = 'problem' in opened ? opened.problem.message : 'it was not answered'
    return recorder.fail(noSftp(session.host, why))
  }
  const home = await new Promise<string | Error>((resolve) => {
    opened.sftp.realpath('.', (error, path) => resolve(error ?? path))
  })
  opened.end()
  if (home instanceof Error) recorder.fail(noSftp(session.host, home.message))
  else recorder.end('ok', `files can be put on the host; the home is ${home.slice(0, 200)}`)
}

const noSftp = (host: string, why: string): Problem =>
  problem('tools-missing', `files cannot be put on ${host}: ${why}`, {
    where: { host },
    safe: 'nothing was changed on the host',
    next: 'switch the sftp subsystem on in sshd_config (Subsystem sftp internal-sftp)',
  })

async function stepSupervisor(
  session: Session,
  recorder: HopRecorder,
  tool: HostTool | undefined,
  exec: Exec,
): Promise<Facts['supervisor']> {
  if (tool === undefined) return undefined
  recorder.begin('supervisor')
  const sha256 = (await remoteHashes(session, [stepProgram])).get(stepProgram)
  if (sha256 === undefined) {
    const missing = (await exec(['sha256sum', '/dev/null'])).ending
    if (missing.kind === 'exited' && missing.code === 127)
      recorder.fail(
        problem('tools-missing', `${session.host} has no sha256sum`, {
          where: { host: session.host },
          safe: 'nothing was changed on the host',
          next: 'install coreutils: the supervisor of steps is only used when its hash is right',
        }),
      )
    else recorder.end('ok', 'not there yet; it is put there before the first step')
    return { same: false }
  }
  const output = new OutputCollector({ maxBytes: 4096 })
  await session.run(`sh ${stepProgram} version`, output.sink())
  const said = Buffer.from(output.outcome({ kind: 'cancelled' }).stdout).toString('latin1')
  const version = /^switchyard-step (?<version>\d+)$/m.exec(said)?.groups?.['version']
  const same = sha256 === tool.sha256
  recorder.end(
    same ? 'ok' : 'warn',
    `${version === undefined ? 'of no known version' : `version ${version}`}, sha256 ${sha256.slice(0, 12)}…${
      same
        ? ', the very same as here'
        : ': not the one from here; it is replaced before the next step'
    }`,
  )
  return { sha256, same, ...(version === undefined ? {} : { version }) }
}

async function clock(
  recorder: HopRecorder,
  exec: Exec,
  askClock: AskClock,
): Promise<Facts['skew']> {
  recorder.begin('clock')
  const told = await askClock(exec)
  if (!told.ok) {
    recorder.end('warn', told.problem.message, told.problem)
    return undefined
  }
  const { skewMs, uncertaintyMs } = told.value
  recorder.end(skewState(told.value), skewWords(skewMs, uncertaintyMs))
  return { skewMs, uncertaintyMs }
}

const skewWords = (skewMs: number, uncertaintyMs: number): string => {
  const doubt = `± ${Math.ceil(uncertaintyMs)} ms`
  if (Math.abs(skewMs) <= uncertaintyMs) return `the same time as here, ${doubt}`
  return `${Math.abs(Math.round(skewMs))} ms ${skewMs > 0 ? 'ahead' : 'behind'}, ${doubt}`
}

async function space(host: string, recorder: HopRecorder, exec: Exec): Promise<Facts['disk']> {
  recorder.begin('disk')
  const { stdout } = await exec(['df', '-Pk', '.'])
  const row = /^\S.*?\s(?<total>\d+)\s+\d+\s+(?<free>\d+)\s+\d+%\s/m.exec(
    Buffer.from(stdout).toString('latin1'),
  )?.groups
  if (row === undefined) {
    recorder.end('warn', 'the host did not say how much space is free (df -Pk .)')
    return undefined
  }
  const disk = {
    freeBytes: Number(row['free']) * 1024,
    totalBytes: Number(row['total']) * 1024,
  }
  const state: StageState = spaceState(disk.freeBytes)
  const sentence = `${gib(disk.freeBytes)} of ${gib(disk.totalBytes)} free where the home is`
  if (state === 'ok') recorder.end('ok', sentence)
  else
    recorder.end(
      state,
      sentence,
      problem('disk-full', `${host} has little space left: ${sentence}`, {
        where: { host },
        next: 'make room in the home of the login user; ended steps can be removed with: switchyard hosts PROJECT --clean 7',
      }),
    )
  return disk
}

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`
const quoted = (text: string): string => JSON.stringify(text.trim().slice(0, 100))
