import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { problem } from '../../../shared/domain/problems.ts'
import type { Problem } from '../../../shared/domain/problems.ts'
import type { hostChannels } from '../../../shared/ipc/channels.ts'
import type { EventOf } from '../../../shared/ipc/contract.ts'
import type { PreflightDesk } from '../../app/preflight-desk.ts'
import type { Workspace } from '../../app/workspace.ts'
import type { HostService } from '../../hosts/host-service.ts'
import type { AreaHandlers } from '../handlers.ts'

export type HostDeps = {
  readonly workspace: Workspace
  readonly preflight: PreflightDesk
  emit<E extends 'host/did-output' | 'host/did-end-terminal'>(event: E, payload: EventOf<E>): void
}

/** Hosts, their sessions and terminals, and the pre-flight. */
export const hostHandlers = ({
  workspace,
  preflight,
  emit,
}: HostDeps): AreaHandlers<typeof hostChannels> => {
  const ask = <T>(act: (hosts: HostService) => Promise<Result<T, Problem>>) =>
    workspace.ask(async (project) => {
      const hosts = project.engine().hosts()
      return hosts === undefined ? bad(problem('wrong-use', 'No project is open.')) : act(hosts)
    })
  const tell = (act: (terminals: HostService['terminals']) => void) =>
    ask(async ({ terminals }) => {
      act(terminals)
      return ok(null)
    })
  return {
    'host/list-hosts': () => ask(async (hosts) => ok(await hosts.inventory())),
    'host/diagnose-host': ({ host }) => ask((hosts) => hosts.diagnose(host)),
    'host/accept-key': ({ host }) => ask((hosts) => hosts.diagnose(host, true)),
    'host/close-session': ({ session }) => ask(async (hosts) => ok(hosts.closeSession(session))),
    'host/open-terminal': ({ host, cols, rows }) =>
      ask(async (hosts) => {
        const opened = await hosts.openTerminal(host, { cols, rows }, workspace.by, {
          onOutput: (terminal, bytes) => emit('host/did-output', { terminal, bytes }),
          onEnd: (terminal, why) => emit('host/did-end-terminal', { terminal, why }),
        })
        return opened.ok ? ok({ terminal: opened.value }) : opened
      }),
    'host/write-terminal': ({ terminal, text }) => tell((all) => all.write(terminal, text)),
    'host/resize-terminal': ({ terminal, cols, rows }) =>
      tell((all) => all.resize(terminal, { cols, rows })),
    'host/confirm-output': ({ terminal, bytes }) => tell((all) => all.confirm(terminal, bytes)),
    'host/close-terminal': ({ terminal }) => tell((all) => all.close(terminal)),
    'host/run-preflight': ({ battery }) =>
      preflight.run(
        battery === undefined
          ? undefined
          : {
              charge: battery.charge,
              ...(battery.leftMs === undefined ? {} : { leftMs: battery.leftMs }),
            },
      ),
  }
}
