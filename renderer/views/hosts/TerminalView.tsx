import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../shared/domain/problems.ts'
import { refreshHosts } from '../../api/host-actions.ts'
import { connectTerminal } from '../../api/terminal.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'

type Props = { readonly host: string; readonly shown: boolean }

/** One terminal on a host. What the host sends is drawn by xterm.js: it may move the cursor, and nothing else in the window. */
export function TerminalView({ host, shown }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const fitting = useRef<() => void>(undefined)
  const [problem, setProblem] = useState<Problem>()

  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const terminal = new Terminal({
      fontFamily: getComputedStyle(element).fontFamily,
      fontSize: 12,
      scrollback: 5000,
      theme: { background: '#14171a', foreground: '#e4e7eb' },
      // A link of the host's leads nowhere.
      linkHandler: { activate: () => undefined },
    })
    const fit = new FitAddon()
    terminal.loadAddon(fit)
    terminal.open(element)
    terminal.attachCustomKeyEventHandler((event) => {
      if (event.key !== 'F6') return true
      if (event.type === 'keydown') leave(element)
      return false
    })
    fit.fit()
    const wire = connectTerminal(
      host,
      { cols: terminal.cols, rows: terminal.rows },
      {
        show: (bytes, shownNow) => terminal.write(bytes, shownNow),
        end: (why) => terminal.write(`\r\n\u001b[2m— ${why} —\u001b[0m\r\n`),
        refuse: setProblem,
        opened: () => void refreshHosts(),
      },
    )
    terminal.onData(wire.type)
    terminal.onResize(wire.resize)
    fitting.current = () => fit.fit()
    const sizes = new ResizeObserver(() => {
      if (element.clientHeight > 0) fit.fit()
    })
    sizes.observe(element)
    terminal.focus()
    return () => {
      sizes.disconnect()
      wire.close()
      terminal.dispose()
    }
  }, [host])

  useEffect(() => {
    if (shown) fitting.current?.()
  }, [shown])

  return (
    <>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      <div className="terminal" ref={place} />
    </>
  )
}

/** The tabs above: Tab itself belongs to the shell. */
const leave = (element: HTMLElement): void =>
  element
    .closest('.terminals')
    ?.querySelector<HTMLElement>('.terminal-tab[data-active="true"] button')
    ?.focus()
