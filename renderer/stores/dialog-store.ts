import { createStore } from 'zustand/vanilla'
import type { Problem } from '../../shared/domain/problems.ts'

/** A procedure that a person wants to look at (dry run only) or to start. */
export type StartAsk = {
  readonly procedure: string
  readonly batch?: string
  /** Members by id; default: all that the procedure has. */
  readonly members?: readonly string[]
  readonly dryOnly: boolean
}

/** Whom a return is about. */
export type ReturnAsk = { readonly id: string; readonly name: string; readonly accounts: number }

/** Hosts that somebody else has in hand. */
export type TakeOverAsk = {
  /** Who, and since when. */
  readonly problem: Problem
  /** Asks once more, with the reason; a problem when that was refused too. */
  readonly again: (reason: string) => Promise<Problem | undefined>
}

export type DialogState = {
  readonly start: StartAsk | undefined
  readonly returning: ReturnAsk | undefined
  readonly takeOver: TakeOverAsk | undefined
}

const none: DialogState = { start: undefined, returning: undefined, takeOver: undefined }

/** Which dialog is open: views of one folder ask for a dialog that another folder has. */
export const dialogStore = createStore<DialogState>(() => none)

export const askToStart = (start: StartAsk): void => dialogStore.setState({ start })
export const askToReturn = (returning: ReturnAsk): void => dialogStore.setState({ returning })
export const askToTakeOver = (takeOver: TakeOverAsk): void => dialogStore.setState({ takeOver })
export const closeTakeOver = (): void => dialogStore.setState({ takeOver: undefined })
export const closeDialogs = (): void =>
  dialogStore.setState({ start: undefined, returning: undefined })

/** What was asked about one project must not be answered in another. */
export const forgetDialogs = (): void => dialogStore.setState(none)
