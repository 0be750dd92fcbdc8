import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createSessionPool, type SshSessionPool } from '../../main/ssh/session-pool.ts'
import { makeKey, sshdMissing, startSshd, type RealSshd } from '../helpers/sshd.ts'
import { stepToolBytes } from '../helpers/ssh-server.ts'
import type { Figure } from './figure.ts'

const hosts = 12
const rounds = 200
const stepsPerHost = 25
const ansibleTasks = 5

/** Commands and steps per second against Debian's sshd, beside the tools that an operator would use instead. */
export async function benchSsh(): Promise<Figure[]> {
  needPackages()
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-bench-'))
  const servers: RealSshd[] = []
  try {
    const identityFile = join(folder, 'id')
    makeKey(identityFile)
    for (let i = 0; i < hosts; i += 1) servers.push(await startSshd({ identityFile }))
    const bench: Bench = { folder, identityFile, servers, knownHosts: join(folder, 'known_hosts') }
    writeFileSync(bench.knownHosts, servers.map((server) => server.hostKeyLine).join(''))
    writeFileSync(join(folder, 'ssh_config'), sshConfig(bench))
    return [await fanOut(bench), await roundTrip(bench), await stepRate(bench)]
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(folder, { recursive: true, force: true })
  }
}

type Bench = {
  readonly folder: string
  readonly identityFile: string
  readonly knownHosts: string
  readonly servers: readonly RealSshd[]
}

function needPackages(): void {
  const missing = sshdMissing()
  if (missing !== undefined) throw new Error(missing)
  for (const [program, name] of [
    ['/usr/bin/ssh', 'openssh-client'],
    ['/usr/bin/ansible-playbook', 'ansible'],
  ] as const)
    if (!existsSync(program))
      throw new Error(`${program} is missing: install the Debian package ${name}`)
}

const hostName = (index: number): string => `host${index}`

/** One file for all three: our pool, the OpenSSH client and Ansible. */
const sshConfig = ({ servers, identityFile, knownHosts, folder }: Bench): string =>
  [
    ...servers.flatMap((server, i) => [`Host ${hostName(i)}`, `  Port ${server.port}`]),
    'Host *',
    '  HostName 127.0.0.1',
    `  User ${userInfo().username}`,
    `  IdentityFile ${identityFile}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${knownHosts}`,
    `  ControlPath ${folder}/%C`,
  ].join('\n')

async function withPool<T>(bench: Bench, work: (pool: SshSessionPool) => Promise<T>): Promise<T> {
  const pool = createSessionPool({
    configFile: join(bench.folder, 'ssh_config'),
    stepTool: stepToolBytes(),
  })
  try {
    return await work(pool)
  } finally {
    pool.close()
  }
}

const must = (ending: { readonly kind: string }): void => {
  if (ending.kind !== 'exited') throw new Error(`a command of the bench ended ${ending.kind}`)
}

/** Twelve hosts nobody has talked to yet: connect, log in, run one command, all at once. */
async function fanOut(bench: Bench): Promise<Figure> {
  const value = await withPool(bench, async (pool) => {
    const started = performance.now()
    const outcomes = await Promise.all(
      bench.servers.map((_server, i) => pool.exec(hostName(i), ['uname', '-n'])),
    )
    for (const { ending } of outcomes) must(ending)
    return performance.now() - started
  })
  return { name: 'ssh.fanout.12', value, unit: 'ms', peer: null, peerValue: null, ratio: null }
}

/** Ours and the peer's take turns, so that load from outside meets both. */
async function roundTrip(bench: Bench): Promise<Figure> {
  const config = ['-F', join(bench.folder, 'ssh_config')]
  const run = promisify(execFile)
  execFileSync('/usr/bin/ssh', [...config, '-MNf', hostName(0)], { stdio: 'ignore' })
  try {
    return await withPool(bench, async (pool) => {
      const ours: number[] = []
      const theirs: number[] = []
      must((await pool.exec(hostName(0), ['true'])).ending)
      for (let i = 0; i < rounds; i += 1) {
        ours.push(await timed(async () => must((await pool.exec(hostName(0), ['true'])).ending)))
        theirs.push(await timed(() => run('/usr/bin/ssh', [...config, hostName(0), 'true'])))
      }
      return compare(
        'ssh.exec.p50',
        'ms',
        median(ours),
        'OpenSSH client, ControlMaster',
        median(theirs),
      )
    })
  } finally {
    execFileSync('/usr/bin/ssh', [...config, '-O', 'exit', hostName(0)], { stdio: 'ignore' })
  }
}

/**
 * Steps that do nothing, on 12 hosts at a time. Ansible gets what makes it fast (pipelining, 12 forks, open
 * connections), and its start is not counted: only what each further task of a playbook takes.
 */
async function stepRate(bench: Bench): Promise<Figure> {
  const ours = await withPool(bench, async (pool) => {
    const names = bench.servers.map((_server, i) => hostName(i))
    const stepOn = async (name: string, number: number): Promise<void> =>
      must((await pool.step(name, `bench-${number}`, ['true'])).ending)
    await Promise.all(names.map((name) => stepOn(name, 0)))
    const ms = await timed(() =>
      Promise.all(
        names.map(async (name) => {
          for (let i = 1; i <= stepsPerHost; i += 1) await stepOn(name, i)
        }),
      ),
    )
    return (hosts * stepsPerHost * 1000) / ms
  })
  await playbook(bench, 1) // opens the connections
  const oneMs = await timed(() => playbook(bench, 1))
  const moreMs = await timed(() => playbook(bench, 1 + ansibleTasks))
  const theirs = (hosts * ansibleTasks * 1000) / (moreMs - oneMs)
  return compare('ssh.steps.rate', '1/s', ours, 'ansible, pipelining, 12 forks', theirs)
}

async function playbook(bench: Bench, tasks: number): Promise<void> {
  const file = join(bench.folder, `play${tasks}.yml`)
  const task = '    - ansible.builtin.command: "true"\n'
  writeFileSync(file, `- hosts: all\n  gather_facts: false\n  tasks:\n${task.repeat(tasks)}`)
  const inventory = join(bench.folder, 'inventory')
  const python = 'ansible_python_interpreter=/usr/bin/python3'
  writeFileSync(inventory, bench.servers.map((_server, i) => `${hostName(i)} ${python}\n`).join(''))
  const config = join(bench.folder, 'ansible.cfg')
  writeFileSync(config, '[defaults]\n')
  await promisify(execFile)('/usr/bin/ansible-playbook', ['-i', inventory, file], {
    env: {
      ...process.env,
      ANSIBLE_CONFIG: config,
      ANSIBLE_FORKS: String(hosts),
      ANSIBLE_HOME: join(bench.folder, 'ansible'),
      ANSIBLE_LOCAL_TEMP: join(bench.folder, 'ansible-tmp'),
      ANSIBLE_PIPELINING: 'true',
      ANSIBLE_SSH_ARGS: `-F ${join(bench.folder, 'ssh_config')} -o ControlMaster=auto -o ControlPersist=60s`,
      ANSIBLE_SSH_CONTROL_PATH: `${bench.folder}/%%C`,
      LC_ALL: 'C.UTF-8',
    },
  })
}

const compare = (
  name: string,
  unit: string,
  value: number,
  peer: string,
  peerValue: number,
): Figure => ({ name, value, unit, peer, peerValue, ratio: value / peerValue })

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
