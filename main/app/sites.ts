import { join } from 'node:path'
import { compose } from '../compose.ts'
import type { ComposeOptions } from '../compose.ts'
import { launchDataProcess } from '../data/launch.ts'
import type { DataProcess } from '../data/launch.ts'
import type { SecretWanted } from '../project-services.ts'
import { systemClock } from '../runner/system-clock.ts'
import { ownSsh } from '../ssh/own-ssh.ts'
import type { Dialogs } from './dialogs.ts'
import type { AppPaths } from './paths.ts'
import { startSampleLab } from './sample-lab.ts'
import type { SecretDesk } from './secret-desk.ts'
import type { Site, Sites } from './site.ts'
import { utilityCarrier } from './utility-carrier.ts'

export type SitesParts = {
  readonly paths: AppPaths
  readonly secrets: SecretDesk
  readonly dialogs: Pick<Dialogs, 'confirmHostKey'>
}

/** Puts engines together for the operator's own hosts, or for the training lab. The only place that knows both. */
export function createSites({ paths, secrets, dialogs }: SitesParts): Sites {
  // An Electron with Node-API below 10 cannot load the database: then a Node beside it is named and used.
  const node = process.env['SWITCHYARD_DATA_NODE']
  // Training and tests that name dates start the lab on a day of their own.
  const labStart = process.env['SWITCHYARD_LAB_START']
  const startData = (): DataProcess =>
    launchDataProcess(
      node === undefined || node === ''
        ? { carrier: utilityCarrier(paths.dataEntry) }
        : { node, entry: paths.dataEntry },
    )

  const site = (
    options: Omit<ComposeOptions, 'resourcesDir' | 'dataProcess' | 'userFolder'>,
    rest: Pick<Site, 'sample' | 'close' | 'advanceTo' | 'agentSocket'>,
  ): Site => ({
    ...rest,
    clock: options.clock,
    engine(onDataLost) {
      const dataProcess = startData()
      dataProcess.onExit((found) => {
        if (found !== undefined) onDataLost(found.message)
      })
      return compose({
        ...options,
        resourcesDir: paths.resources,
        userFolder: paths.userData,
        dataProcess,
      })
    },
  })

  return {
    async field() {
      const own = ownSsh()
      return site(
        {
          clock: systemClock(),
          ssh: {
            ...own,
            secrets: {
              // What a server asks for interactively may be a one-time code: such an answer is never used twice.
              get: (kind, host, prompt) =>
                kind === 'keyboard-interactive'
                  ? secrets.ask(`${host}: ${prompt}`)
                  : secrets.get(
                      sshSecretName(kind, host),
                      prompt === '' ? `${kind} for ${host}` : prompt,
                    ),
              refused: (kind, host, secret) => secrets.refused(sshSecretName(kind, host), secret),
            },
            onUnknownKey: (key) => dialogs.confirmHostKey(key),
          },
          secret: (wanted) => secrets.get(secretName(wanted), secretPrompt(wanted)),
        },
        {
          sample: false,
          ...(own.agentSocket === undefined ? {} : { agentSocket: own.agentSocket }),
          close: async () => undefined,
        },
      )
    },
    async sample(rate) {
      const lab = await startSampleLab({
        entry: paths.labEntry,
        sample: join(paths.resources, 'samples', 'panda-telecom'),
        rate,
        ...(labStart === undefined ? {} : { startAt: Date.parse(labStart) }),
        reader: startData(),
      })
      return {
        ...site(
          {
            clock: lab.clock,
            ssh: {
              configFile: join(lab.dir, 'ssh_config'),
              onUnknownKey: (key) => dialogs.confirmHostKey(key),
            },
            secret: lab.secret,
          },
          { sample: true, close: () => lab.close(), advanceTo: (at) => lab.advanceTo(at) },
        ),
        files: lab.files,
      }
    },
  }
}

const sshSecretName = (kind: string, host: string): string => `ssh:${kind}:${host}`

const secretName = (wanted: SecretWanted): string =>
  wanted.kind === 'radius' ? 'radius' : `api:${wanted.system}:${wanted.login}`

const secretPrompt = (wanted: SecretWanted): string =>
  wanted.kind === 'radius'
    ? 'Shared secret of RADIUS, for the probe of its downtime'
    : `Password or token of ${wanted.login}, API of the ${wanted.system}`
