import { inside, mustInside, openInside } from './machine.ts'
import type { LabHostName, LabPlace } from './layout.ts'
import { strike } from './faults.ts'
import type { FaultName } from './faults.ts'
import { waitFor } from './run.ts'
import type { Ended } from './run.ts'
import type { System } from './truth.ts'

/** What tests of faults share: to be there while a command runs on a host, and to strike then. */

const client = ['mariadb', '--defaults-file=/etc/switchyard/local.cnf', 'billing']

/** InnoDB shows its transactions anew only to who has not looked for a tenth of a second. */
const unlooked = 250

const transactions = (place: LabPlace, system: System, what: string): Promise<string> =>
  mustInside(place, system, [
    ...client,
    '-N',
    '-e',
    `select ${what} from information_schema.innodb_trx`,
  ])

/**
 * Somebody's transaction holds the customer's row: whoever wants to write it waits, for at most the server's five seconds. Answers when the row
 * is held.
 */
export async function holdCustomer(
  place: LabPlace,
  system: System,
  id: string,
): Promise<{ readonly release: () => Promise<void> }> {
  const holder = openInside(place, system, client)
  const ended = new Promise<void>((resolve) => holder.once('exit', () => resolve()))
  holder.stdin.on('error', () => undefined)
  holder.stdin.write(
    `start transaction; select i_customer from customers where i_customer = ${id} for update;\n`,
  )
  await waitFor(
    `the row of ${id} to be held`,
    10,
    async () => (await transactions(place, system, 'max(trx_rows_locked)')).startsWith('1'),
    unlooked,
  )
  return {
    release: () => {
      holder.stdin.end('rollback;\n')
      return ended
    },
  }
}

/** Until this operation runs on that host. */
export const whileRunning = (
  place: LabPlace,
  host: LabHostName,
  operation: string,
): Promise<void> =>
  waitFor(
    `${operation} to run on ${host}`,
    120,
    async () =>
      (await inside(place, host, ['pgrep', '-f', `operations/${operation} apply`])).code === 0,
    30,
  )

/** Strikes, waits, and undoes it, whatever happens meanwhile. */
export async function forAWhile(
  place: LabPlace,
  fault: FaultName,
  cure: FaultName,
  host: LabHostName,
  ms: number,
): Promise<void> {
  await strike(place, fault, host)
  try {
    await new Promise((resolve) => setTimeout(resolve, ms))
  } finally {
    await strike(place, cure, host)
  }
}

/**
 * Somebody's long transaction that holds the customer's accounts, waits for whoever wants them too, and then wants the customer: a deadlock,
 * and the other side loses it, because it has written less (in a table without transactions both have: who has not would lose at once). Answers when the accounts are held; `over` is the rival's own end.
 */
export async function rivalOf(
  place: LabPlace,
  system: System,
  id: string,
): Promise<{ readonly over: Promise<Ended> }> {
  const sql = `create database if not exists rival//
create table if not exists rival.work (n int) engine=innodb//
create table if not exists rival.mark (n int) engine=memory//
begin not atomic
  start transaction;
  insert into rival.mark values (1);
  insert into rival.work select seq from seq_1_to_20000;
  update accounts set status = status where i_customer = ${id};
  repeat do sleep(0.2); until (select count(*) from information_schema.innodb_lock_waits) > 0 end repeat;
  update customers set credit_limit = credit_limit where i_customer = ${id};
  rollback;
end//
drop database rival//
`
  const over = inside(place, system, [...client, '--delimiter=//'], sql)
  await waitFor(
    `the accounts of ${id} to be held`,
    20,
    async () => (await transactions(place, system, 'max(trx_rows_modified)')).startsWith('200'),
    unlooked,
  )
  return { over }
}

/** Rotates the logs of a host as cron would: by a new file for what syslog writes, by a copy for a program that keeps its file open. */
export const rotateLogs = (place: LabPlace, host: LabHostName): Promise<string> =>
  mustInside(
    place,
    host,
    ['sh'],
    `cat >/tmp/rotate.conf <<'END'
/var/log/lab/kamailio.log /var/log/lab/haproxy.log /var/log/lab/auth.log /var/log/lab/messages {
  rotate 5
  missingok
  create 644
  sharedscripts
  postrotate
    pkill -HUP -x rsyslogd
  endscript
}
/var/log/lab/radius.log /var/log/lab/api.log {
  rotate 5
  missingok
  copytruncate
}
END
chmod 644 /tmp/rotate.conf; chmod 755 /var/log/lab
logrotate -f -s /tmp/rotate.state /tmp/rotate.conf; chmod 1777 /var/log/lab
`,
  )
