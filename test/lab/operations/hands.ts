import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadOperations } from '../../../main/procedures/load-operations.ts'
import { operations, ProbeAnswer } from '../../../shared/domain/operations.ts'
import type { OperationAnswer, OperationName } from '../../../shared/domain/operations.ts'
import { repository } from '../layout.ts'
import type { LabHostName, LabPlace } from '../layout.ts'
import { inside, mustInside } from '../machine.ts'
import type { Ended } from '../run.ts'

/** The operations on the lab's hosts, called as the step supervisor would, without the product between. */

type Args = Readonly<Record<string, string | number>>
export type Call = readonly [LabHostName, OperationName, Args?]

/** Puts them where the product puts them. */
export async function bringOperations(
  place: LabPlace,
  hosts: readonly LabHostName[],
): Promise<void> {
  const resources = join(repository, 'resources')
  const files = loadOperations(resources)
  const script = files
    .map(
      ({ path, bytes }) =>
        `base64 -d >${path} <<'END'\n${Buffer.from(bytes).toString('base64')}\nEND\n`,
    )
    .join('')
  const step = readFileSync(join(resources, 'host-tools/step')).toString('base64')
  await Promise.all(
    hosts.map((host) =>
      mustInside(
        place,
        host,
        ['sh'],
        `mkdir -p /root/.switchyard/operations/lib/radius && cd /root/.switchyard/operations || exit 1
${script}chmod 700 [a-z]*; base64 -d >../step <<'END'\n${step}\nEND\n`,
      ),
    ),
  )
}

const words = (phase: 'apply' | 'probe', [, operation, args = {}]: Call): string[] => [
  'env', // as sshd does, in the home
  '-C',
  '/root',
  `/root/.switchyard/operations/${operation}`,
  phase,
  ...Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
]

export const attempt = (place: LabPlace, call: Call): Promise<Ended> =>
  inside(place, call[0], words('apply', call))

/** Must end well; its answer fits the schema. */
export async function apply<N extends OperationName>(
  place: LabPlace,
  host: LabHostName,
  operation: N,
  args: Args = {},
): Promise<OperationAnswer<N>> {
  const said = await mustInside(place, host, words('apply', [host, operation, args]))
  // The schema of the table is that of the name.
  return operations[operation].answer.parse(JSON.parse(said)) as OperationAnswer<N>
}

export async function probe(place: LabPlace, call: Call): Promise<string> {
  return ProbeAnswer.parse(JSON.parse(await mustInside(place, call[0], words('probe', call)))).state
}

/** Ends the operation and everything that it started, so many ms after its start. */
export const killed = (place: LabPlace, call: Call, ms: number): Promise<Ended> =>
  inside(place, call[0], ['timeout', '-s', 'KILL', (ms / 1000).toFixed(3), ...words('apply', call)])
