/**
 * Headers of known kinds of logs, as expressions that match from the start of the line to the start of the message. Sources: RFC
 * 3164 and 5424; rsyslog's and the programs' own documentation.
 */

const syslogTime = String.raw`(?<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: \d{4}(?= ))?)`
const isoTime = String.raw`(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)`
const blankIso = String.raw`(?<time>\d{4}-\d\d-\d\d[ T] ?\d?\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)`
const longTime = String.raw`(?<time>[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)? \d{4})`
/** `sshd[42]`, `sshd(pam_unix)[42]`, `/usr/sbin/kamailio[1]`, `launchd[1] (com.example.x)`; the tag is missing on few lines. */
const host = String.raw`(?<host>[\w.:/@%-]+) `
const tag = String.raw`(?<tag>[^\s:[\]()]+(?:\([^\s)]*\))?)(?:\[(?<pid>[^\]\s]+)\])?(?: \([^)]*\))?:(?:\s|$)`
const maybeTag = `(?:${tag})?`
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

const starting = (...parts: readonly string[]): RegExp => new RegExp(`^${parts.join('')}`)

export const patterns = {
  syslog: [
    starting(syslogTime, ' ', host, maybeTag),
    // An ISO time and a word begin many logs: only the tag makes it one of syslog.
    starting(isoTime, ' ', host, tag),
  ],
  'syslog-pri': [
    starting(String.raw`<(?<pri>\d{1,3})>`, syslogTime, ' ', host, maybeTag),
    starting(String.raw`<(?<pri>\d{1,3})>`, isoTime, ' ', host, maybeTag),
  ],
  syslog5424: [
    starting(
      String.raw`<(?<pri>\d{1,3})>1 (?:-|`,
      isoTime,
      String.raw`) (?<host>\S+) (?<tag>\S+) (?<pid>\S+) (?<component>\S+) `,
      String.raw`(?:-|(?:\[(?:[^\]\\"]|"(?:[^"\\]|\\.)*"|\\.)*\])+)(?: \ufeff?(?:\u00ef\u00bb\u00bf)?|$)`,
    ),
  ],
  asterisk: [
    starting(
      String.raw`\[(?<time>[^\]]{10,40})\] (?<level>[A-Z]{3,8})\[(?<pid>\d+)\](?:\[C-[0-9a-f]+\])?:? `,
      String.raw`(?:(?<component>[\w./-]+\.[a-z]{1,3})(?::\d+)?(?: in \w+)?|(?<tag>\w+)):\s*`,
    ),
  ],
  freeswitch: [
    starting(
      `(?:${uuid} )?`,
      blankIso,
      String.raw` (?:\d+\.\d+% )?\[(?<level>[A-Z]+)\] (?:(?<component>[\w./-]+\.[a-z]{1,3}):\d+ )?`,
    ),
  ],
  freeradius: [starting(longTime, String.raw` ?: (?<level>\w+): (?:\(\d+\) +)?`)],
  mysql: [
    starting(
      blankIso,
      String.raw` +(?<pid>\d+) \[(?<level>\w+)\] (?:\[(?<component>[A-Z]+-\d+)\] )?(?:\[\w+\] )?`,
    ),
  ],
  'mysql-old': [
    starting(String.raw`(?<time>\d{6} +\d{1,2}:\d\d:\d\d) +(?:\d+ )?(?:\[(?<level>\w+)\] )?`),
  ],
  'apache-error': [
    starting(
      String.raw`\[`,
      longTime,
      String.raw`\] \[(?:(?<component>[\w-]*):)?(?<level>\w+)\] (?:\[pid (?<pid>\d+)(?::tid \d+)?\] )?`,
      String.raw`(?:\[(?:client|remote) (?:\[[^\]]*\])?[^\]]*\] )?`,
    ),
  ],
  nginx: [
    starting(
      String.raw`(?<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?<level>\w+)\] (?<pid>\d+)#\d+: (?:\*\d+ )?`,
    ),
  ],
  access: [
    starting(
      String.raw`\S+ \S+ [^[]{1,200}\[(?<time>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (?="(?:[^"\\]|\\.){0,900}" (?<status>\d{3}) )`,
    ),
  ],
} as const
