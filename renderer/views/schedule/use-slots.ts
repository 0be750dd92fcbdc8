import { useEffect, useState } from 'react'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { SlotView } from '../../../shared/ipc/plan-views.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf, environmentIdOf, instantOf } from '../../api/ids.ts'

type Slots = {
  readonly slots: readonly SlotView[] | 'unread'
  readonly problem: Problem | undefined
}

/**
 * Off-peak slots of an environment, read again with every version of the plan. With a batch each says why that one may not have it: the
 * whole calendar is judged before anything is dropped. Those of another environment or part of the calendar are never shown meanwhile.
 */
export function useSlots(
  environment: string | undefined,
  { from, to }: { readonly from: number; readonly to: number },
  batch: string | undefined,
  version: number,
): Slots {
  const of = `${environment} ${from} ${to}`
  const [read, setRead] = useState<Slots & { readonly of: string }>()
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
        setRead(
          answer.ok
            ? { of, slots: answer.value, problem: undefined }
            : { of, slots: 'unread', problem: answer.problem },
        )
      return undefined
    })
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another version has other windows in the way
  }, [of, environment, from, to, batch, version])
  return read?.of === of ? read : { slots: 'unread', problem: undefined }
}
