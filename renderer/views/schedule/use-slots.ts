import { useEffect, useState } from 'react'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { SlotView } from '../../../shared/ipc/plan-views.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf, environmentIdOf, instantOf } from '../../api/ids.ts'

type Slots = { readonly slots: readonly SlotView[]; readonly problem: Problem | undefined }

/**
 * Off-peak slots of an environment, read again with every version of the plan. With a batch each says why that one may not have it: the
 * whole calendar is judged before anything is dropped.
 */
export function useSlots(
  environment: string | undefined,
  { from, to }: { readonly from: number; readonly to: number },
  batch: string | undefined,
  version: number,
): Slots {
  const [state, setState] = useState<Slots>({ slots: [], problem: undefined })
  useEffect(() => {
    if (environment === undefined) return undefined
    let current = true
    void invoke('plan/list-slots', {
      environment: environmentIdOf(environment),
      from: instantOf(from),
      to: instantOf(to),
      ...(batch === undefined ? {} : { batch: batchIdOf(batch) }),
    }).then((answer) => {
      if (current)
        setState(
          answer.ok
            ? { slots: answer.value, problem: undefined }
            : { slots: [], problem: answer.problem },
        )
      return undefined
    })
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another version has other windows in the way
  }, [environment, from, to, batch, version])
  return state
}
