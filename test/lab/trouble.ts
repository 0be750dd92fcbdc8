import { inside, mustInside } from './machine.ts'
import type { LabHostName, LabPlace } from './layout.ts'
import { strike } from './faults.ts'
import type { FaultName } from './faults.ts'
import { waitFor } from './run.ts'
import type { System } from './truth.ts'

/** What tests of faults share: to be there while a command runs on a host, and to strike then. */

const client = ['mariadb', '--defaults-file=/etc/switchyard/local.cnf', 'billing']

/** Somebody's transaction holds the customer's row: whoever wants to write it waits. Answers when the row is held. */
export async function holdCustomer(
  place: LabPlace,
  system: System,
  id: string,
  seconds: number,
): Promise<{ readonly over: Promise<unknown> }> {
  const sql = `start transaction; select i_customer from customers where i_customer = ${id} for update; do sleep(${seconds}); rollback;`
  const over = inside(place, system, client, sql)
  await waitFor(`the row of ${id} to be held`, 10, async () =>
    (
      await mustInside(
        place,
        system,
        client,
        "select count(*) from information_schema.processlist where info like 'do sleep(%'",
      )
    ).includes('1'),
  )
  return { over }
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
