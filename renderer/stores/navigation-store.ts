import { createStore } from 'zustand/vanilla'

export type ViewId =
  | 'overview'
  | 'analysis'
  | 'timeline'
  | 'schedule'
  | 'batches'
  | 'run'
  | 'downtime'
  | 'logs'
  | 'hosts'
  | 'report'
  | 'settings'

/** A thing that a view can put into the middle, by its id. */
export type Focus = {
  readonly kind: 'batch' | 'customer' | 'run' | 'task' | 'window' | 'host' | 'group' | 'environment'
  readonly id: string
}

export type Place = { readonly view: ViewId; readonly focus?: Focus }

export type NavigationState = {
  readonly place: Place
  /** Where the user came from, the last one last. */
  readonly before: readonly Place[]
}

const first: NavigationState = { place: { view: 'overview' }, before: [] }
const longest = 50

export const navigationStore = createStore<NavigationState>(() => first)

/** Shows a view, and in it the thing that is named. The place before can be gone back to. */
export function goTo(view: ViewId, focus?: Focus): void {
  navigationStore.setState(({ place, before }) => {
    const next: Place = focus === undefined ? { view } : { view, focus }
    if (samePlace(place, next)) return {}
    return { place: next, before: [...before, place].slice(-longest) }
  })
}

/** Back to the place before; nothing when there is none. */
export function goBack(): void {
  navigationStore.setState(({ before }) => {
    const last = before.at(-1)
    return last === undefined ? {} : { place: last, before: before.slice(0, -1) }
  })
}

/** Another project begins at its overview. */
export const resetPlace = (): void => navigationStore.setState(first)

const samePlace = (a: Place, b: Place): boolean =>
  a.view === b.view && a.focus?.kind === b.focus?.kind && a.focus?.id === b.focus?.id
