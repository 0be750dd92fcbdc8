// oxlint-disable-next-line no-control-regex -- colours of terminals begin with the escape character
const colours = /(?:\u001b|#\d{3})\[[0-9;?]*[A-Za-z]/g

/** Without the colours of terminals, also as rsyslog writes control characters to disk (`#033` for the escape character). */
export const withoutColours = (text: string): string =>
  text.includes('\u001b') || text.includes('#') ? text.replaceAll(colours, '') : text
