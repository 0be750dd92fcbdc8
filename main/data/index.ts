import { wrongNodeExit } from './wire.ts'

/**
 * Entry of the data process. Looks at the Node it runs on before anything touches better-sqlite3: its binaries need
 * Node-API 10, and an older Node does not refuse them but dies of a segmentation fault without a word.
 */
const napi = Number(process.versions.napi)

if (napi >= 10) {
  const { serve } = await import('./serve.ts')
  serve()
} else {
  console.error(
    `The data process needs a Node with Node-API 10 (Node 22.14 or newer); this is ${process.version} with Node-API ${napi}. ` +
      'Set SWITCHYARD_DATA_NODE to the path of a newer Node.',
  )
  process.exit(wrongNodeExit)
}
