import { lazy } from 'react'
import type { ComponentType } from 'react'
import type { ViewId } from './stores/navigation-store.ts'
import { OverviewPage } from './views/overview/OverviewPage.tsx'

export type View = {
  readonly id: ViewId
  readonly title: string
  readonly shortcut: string
  readonly component: ComponentType
}

/** Views in the order of the sidebar. All but the first are loaded when they are first shown: the window opens sooner. */
export const views: readonly View[] = [
  { id: 'overview', title: 'Overview', shortcut: 'alt+1', component: OverviewPage },
  {
    id: 'analysis',
    title: 'Analysis',
    shortcut: 'alt+A',
    component: lazy(async () => ({
      default: (await import('./views/analysis/AnalysisPage.tsx')).AnalysisPage,
    })),
  },
  {
    id: 'timeline',
    title: 'Timeline',
    shortcut: 'alt+2',
    component: lazy(async () => ({
      default: (await import('./views/timeline/TimelinePage.tsx')).TimelinePage,
    })),
  },
  {
    id: 'schedule',
    title: 'Schedule',
    shortcut: 'alt+3',
    component: lazy(async () => ({
      default: (await import('./views/schedule/SchedulePage.tsx')).SchedulePage,
    })),
  },
  {
    id: 'batches',
    title: 'Batches',
    shortcut: 'alt+4',
    component: lazy(async () => ({
      default: (await import('./views/batches/BatchesPage.tsx')).BatchesPage,
    })),
  },
  {
    id: 'run',
    title: 'Run',
    shortcut: 'alt+5',
    component: lazy(async () => ({ default: (await import('./views/run/RunPage.tsx')).RunPage })),
  },
  {
    id: 'downtime',
    title: 'Downtime',
    shortcut: 'alt+6',
    component: lazy(async () => ({
      default: (await import('./views/downtime/DowntimePage.tsx')).DowntimePage,
    })),
  },
  {
    id: 'logs',
    title: 'Logs',
    shortcut: 'alt+7',
    component: lazy(async () => ({
      default: (await import('./views/logs/LogsPage.tsx')).LogsPage,
    })),
  },
  {
    id: 'hosts',
    title: 'Hosts',
    shortcut: 'alt+8',
    component: lazy(async () => ({
      default: (await import('./views/hosts/HostsPage.tsx')).HostsPage,
    })),
  },
  {
    id: 'report',
    title: 'Report',
    shortcut: 'alt+9',
    component: lazy(async () => ({
      default: (await import('./views/report/ReportPage.tsx')).ReportPage,
    })),
  },
  {
    id: 'settings',
    title: 'Settings',
    shortcut: 'alt+S',
    component: lazy(async () => ({
      default: (await import('./views/settings/SettingsPage.tsx')).SettingsPage,
    })),
  },
]
