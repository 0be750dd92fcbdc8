/**
 * An answer of HTTP as programs write it that state no level: behind the protocol (`"GET / HTTP/1.1" 503`, `status: 503`, uwsgi's
 * `(HTTP/1.1 503)`), or behind the five times of HAProxy's log (`0/0/1/2/3 503 212`).
 */
const before = String.raw`(?:HTTP\/\d(?:\.\d)?"?(?: status[:=]?)? |(?<![\w./-])(?:-?\d+\/){4}\+?-?\d+ )`
const answer = new RegExp(String.raw`${before}([1-5]\d\d)(?!\w)`)
const place = new RegExp(String.raw`${before}\d{3}(?!\w)`)

/** The status of an answer that the text tells; 0 for none. */
export const answerIn = (text: string): number => Number(answer.exec(text)?.[1] ?? 0)

/** Has the text a place for the status of an answer, whatever the digits in it? */
export const mayTellAnswer = (text: string): boolean => place.test(text)

/** It failed on the server's side. */
export const isFailure = (status: number): boolean => status >= 500
/** The client was refused: no error, but more of them are a finding. */
export const isRefusal = (status: number): boolean => status >= 400 && status < 500
