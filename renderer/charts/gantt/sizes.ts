/** px; `gantt.css` has the same. */
export const rowHeight = 26

/** Of the column of names, in px: where there is room its whole width, in a narrow or magnified window two fifths, so that time has the rest. */
export const labelWidthOf = (width: number): number =>
  Math.max(120, Math.min(320, Math.round(width * 0.4)))
