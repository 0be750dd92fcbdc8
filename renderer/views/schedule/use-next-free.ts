import { useEffect, useState } from 'react'
import type { NextFreeView } from '../../../shared/ipc/plan-views.ts'
import { invoke } from '../../api/client.ts'
import { batchIdOf, environmentIdOf, instantOf } from '../../api/ids.ts'

/** The first night at or behind `after` that a batch may have, asked again for every version of the plan. */
export function useNextFree(
  batch: string,
  environment: string,
  after: number,
  version = 0,
): NextFreeView | undefined {
  const [next, setNext] = useState<NextFreeView>()
  useEffect(() => {
    let current = true
    void invoke('plan/find-next', {
      batch: batchIdOf(batch),
      environment: environmentIdOf(environment),
      after: instantOf(after),
    }).then((answer) => {
      if (current) setNext(answer.ok ? answer.value : undefined)
      return undefined
    })
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another version has other windows in the way
  }, [batch, environment, after, version])
  return next
}
