import { useEffect } from 'react'

/**
 * Text that is cut, by its box or after so many lines, shows in full while the pointer rests on it. A screen reader reads all of it anyway.
 * One rule for the window: which text has no room depends on the data and on the width.
 */
export function useFullText(): void {
  useEffect(() => {
    const onOver = ({ target }: Event): void => {
      if (!(target instanceof Element) || target.closest('[title]') !== null) return
      for (let it: Element | null = target; it !== null; it = it.parentElement)
        if (it instanceof HTMLElement && isCut(it)) return showOn(it)
    }
    document.addEventListener('mouseover', onOver)
    return () => document.removeEventListener('mouseover', onOver)
  }, [])
}

function isCut(it: HTMLElement): boolean {
  const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(it)
  if (overflowX !== 'hidden') return false
  return webkitLineClamp === 'none'
    ? textOverflow === 'ellipsis' && it.scrollWidth > it.clientWidth
    : it.scrollHeight > it.clientHeight
}

function showOn(it: HTMLElement): void {
  it.title = it.innerText
  it.addEventListener('mouseleave', () => it.removeAttribute('title'), { once: true })
}
