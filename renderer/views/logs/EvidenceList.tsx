import { visibleText } from '../../../shared/base/visible-text.ts'
import type { EvidenceView } from '../../../shared/ipc/log-views.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { dayAndTime } from '../../components/format-time.ts'
import { goTo } from '../../stores/navigation-store.ts'

type Props = { readonly evidence: EvidenceView | undefined; readonly zone: string }

const mostGroups = 5

/** What a return would keep as its reason, and what was kept of this customer before. */
export function EvidenceList({ evidence, zone }: Props) {
  if (evidence === undefined) return <p className="muted">Reading the evidence…</p>
  const { now, kept } = evidence
  const groups = now?.groups ?? []
  return (
    <section className="log-evidence" aria-label="Evidence">
      <h3>Evidence that a return keeps</h3>
      <p className="muted">
        {now === undefined
          ? 'No check, no evidence.'
          : `Verdict ${now.verdict}, ${plural(now.reasons.length, 'reason')}, ${plural(groups.length, 'group')} with their examples, of result ${now.result.slice(0, 8)}. Secrets are taken out.`}
      </p>
      <ul>
        {groups.slice(0, mostGroups).map((group) => (
          <li key={group.template.id} className="mono clip" title={group.examples[0]?.text}>
            {formatCount(group.after.count)} ×{' '}
            {visibleText(group.examples[0]?.text ?? group.template.text)}
          </li>
        ))}
      </ul>
      {groups.length > mostGroups ? (
        <p className="muted">and {groups.length - mostGroups} more groups</p>
      ) : null}
      {kept.length === 0 ? null : (
        <>
          <h3>Kept before</h3>
          <ul>
            {kept.map(({ at, run, title }) => (
              <li key={`${at} ${title}`}>
                {dayAndTime(at, zone)}: {title}, with{' '}
                <button
                  type="button"
                  className="quiet"
                  onClick={() => goTo('run', { kind: 'run', id: run })}
                >
                  run {run}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
