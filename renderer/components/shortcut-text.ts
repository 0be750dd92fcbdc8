const names: Readonly<Record<string, string>> = {
  mod: 'Ctrl',
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  arrowleft: '←',
  arrowright: '→',
}

/** `alt+1` as people read it: `Alt 1`. */
export const shortcutText = (shortcut: string): string =>
  shortcut
    .split('+')
    .map((key) => names[key.trim().toLowerCase()] ?? key.trim().toUpperCase())
    .join(' ')
