declare module '*.css'

/** The part of frappe-gantt that the bench uses; it has no types of its own. */
declare module 'frappe-gantt' {
  type Task = {
    readonly id: string
    readonly name: string
    readonly start: Date
    readonly end: Date
    readonly progress: number
  }
  export default class Gantt {
    constructor(
      host: HTMLElement,
      tasks: readonly Task[],
      options: Readonly<Record<string, unknown>>,
    )
    change_view_mode(mode: string | undefined): void
  }
}
