import { labHosts, namespaceOf } from './layout.ts'
import type { LabHostName, LabPlace } from './layout.ts'
import { powerOff, powerOn, service, shellInside, waitBooted } from './machine.ts'
import { run } from './run.ts'

/** What can be done to the lab by hand or by a test. Each is undone by another of the list. */
type Fault = {
  readonly does: string
  /** Host when none is named. */
  readonly host: LabHostName
  readonly strike: (place: LabPlace, host: LabHostName) => Promise<unknown>
}

const link =
  (device: 'mgmt0' | 'svc0', state: 'up' | 'down') => async (place: LabPlace, host: LabHostName) =>
    run('ip', ['-n', namespaceOf(place, host), 'link', 'set', device, state])

const serviceTo = (action: string, name: string) => (place: LabPlace, host: LabHostName) =>
  service(place, host, action, name)

const shell = (script: string) => (place: LabPlace, host: LabHostName) =>
  shellInside(place, host, script)

/** A library before every command that comes by ssh moves its clock. Not before sshd itself: its sandbox ends it then. */
const skewedBy = (offset: string): string => `
library=$(ls /usr/lib/*/faketime/libfaketimeMT.so.1)
printf 'SetEnv LD_PRELOAD=%s FAKETIME=%s\\n' "$library" '${offset}' >>/etc/ssh/sshd_config
kill -HUP "$(cat /run/sshd.pid)"
sleep 0.3`

const right = `
sed -i '/^SetEnv LD_PRELOAD/d' /etc/ssh/sshd_config
kill -HUP "$(cat /run/sshd.pid)"
sleep 0.3`

export const faults = {
  'cut-ssh': {
    does: 'the link for ssh and copies goes down',
    host: 'target',
    strike: link('mgmt0', 'down'),
  },
  'mend-ssh': { does: 'and up again', host: 'target', strike: link('mgmt0', 'up') },
  'cut-service': {
    does: 'the link for calls goes down',
    host: 'target',
    strike: link('svc0', 'down'),
  },
  'mend-service': { does: 'and up again', host: 'target', strike: link('svc0', 'up') },
  'kill-sessions': {
    does: 'every ssh session of the host is killed; the listener stays, and so do the commands',
    host: 'source',
    strike: shell('for p in $(ps -o pid= --ppid "$(cat /run/sshd.pid)"); do kill -9 "$p"; done'),
  },
  'fill-disk': {
    does: 'the disk of the host, its home included, has no byte left',
    host: 'target',
    strike: shell('cat /dev/zero >/root/ballast 2>/dev/null; true'),
  },
  'free-disk': { does: 'and is free again', host: 'target', strike: shell('rm -f /root/ballast') },
  'stop-database': {
    does: 'MariaDB is shut down',
    host: 'target',
    strike: serviceTo('stop', 'mariadb'),
  },
  'kill-database': {
    does: 'MariaDB is killed',
    host: 'target',
    strike: serviceTo('kill', 'mariadb'),
  },
  'start-database': {
    does: 'and is started',
    host: 'target',
    strike: serviceTo('start', 'mariadb'),
  },
  'restart-sip': {
    does: 'Kamailio is stopped and started',
    host: 'dsbc1',
    strike: async (place, host) => {
      await service(place, host, 'stop', 'kamailio')
      await service(place, host, 'start', 'kamailio')
    },
  },
  'freeze-radius': {
    does: 'FreeRADIUS takes requests and answers none',
    host: 'dsbc1',
    strike: serviceTo('pause', 'radius'),
  },
  'thaw-radius': { does: 'and goes on', host: 'dsbc1', strike: serviceTo('resume', 'radius') },
  'radius-by-file': {
    does: 'the dispatcher’s FreeRADIUS reads a users file at its start and at each HUP, instead of the table',
    host: 'dsbc1',
    strike: async (place, host) => {
      await shellInside(
        place,
        host,
        `cd /srv/lab/radius && cp policy-files.conf policy.conf && cp lookup-files.conf lookup.conf && sed -i 's/^radius_dispatch=.*/radius_dispatch=files/' /etc/switchyard/site.conf`,
      )
      await service(place, host, 'stop', 'radius')
      await service(place, host, 'start', 'radius')
    },
  },
  'skew-clock': {
    does: 'the clock of the host is 90 s fast, for whoever comes by ssh',
    host: 'target',
    strike: shell(skewedBy('+90s')),
  },
  'right-clock': {
    does: 'and right again',
    host: 'target',
    strike: shell(right),
  },
  'power-off': { does: 'the plug is pulled', host: 'target', strike: powerOff },
  'power-on': {
    does: 'and put back',
    host: 'target',
    strike: async (place, host) => {
      const found = labHosts.find((h) => h.name === host)
      if (found === undefined) return
      powerOn(place, found)
      await waitBooted(place, found)
    },
  },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

export const isFault = (name: string): name is FaultName => Object.hasOwn(faults, name)

export const strike = async (
  place: LabPlace,
  name: FaultName,
  host?: LabHostName,
): Promise<void> => {
  const fault: Fault = faults[name]
  await fault.strike(place, host ?? fault.host)
}
