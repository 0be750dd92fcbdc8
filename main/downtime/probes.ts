import { readFile } from 'node:fs/promises'
import { assertNever } from '../../shared/base/assert.ts'
import type { ProbeSpec } from '../../shared/domain/procedure.ts'
import { fail } from '../../shared/domain/problems.ts'
import { httpsProbe, tcpProbe } from './connection-probes.ts'
import { parseTarget } from './probe.ts'
import type { Probe } from './probe.ts'
import { openRadiusEndpoint } from './radius-status.ts'
import { openSipEndpoint } from './sip-options.ts'

export type ProbesOptions = {
  /** The RADIUS shared secret for an address. */
  readonly radiusSecret: (address: string) => Promise<string>
  /** PEM file of the authority of HTTPS services; default: their certificates are not checked. */
  readonly caFile?: string
}

/** Opens probes by what a procedure says. Probes of one address share their socket. */
export type Probes = { open(spec: ProbeSpec): Promise<Probe> }

type Shared = { readonly probe: (user?: string) => Probe; close(): void }

export function createProbes(options: ProbesOptions): Probes {
  const shared = new Map<string, { readonly opening: Promise<Shared>; users: number }>()

  const share = async (
    key: string,
    user: string | undefined,
    open: () => Promise<Shared>,
  ): Promise<Probe> => {
    const entry = shared.get(key) ?? { opening: open(), users: 0 }
    shared.set(key, entry)
    entry.users += 1
    const release = (): void => {
      entry.users -= 1
      if (entry.users === 0 && shared.get(key) === entry) shared.delete(key)
    }
    const endpoint = await entry.opening.catch((error: unknown) => {
      release()
      throw error
    })
    const probe = endpoint.probe(user)
    let closed = false
    return {
      send: (done) => probe.send(done),
      close() {
        if (closed) return
        closed = true
        release()
        if (entry.users === 0) endpoint.close()
      },
    }
  }

  return {
    async open(spec) {
      const target = parseTarget(spec.address)
      switch (spec.kind) {
        case 'sip-options':
          return share(`sip ${spec.address}`, spec.user, () => openSipEndpoint(target))
        case 'radius-status':
          return share(`radius ${spec.address}`, undefined, async () =>
            openRadiusEndpoint(target, await options.radiusSecret(spec.address)),
          )
        case 'https':
          return httpsProbe(target, await authority(options.caFile))
        case 'tcp':
          return tcpProbe(target)
        default:
          return assertNever(spec.kind)
      }
    },
  }
}

async function authority(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined
  return readFile(file, 'utf8').catch(() =>
    fail(
      'not-found',
      'the authority file of the API cannot be read, so its service cannot be probed',
      {
        where: { file },
        safe: 'nothing was started',
        next: 'correct "caFile" in project.yaml',
      },
    ),
  )
}
