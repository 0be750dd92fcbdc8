import { lazy, Suspense, useState } from 'react'

const TerminalView = lazy(async () => ({
  default: (await import('./TerminalView.tsx')).TerminalView,
}))

export type TerminalTab = { readonly key: number; readonly host: string }

type Props = {
  readonly tabs: readonly TerminalTab[]
  readonly onTabs: (tabs: readonly TerminalTab[]) => void
}

/** Terminals of this view, one at a time; they end when they are closed here, and with the view. */
export function TerminalPane({ tabs, onTabs }: Props) {
  const [chosen, setChosen] = useState<number>()
  if (tabs.length === 0) return null
  const shown = tabs.find(({ key }) => key === chosen) ?? tabs.at(-1)
  return (
    <section className="panel terminals" aria-label="Terminals">
      <div className="terminal-tabs">
        {tabs.map(({ key, host }) => (
          <span key={key} className="terminal-tab" data-active={key === shown?.key}>
            <button type="button" aria-pressed={key === shown?.key} onClick={() => setChosen(key)}>
              {host} {key}
            </button>
            <button
              type="button"
              aria-label={`Close terminal ${key} on ${host}`}
              onClick={() => onTabs(tabs.filter((tab) => tab.key !== key))}
            >
              ×
            </button>
          </span>
        ))}
        <span className="muted">
          Opening and closing are journaled, not what is typed. <kbd className="shortcut">F6</kbd>{' '}
          leaves the terminal.
        </span>
      </div>
      {tabs.map(({ key, host }) => (
        <div key={key} className="terminal-body" hidden={key !== shown?.key}>
          <Suspense fallback={<p className="loading">Loading…</p>}>
            <TerminalView host={host} shown={key === shown?.key} />
          </Suspense>
        </div>
      ))}
    </section>
  )
}
