export type Tip = { readonly text: string; readonly x: number; readonly y: number }

/** The row under the pointer in words. A screen reader has the same words in the row itself. */
export const GanttTip = ({ tip: { text, x, y } }: { readonly tip: Tip }) => (
  <div className="tip gantt-tip" aria-hidden="true" style={{ left: x, top: y }}>
    {text.split('\n').map((line) => (
      <div key={line}>{line}</div>
    ))}
  </div>
)
