/** A lab command says no, as a program on a real host would: the sentence goes to stderr and the exit code is not 0. */
export class Refusal extends Error {
  readonly exitCode: number
  constructor(sentence: string, exitCode = 1) {
    super(sentence)
    this.name = 'Refusal'
    this.exitCode = exitCode
  }
}
