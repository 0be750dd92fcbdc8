import { spawn } from 'node:child_process'
import { z } from 'zod'
import { strike } from './faults.ts'
import { hostCalled, labSecrets, movingAddress, namespaceOf, serviceAddress } from './layout.ts'
import type { LabPlace } from './layout.ts'
import { shellInside } from './machine.ts'
import { run, tryRun } from './run.ts'
import { query } from './truth.ts'

/** What an analysis has to find on real hosts, done as somebody would do it who told nobody. */

export type Plant = {
  readonly what: string
  /** Answers what takes it away again, where the lab goes on. */
  plant(place: LabPlace): Promise<() => unknown>
  /** Ids of all findings that it has to make. */
  findings(place: LabPlace): readonly string[]
}

/** Another address of the outside world: a client that is not the one of the traffic. */
const strangerOctet = 32
export const changedFile = '/usr/share/freeradius/dictionary.cisco'
export const changedProduct = 'US EasyTrunk 2'

const clientAddress = (place: LabPlace): string => serviceAddress(place, hostCalled('client').octet)

/** Somebody's portal that reads the database directly, every two seconds. Answers what ends it. */
export function databaseReader(place: LabPlace): () => void {
  const source = serviceAddress(place, hostCalled('source').octet)
  const script = `while sleep 2; do mariadb -h ${source} -u report -preport billing -e 'select count(*), sleep(1) from customers' >/dev/null 2>&1; done`
  const reader = spawn('ip', ['netns', 'exec', namespaceOf(place, 'client'), 'sh', '-c', script], {
    stdio: 'ignore',
  })
  return () => void reader.kill()
}

/** A few calls of the API, as a program in the outside world makes them. */
const callsOf = (from: string, to: string): string => `
const { request } = require('node:https')
const call = (method, body) => new Promise((resolve, reject) => {
  const asked = request({ host: '${to}', path: '/rest/' + method, method: 'POST', localAddress: '${from}', rejectUnauthorized: false, agent: false,
    headers: { 'content-type': 'application/json', 'user-agent': 'acme-crm/3.2' } }, (answer) => {
    let text = ''
    answer.on('data', (part) => { text += part }).on('end', () => resolve(JSON.parse(text)))
  })
  asked.on('error', reject)
  asked.end(JSON.stringify(body))
})
const login = { login: 'switchyard', password: '${labSecrets.api}' }
call('Session/login', { params: login }).then(async ({ session_id }) => {
  for (let i = 0; i < 5; i++) await call('Customer/get_customer_list', { auth_info: { session_id }, params: { limit: 10 } })
})
`

const product = (by: number) => (place: LabPlace) =>
  query(
    place,
    'source',
    `update products set monthly = monthly + ${by} where name = '${changedProduct}'`,
  )

export const plants: readonly Plant[] = [
  {
    what: 'an undeclared reader of the database',
    plant: (place) => Promise.resolve(databaseReader(place)),
    findings: (place) => [
      `direct-database ${clientAddress(place)}`,
      `connection-unregistered mysql ${clientAddress(place)}`,
    ],
  },
  {
    what: 'a modified file',
    plant: async (place) => {
      await shellInside(place, 'source', `echo '# rounding of our own' >>${changedFile}`)
      return () => shellInside(place, 'source', `sed -i '$d' ${changedFile}`)
    },
    findings: () => [`modification-unregistered file ${changedFile}`],
  },
  {
    what: 'a clock that is 90 s fast',
    plant: async (place) => {
      await strike(place, 'skew-clock', 'source-us')
      return () => strike(place, 'right-clock', 'source-us')
    },
    findings: () => ['clock-skew source-us'],
  },
  {
    what: 'a client of the API that nobody has registered',
    plant: async (place) => {
      const own = serviceAddress(place, strangerOctet)
      run('ip', ['-n', namespaceOf(place, 'client'), 'addr', 'add', `${own}/24`, 'dev', 'svc0'])
      const calls = callsOf(own, movingAddress(place, 'api'))
      const called = await tryRun('ip', [
        'netns',
        'exec',
        namespaceOf(place, 'client'),
        process.execPath,
        '-e',
        calls,
      ])
      if (called.code !== 0) throw new Error(`the client could not call: ${called.err}`)
      return () => undefined
    },
    findings: (place) => [`connection-unregistered api ${serviceAddress(place, strangerOctet)}`],
  },
  {
    what: 'a product changed after the freeze',
    plant: async (place) => {
      await product(2)(place)
      return () => product(-2)(place)
    },
    // The type as a whole is changed with it.
    findings: () => [
      `freeze-drift source product:${changedProduct}`,
      'freeze-drift source products',
    ],
  },
]

const Findings = z.looseObject({
  findings: z.array(z.looseObject({ id: z.string(), message: z.string(), severity: z.string() })),
})
export type Found = z.infer<typeof Findings>['findings'][number]
export const foundIn = (document: string): readonly Found[] =>
  Findings.parse(JSON.parse(document)).findings
