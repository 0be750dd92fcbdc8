/**
 * An answer of HTTP as programs write it that state no level: behind the protocol (`"GET / HTTP/1.1" 503`, `status: 503`, uwsgi's
 * `(HTTP/1.1 503)`), or behind the five times of HAProxy's log (`0/0/1/2/3 503 212`).
 */
const answer =
  /(?:HTTP\/\d(?:\.\d)?"?(?: status[:=]?)? |(?<![\w./-])(?:-?\d+\/){4}\+?-?\d+ )([1-5]\d\d)(?!\d)/

/** The status of an answer that the text tells; 0 for none. */
export const answerIn = (text: string): number => Number(answer.exec(text)?.[1] ?? 0)

/** It failed on the server's side. */
export const isFailure = (status: number): boolean => status >= 500
/** The client was refused: no error, but more of them are a finding. */
export const isRefusal = (status: number): boolean => status >= 400 && status < 500
