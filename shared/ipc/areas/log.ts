import type { AreaContract } from '../channel.ts'
import type { logChannels } from '../channels.ts'

export const logContract = {} as const satisfies AreaContract<typeof logChannels>
