import { faults, isFault, strike } from './faults.ts'
import { hostCalled, labPlace } from './layout.ts'
import { labDown, labStatus, labUp } from './lab.ts'

/** `node test/lab/cli.ts up|down|status|fault NAME [HOST]`: see the README beside this file. */
const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function main(words: readonly string[]): Promise<number> {
  const place = labPlace()
  switch (words[0]) {
    case 'up':
      await labUp(place, { say, xdrs: Number(process.env['SWITCHYARD_LAB_XDRS'] ?? 1_000_000) })
      say(`the lab stands: ${place.dir}/project.yaml`)
      return 0
    case 'down':
      await labDown(place)
      say('nothing of the lab is left')
      return 0
    case 'status': {
      const { namespaces, hosts } = await labStatus(place)
      console.log(`${namespaces} namespaces`)
      for (const host of hosts)
        console.log(`${host.name.padEnd(10)} ${host.up ? 'up  ' : 'down'} ${host.services}`)
      return hosts.every((h) => h.up) ? 0 : 1
    }
    case 'fault': {
      const [, name = '', host] = words
      if (!isFault(name)) {
        for (const [known, { does, host }] of Object.entries(faults))
          console.log(`${known.padEnd(16)} ${does} (default ${host})`)
        return 2
      }
      await strike(place, name, host === undefined ? undefined : hostCalled(host).name)
      return 0
    }
    default:
      say('use: node test/lab/cli.ts up | down | status | fault NAME [HOST]')
      return 2
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
