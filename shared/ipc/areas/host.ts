import type { AreaContract } from '../channel.ts'
import type { hostChannels } from '../channels.ts'

export const hostContract = {} as const satisfies AreaContract<typeof hostChannels>
