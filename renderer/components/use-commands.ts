import { useEffect } from 'react'
import { offerCommands } from '../stores/command-store.ts'
import type { Command } from '../stores/command-store.ts'

/** Offers commands in the palette while the component is there. Pass a list that only changes when its content does. */
export function useCommands(source: string, commands: readonly Command[]): void {
  useEffect(() => offerCommands(source, commands), [source, commands])
}
