/**
 * An answer of HTTP as programs write it that state no level: behind the protocol (`"GET / HTTP/1.1" 503`, `status: 503`, uwsgi's
 * `(HTTP/1.1 503)`), or behind the five times of HAProxy's log (`0/0/1/2/3 503 212`).
 */
const answer =
  /(?:HTTP\/\d(?:\.\d)?"?(?: status[:=]?)? |(?<![\w./-])(?:-?\d+\/){4}\+?-?\d+ )([1-5])\d\d(?!\d)/

/** Whether the text tells the status of an answer, and of one that failed on the server's side. */
export function answerIn(text: string): 'none' | 'answered' | 'failed' {
  const first = answer.exec(text)?.[1]
  return first === undefined ? 'none' : first === '5' ? 'failed' : 'answered'
}
