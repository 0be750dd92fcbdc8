import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

/** Packages of Debian 12 that the lab's hosts use, each with a program by which it is known. */
export const labPackages: readonly (readonly [string, string])[] = [
  ['openssh-server', '/usr/sbin/sshd'],
  ['openssh-client', '/usr/bin/ssh'],
  ['mariadb-server', '/usr/sbin/mariadbd'],
  ['mariadb-client', '/usr/bin/mariadb'],
  ['kamailio', '/usr/sbin/kamailio'],
  ['kamailio-mysql-modules', '/usr/lib/x86_64-linux-gnu/kamailio/modules/db_mysql.so'],
  ['kamailio-sqlite-modules', '/usr/lib/x86_64-linux-gnu/kamailio/modules/db_sqlite.so'],
  ['haproxy', '/usr/sbin/haproxy'],
  ['freeradius', '/usr/sbin/freeradius'],
  ['freeradius-mysql', '/usr/lib/freeradius/rlm_sql_mysql.so'],
  ['freeradius-utils', '/usr/bin/radclient'],
  ['sip-tester', '/usr/bin/sipp'],
  ['iproute2', '/usr/sbin/ip'],
  ['iputils-arping', '/usr/bin/arping'],
  ['netcat-openbsd', '/usr/bin/nc'],
  ['rsyslog', '/usr/sbin/rsyslogd'],
  ['systemd', '/lib/systemd/systemd-journald'],
  ['logrotate', '/usr/sbin/logrotate'],
  ['socat', '/usr/bin/socat'],
  ['sqlite3', '/usr/bin/sqlite3'],
  ['procps', '/usr/bin/pgrep'],
  ['openssl', '/usr/bin/openssl'],
  ['python3-pymysql', '/usr/lib/python3/dist-packages/pymysql/__init__.py'],
  ['faketime', '/usr/bin/faketime'],
]

/** Why no lab can stand here, as one sentence for a person; undefined when it can. */
export function whyNoLab(): string | undefined {
  if (process.platform !== 'linux')
    return 'the real lab needs Linux: it is made of network namespaces'
  if (process.getuid?.() !== 0)
    return 'the real lab needs root: it makes network namespaces, bridges and mounts'
  const missing = labPackages.filter(([, proof]) => !existsSync(proof)).map(([name]) => name)
  if (missing.length > 0)
    return `packages are missing: apt-get install --no-install-recommends ${missing.join(' ')}`
  const tried = spawnSync('unshare', ['-n', '-m', 'true'], { encoding: 'utf8' })
  if (tried.status !== 0)
    return `this machine does not allow namespaces (${tried.stderr.trim() || 'unshare failed'})`
  return undefined
}
