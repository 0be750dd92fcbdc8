import { startLab } from '../lab/lab.ts'
import type { LabOptions } from '../lab/options.ts'

/** Entry of the utility process that the training lab runs in: it must never share a process, or a wire, with the product. */
export type LabOrder = Omit<LabOptions, 'onStop'>
export type LabReport = { readonly ready: true } | { readonly ready: false; readonly why: string }

/** What Electron puts on `process` in a utility process; Node's types do not know it. */
type ParentPort = {
  postMessage(message: LabReport): void
  once(event: 'message', listener: (event: { readonly data: LabOrder }) => void): void
}
const { parentPort } = process as unknown as { readonly parentPort: ParentPort } // only Electron's utility process runs this file

const report = (message: LabReport): void => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
  parentPort.postMessage(message)
}

parentPort.once('message', ({ data }) => {
  startLab({ ...data, onStop: () => process.exit(0) }).then(
    () => report({ ready: true }),
    (error: unknown) =>
      report({
        ready: false,
        why: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  )
})
