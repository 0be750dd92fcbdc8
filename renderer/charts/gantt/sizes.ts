/** px; `gantt.css` has the same. */
export const rowHeight = 26
export const labelWidth = 320
