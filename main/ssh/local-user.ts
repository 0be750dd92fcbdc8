import { userInfo } from 'node:os'

/** Login name on this computer. A container may run under a number that has no name: then what the environment says. */
export function localUser(): string {
  try {
    return userInfo().username
  } catch {
    return process.env['USER'] ?? process.env['LOGNAME'] ?? 'nobody'
  }
}
