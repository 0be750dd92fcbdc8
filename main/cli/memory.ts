import { readFileSync } from 'node:fs'

/** Peak of the resident memory of several processes together, where the system tells (Linux); 0 elsewhere. */
export function watchMemory(pids: readonly (number | undefined)[]): {
  peakMiB(): number
  stop(): void
} {
  let peak = 0
  const look = (): void => {
    let sum = 0
    for (const pid of pids) if (pid !== undefined) sum += residentKiB(pid)
    peak = Math.max(peak, sum / 1024)
  }
  const timer = setInterval(look, 200)
  timer.unref()
  return {
    peakMiB: () => peak,
    stop: () => clearInterval(timer),
  }
}

function residentKiB(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  } catch {
    return 0 // the process is gone, or this system has no /proc
  }
}
