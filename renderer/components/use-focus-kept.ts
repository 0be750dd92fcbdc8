import { useEffect } from 'react'

/** A dialog that closes gives the focus back itself, a little later than it goes. */
const patienceMs = 50

const focusable = 'a[href], button, input, select, textarea, summary, [tabindex]'

/**
 * Who works by keyboard goes on where they were. What had the focus may go, as a link into another part of the view does, or be switched off
 * while it works: then the focus would be nowhere, and the next key at the top of the window. It goes back to what is switched on again, else
 * to the innermost part around it that is still there, else to the heading of the view.
 */
export function useFocusKept(): void {
  useEffect(() => {
    let last: { readonly it: Element; readonly around: readonly HTMLElement[] } | undefined
    let due: ReturnType<typeof setTimeout> | undefined
    const remember = (it: Element | null): void => {
      last = it === null ? undefined : { it, around: partsAround(it) }
    }
    const onFocus = ({ target }: Event): void => remember(target instanceof Element ? target : null)
    // A click beside everything takes the focus away on purpose.
    const onPress = ({ target }: Event): void =>
      remember(target instanceof Element ? target.closest(focusable) : null)
    function keep(): void {
      if (last === undefined || document.activeElement !== document.body) return
      const { it, around } = last
      const next = it.isConnected
        ? it.matches(':disabled')
          ? undefined
          : it
        : (around.find((part) => part.isConnected) ?? document.querySelector('main h2[tabindex]'))
      if (next instanceof HTMLElement) next.focus({ preventScroll: next === it })
    }
    const changes = new MutationObserver(() => {
      if (last === undefined || document.activeElement !== document.body) return
      clearTimeout(due)
      due = setTimeout(keep, patienceMs)
    })
    changes.observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ['disabled'],
    })
    document.addEventListener('focusin', onFocus)
    document.addEventListener('pointerdown', onPress)
    return () => {
      changes.disconnect()
      clearTimeout(due)
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('pointerdown', onPress)
    }
  }, [])
}

/** Those around it that can have the focus, the innermost first. */
function partsAround(it: Element): readonly HTMLElement[] {
  const parts: HTMLElement[] = []
  for (let part = it.parentElement; part !== null; part = part.parentElement)
    if (part.hasAttribute('tabindex')) parts.push(part)
  return parts
}
