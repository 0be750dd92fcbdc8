/** The report's whole style. Its hash is in the page's policy, so nothing else may style the page. */
export const style = `
:root { color-scheme: light dark;
  --paper: #fff; --ink: #1c2430; --soft: #5a6675; --line: #d5dbe3; --panel: #f5f7fa;
  --ok: #1a7f4b; --warn: #9a6700; --bad: #b42318; --plan: #8fa3bd; --actual: #1f5fae; --accent: #1f5fae }
@media (prefers-color-scheme: dark) { :root {
  --paper: #12161c; --ink: #e6eaf0; --soft: #9fabba; --line: #313a46; --panel: #1a2029;
  --ok: #4cc38a; --warn: #e0a83a; --bad: #ff7b6b; --plan: #56677f; --actual: #6aa5ee; --accent: #6aa5ee } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 1080px; margin: 0 auto; padding: 32px 24px 64px }
header { border-bottom: 3px solid var(--accent); padding-bottom: 16px; margin-bottom: 24px }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 4px }
h2 { font-size: 19px; margin: 40px 0 10px; padding-bottom: 4px; border-bottom: 1px solid var(--line) }
h3 { font-size: 15px; margin: 22px 0 6px }
p { margin: 6px 0 12px } .soft, figcaption, caption { color: var(--soft) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 12px; padding: 0; list-style: none }
.tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px }
.tiles b { display: block; font-size: 24px; line-height: 1.25 } .tiles li > span { color: var(--soft); font-size: 13px }
.badge { white-space: nowrap; font-weight: 600 } .badge.ok, .t-ok { color: var(--ok) } .badge.warn, .t-warn { color: var(--warn) }
.badge.bad, .t-bad { color: var(--bad) } .badge.calm { color: var(--soft) }
.risks { padding: 0; list-style: none } .risks li { border-left: 4px solid var(--line); padding: 6px 12px; margin: 8px 0; background: var(--panel) }
.risks li.bad { border-color: var(--bad) } .risks li.warn { border-color: var(--warn) } .risks li.ok { border-color: var(--ok) }
figure { margin: 12px 0 } figcaption, caption { font-size: 13px; text-align: left; padding: 4px 0 }
svg { width: 100%; height: auto; display: block } svg text { fill: var(--ink); font-size: 12px } svg .soft { fill: var(--soft) }
.axis { stroke: var(--line) } .plan { fill: none; stroke: var(--plan); stroke-width: 1.5; stroke-dasharray: 4 3 } .actual { fill: var(--actual) }
.band { fill: var(--warn); opacity: .13 } .base { fill: var(--soft) }
.budget { stroke: var(--ink); stroke-width: 2 } .track { fill: var(--panel); stroke: var(--line) }
.f-ok { fill: var(--ok) } .f-warn { fill: var(--warn) } .f-bad { fill: var(--bad) } .f-calm { fill: var(--plan) }
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100%; font-size: 13.5px; margin: 6px 0 16px }
th, td { text-align: left; padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap } tbody th { font-weight: 500 } td.n, th.n { text-align: right; padding-right: 22px }
code { font: 12.5px/1.4 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere }
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff; --ok: #0a5c33; --warn: #7a5200; --bad: #9b1c12; --plan: #777; --actual: #1f5fae }
  body { font-size: 10.5pt } main { max-width: none; padding: 0 } h2, h3, caption { break-after: avoid } figure, tr, .tiles li, .risks li { break-inside: avoid }
  .scroll { overflow: visible } thead { display: table-header-group } .actual, .f-ok, .f-warn, .f-bad, .f-calm { print-color-adjust: exact }
  @page { margin: 16mm 14mm } }
`
