import { Tabs } from '@mantine/core'
import type { LedgerLine, LogCheckView } from '../../../shared/ipc/log-views.ts'
import type { HostLook } from '../../../shared/log-rules/looks.ts'
import { formatCount } from '../../components/format-count.ts'
import { CustomersTab } from './CustomersTab.tsx'
import { GroupsTab } from './GroupsTab.tsx'
import { HostsTab } from './HostsTab.tsx'
import { LedgerTab } from './LedgerTab.tsx'

/** What is in the middle: a tab, and in it the group or customer that is looked at. */
export type LogPlace =
  | {
      readonly tab: 'groups'
      readonly group?: string
      readonly customer?: string
      readonly host?: string
    }
  | { readonly tab: 'customers'; readonly customer?: string }
  | { readonly tab: 'hosts' }
  | { readonly tab: 'ledger' }

type Props = {
  readonly batch: string
  readonly check: LogCheckView | null | undefined
  readonly hosts: readonly HostLook[] | undefined
  readonly ledger: readonly LedgerLine[]
  readonly place: LogPlace
  readonly onPlace: (place: LogPlace) => void
  readonly mayWrite: boolean
  readonly onChanged: () => void
}

/** Groups, customers, hosts and the noise ledger of one batch. */
export function LogTabs(props: Props) {
  const { check, hosts, ledger, place, onPlace } = props
  const asking = check?.groups.filter(({ weight }) => weight === 'stop' || weight === 'look').length
  const failing = check?.failing.length ?? 0
  const troubled = (hosts ?? []).filter(({ problem, lost }) => problem !== undefined || lost > 0)
  const inForce = ledger.filter(({ endedAt }) => endedAt === undefined).length
  return (
    <Tabs
      value={place.tab}
      onChange={(tab) => onPlace({ tab: isTab(tab) ? tab : 'groups' })}
      keepMounted={false}
      className="log-tabs fills"
    >
      <Tabs.List>
        <Tabs.Tab value="groups">
          Groups
          {check === null || check === undefined
            ? ''
            : ` ${formatCount(check.groups.length)}, ${asking ?? 0} to look at`}
        </Tabs.Tab>
        <Tabs.Tab value="customers">
          Customers
          {check === null || check === undefined
            ? ''
            : ` ${formatCount(check.customers.length)}${failing === 0 ? '' : `, ${failing} fail`}`}
        </Tabs.Tab>
        <Tabs.Tab value="hosts">
          Hosts and gaps
          {troubled.length === 0 ? '' : `, ${troubled.length} with a problem`}
        </Tabs.Tab>
        <Tabs.Tab value="ledger">Noise ledger {inForce === 0 ? '' : inForce}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="groups" keepMounted>
        {/* Asked for a host or a customer, it begins with that filter. */}
        <GroupsTab
          key={place.tab === 'groups' ? `${place.host ?? ''} ${place.customer ?? ''}` : ' '}
          {...props}
        />
      </Tabs.Panel>
      <Tabs.Panel value="customers">
        <CustomersTab {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="hosts">
        <HostsTab {...props} />
      </Tabs.Panel>
      <Tabs.Panel value="ledger">
        <LedgerTab {...props} />
      </Tabs.Panel>
    </Tabs>
  )
}

const isTab = (tab: string | null): tab is LogPlace['tab'] =>
  tab === 'groups' || tab === 'customers' || tab === 'hosts' || tab === 'ledger'
