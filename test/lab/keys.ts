import {
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
  copyFileSync,
  chmodSync,
} from 'node:fs'
import { join } from 'node:path'
import { labHosts, labPaths, managementAddress, movingAddress, serviceAddress } from './layout.ts'
import type { LabPlace } from './layout.ts'
import { run } from './run.ts'

/** SSH keys of the operator and of each host, known_hosts, and a certificate authority for the lab's HTTPS. */
export function makeKeys(place: LabPlace): void {
  const paths = labPaths(place)
  const keys = join(paths.run, 'keys')
  mkdirSync(keys, { recursive: true })
  const key = (file: string, comment: string): string => {
    if (!existsSync(file))
      run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
    return readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')
  }
  const own = key(paths.identity, 'lab')
  const known: string[] = []
  for (const host of labHosts) {
    const file = join(keys, host.name)
    known.push(`${managementAddress(place, host.octet)} ${key(file, host.name)}\n`)
    copyFileSync(file, join(paths.config(host.name), 'ssh_host_ed25519_key'))
    writeFileSync(join(paths.config(host.name), 'authorized_keys'), `${own}\n`)
  }
  writeFileSync(paths.knownHosts, known.join(''))
  certificates(place, keys)
}

function certificates(place: LabPlace, keys: string): void {
  const paths = labPaths(place)
  const file = (name: string): string => join(keys, name)
  if (!existsSync(paths.authority))
    run('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '30',
      '-subj',
      '/CN=lab authority',
      '-keyout',
      file('ca.key'),
      '-out',
      paths.authority,
    ])
  for (const host of labHosts.filter((h) => h.kind === 'billing' || h.kind === 'dsbc')) {
    const name = file(`api-${host.name}`)
    if (!existsSync(`${name}.pem`)) {
      const addresses = [
        managementAddress(place, host.octet),
        serviceAddress(place, host.octet),
        movingAddress(place, 'api'),
      ]
      writeFileSync(`${name}.ext`, `subjectAltName=${addresses.map((a) => `IP:${a}`).join(',')}\n`)
      run('openssl', [
        'req',
        '-new',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        `/CN=${host.name}`,
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
      ])
      run('openssl', [
        'x509',
        '-req',
        '-days',
        '30',
        '-in',
        `${name}.csr`,
        '-CA',
        paths.authority,
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
        '-extfile',
        `${name}.ext`,
        '-out',
        `${name}.crt`,
      ])
      writeFileSync(
        `${name}.pem`,
        readFileSync(`${name}.crt`, 'utf8') + readFileSync(`${name}.key`, 'utf8'),
      )
    }
    const served = join(paths.config(host.name), 'api.pem')
    copyFileSync(`${name}.pem`, served)
    chmodSync(served, 0o644)
  }
}
