import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { projectClock, projectStore } from '../stores/project-store.ts'

/**
 * The project's time now, counted on from the last overview at the speed of its clock, once a second. Only for showing: every
 * decision about time is main's.
 */
export function useProjectTime(): number {
  const overview = useStore(projectStore, (state) => state.overview)
  const readAt = useStore(projectStore, (state) => state.readAt)
  const [tick, setTick] = useState(() => performance.now())
  useEffect(() => {
    const timer = setInterval(() => setTick(performance.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return projectClock({ overview, readAt }, tick).now
}
