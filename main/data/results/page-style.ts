/** Colours of the diagrams in a page, by the variables of the report's style. */
export const diagramStyle = `
.d svg { max-width: 100% } .d-box { fill: var(--panel); stroke: var(--soft) } .d-external { fill: var(--paper) }
.d-unknown { fill: var(--paper); stroke: var(--bad); stroke-dasharray: 5 3 } .d-dispatcher { stroke: var(--accent); stroke-width: 2 }
.d-gone { fill: none; stroke: var(--line); stroke-dasharray: 2 3 } .d-group { fill: none; stroke: var(--line) }
.d-line { fill: none; stroke: var(--ink) } .d-data { stroke-dasharray: 7 4 }
.d-broken { stroke: var(--bad); stroke-width: 2; stroke-dasharray: 3 3 } .d-tip { fill: var(--ink) } .d-tip-broken { fill: var(--bad) }
svg .d-note, svg .d-label { font-size: 10.5px; fill: var(--soft) } svg .d-head { font-weight: 600 }
`
