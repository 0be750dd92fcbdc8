/** One thing that is measured in the window of the bench. To add one: a file with a scene, and a line in `main.ts`. */
export type Scene = {
  /** Puts it into the element, and answers when its content is there; the harness adds the time until it is painted. */
  readonly mount: (root: HTMLElement) => Mounted | Promise<Mounted>
}

export type Mounted = {
  /** One step of a movement, once a frame. `at` counts from 0. */
  readonly steps: Readonly<Record<string, (at: number) => void>>
  readonly unmount: () => void
}

/** Answers when what is in the page now has been handed to the screen: a frame was begun behind the one that draws it. */
export const painted = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
