import { app } from 'electron'
import { projectFileOf } from './opener.ts'

export type NamedFiles = {
  /** Those that were named before anybody could open them; handed out once. */
  waiting(): readonly string[]
  /** From now on, each as it comes. */
  onFile(listener: (path: string) => void): void
}

/** Files that the system hands to this program at its start: on the command line, or on macOS as an event that comes before it is ready. */
export function collectNamedFiles(): NamedFiles {
  const first = projectFileOf(process.argv, process.cwd())
  const waiting = first === undefined ? [] : [first]
  let listener: (path: string) => void = (path) => void waiting.push(path)
  app.on('open-file', (event, path) => {
    event.preventDefault()
    listener(path)
  })
  return {
    waiting: () => waiting.splice(0),
    onFile(next) {
      listener = next
    },
  }
}
