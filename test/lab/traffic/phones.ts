import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { hostCalled, movingAddress, namespaceOf, serviceAddress } from '../layout.ts'
import type { LabPlace } from '../layout.ts'

/** A phone in the outside world (phone.ts). */
type Phone = {
  ring(): Promise<string>
  /** Off the network, still registered: calls to it fail. */
  leave(): Promise<string>
  hangUp(): void
}

export async function registered(place: LabPlace, account: string): Promise<Phone> {
  const order = {
    account,
    address: movingAddress(place, account.startsWith('uk') ? 'uk1' : 'us1'),
    own: serviceAddress(place, hostCalled('client').octet),
  }
  const program = fileURLToPath(new URL('./phone.ts', import.meta.url))
  const child = spawn(
    'ip',
    [
      'netns',
      'exec',
      namespaceOf(place, 'client'),
      process.execPath,
      program,
      JSON.stringify(order),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => String((await said.next()).value)
  const first = await next()
  if (first !== 'registered') throw new Error(`${account} could not register: ${first}`)
  return {
    ring: () => {
      child.stdin.write('\n')
      return next()
    },
    leave: () => {
      child.stdin.write('leave\n')
      return next()
    },
    hangUp: () => void child.stdin.end(),
  }
}
