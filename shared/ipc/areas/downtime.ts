import type { AreaContract } from '../channel.ts'
import type { downtimeChannels } from '../channels.ts'

export const downtimeContract = {} as const satisfies AreaContract<typeof downtimeChannels>
