import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeConfigs } from './config.ts'
import { catalogAndCustomers } from './data.ts'
import { hostCalled, labHosts, labPaths } from './layout.ts'
import type { LabPlace } from './layout.ts'
import { makeKeys } from './keys.ts'
import {
  isUp,
  mustInside,
  powerOff,
  powerOn,
  shellInside,
  unmountDisk,
  waitBooted,
} from './machine.ts'
import { makeNetwork, namespacesLeft, removeNetwork } from './network.ts'
import { writeProject } from './project.ts'
import { whyNoLab } from './requirements.ts'

export type UpOptions = {
  /** xDR rows of customers in the source's database; a fifth as many for vendors. Default a million. */
  readonly xdrs?: number
  readonly say?: (text: string) => void
}

/** Stands the lab up, or what is missing of it. A second call changes nothing. */
export async function labUp(
  place: LabPlace,
  { xdrs = 1_000_000, say = () => undefined }: UpOptions = {},
): Promise<void> {
  const reason = whyNoLab()
  if (reason !== undefined) throw new Error(reason)
  const began = performance.now()
  const lap = (what: string): void =>
    say(`${((performance.now() - began) / 1000).toFixed(1)} s ${what}`)
  mkdirSync(labPaths(place).run, { recursive: true })
  const marked = join(labPaths(place).run, 'filled')
  if (!existsSync(marked)) {
    writeConfigs(place)
    makeKeys(place)
    writeProject(place)
  }
  makeNetwork(place)
  lap('networks')
  // The others ask the databases from their start on.
  const billing = labHosts.filter((h) => h.kind === 'billing')
  const others = labHosts.filter((h) => h.kind !== 'billing')
  for (const host of billing) powerOn(place, host)
  await Promise.all(billing.map((host) => waitBooted(place, host)))
  lap('databases')
  if (!existsSync(marked)) await prepareDatabases(place)
  for (const host of others) powerOn(place, host)
  await Promise.all(others.map((host) => waitBooted(place, host)))
  lap('hosts and services')
  if (existsSync(marked)) return
  await fill(place, xdrs)
  writeFileSync(marked, `${xdrs}\n`)
  lap(`${xdrs.toLocaleString('en')} xDRs`)
}

const client = ['mariadb', '--defaults-file=/etc/switchyard/local.cnf']
const templateText = (name: string): string =>
  readFileSync(new URL(`./${name}`, import.meta.url), 'utf8')

/** Both systems as they are installed, empty; and in the source its catalog and customers. */
async function prepareDatabases(place: LabPlace): Promise<void> {
  const registrar =
    '{ echo "create database sip; use sip;"; cat /usr/share/kamailio/mysql/standard-create.sql /usr/share/kamailio/mysql/usrloc-create.sql; } | mariadb --defaults-file=/etc/switchyard/local.cnf'
  await Promise.all(
    (['source', 'target'] as const).map((host) => shellInside(place, host, registrar)),
  )
  const schema = templateText('schema.sql')
  await mustInside(place, 'target', client, schema)
  await mustInside(place, 'source', client, schema + catalogAndCustomers(Date.now()))
}

async function fill(place: LabPlace, xdrs: number): Promise<void> {
  const now = new Date().toISOString().slice(0, 19).replace('T', ' ')
  const sql = templateText('fill.sql').replaceAll('@XDRS@', String(xdrs))
  await mustInside(place, 'source', client, `set @now = '${now}';\n${sql}`)
}

/** Takes away all that `labUp` made, and nothing else. */
export async function labDown(place: LabPlace): Promise<void> {
  await Promise.all(labHosts.map((host) => powerOff(place, host.name)))
  for (const host of labHosts) await unmountDisk(place, host.name)
  removeNetwork(place)
  // Only a folder that a lab was written into.
  if (existsSync(labPaths(place).run)) rmSync(place.dir, { recursive: true, force: true })
}

export type LabStatus = {
  readonly namespaces: number
  readonly hosts: readonly {
    readonly name: string
    readonly up: boolean
    readonly services: string
  }[]
}

export async function labStatus(place: LabPlace): Promise<LabStatus> {
  const hosts = await Promise.all(
    labHosts.map(async ({ name }) => {
      if (!isUp(place, name)) return { name, up: false, services: '' }
      const script =
        'while read -r s; do printf "%s %s  " "$s" "$(sh /srv/lab/service.sh status "$s")"; done </srv/lab/services'
      return {
        name,
        up: true,
        services: (await shellInside(place, hostCalled(name).name, script)).trim(),
      }
    }),
  )
  return { namespaces: namespacesLeft(place), hosts }
}
