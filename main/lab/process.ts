import { startLab } from './lab.ts'
import type { LabOptions } from './options.ts'

/** Entry of the lab's own process (`launch.ts` forks it): options come by message, `ready` or an error goes back. */

export type LabOrder = {
  readonly kind: 'start'
  readonly options: Omit<LabOptions, 'onStop'>
  /** Stay when the parent leaves; ended through the control then. */
  readonly daemon: boolean
}
export type LabReport =
  { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly message: string }

process.once('message', (order: LabOrder) => {
  const report = (message: LabReport): void => {
    process.send?.(message, () => {
      // A daemon lets its parent go; otherwise the channel tells when the parent has died.
      if (order.daemon && message.kind === 'ready') process.disconnect()
    })
  }
  const leave = (): void => process.exit(0)
  if (!order.daemon) process.once('disconnect', leave)
  startLab({ ...order.options, onStop: leave }).then(
    () => report({ kind: 'ready' }),
    (error: unknown) => {
      process.exitCode = 1
      report({
        kind: 'failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
      process.disconnect()
    },
  )
})
