import { useEffect } from 'react'

/**
 * When a part that was opened over or beside another one goes and takes the focus with it, the focus goes back to where it was before: keys go on
 * from there and not from the top of the window. Where that is gone too, in the dialog that is open still,
 * or at the heading of the view.
 */
export function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement
    return () => {
      // The part is out of the page already; a focus that was in it is at the body now.
      if (document.activeElement !== document.body) return
      const back =
        before?.isConnected === true
          ? before
          : [...document.querySelectorAll('[role=dialog], main h2[tabindex]')].at(-1)
      if (back instanceof HTMLElement) back.focus()
    }
  }, [])
}
