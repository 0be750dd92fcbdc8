import type { GroupLook } from '../../../shared/log-rules/looks.ts'
import { formatCount } from '../../components/format-count.ts'
import { TemplateText } from './TemplateText.tsx'
import { whyNoValues } from './view-model.ts'

/** The hosts of a group, and its texts with the values that were seen in their places. */
export const GroupVariants = ({ look }: { readonly look: GroupLook }) => (
  <>
    <table className="grid hosts-of-group">
      <thead>
        <tr>
          <th>Host</th>
          <th className="num">Before</th>
          <th className="num">After</th>
        </tr>
      </thead>
      <tbody>
        {look.hosts.map(({ host, before, after }) => (
          <tr key={host}>
            <td>{host}</td>
            <td className="num">{formatCount(before)}</td>
            <td className="num">{formatCount(after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <h3>Values, by place</h3>
    {look.variants.map(({ text, before, after, values }) => (
      <div key={text} className="variant">
        {look.variants.length === 1 ? null : (
          <>
            <TemplateText text={text} />
            <span className="muted num">
              {formatCount(before)} before, {formatCount(after)} after
            </span>
          </>
        )}
        {values.length === 0 ? <p className="muted">{whyNoValues(text)}</p> : null}
        <ol className="values">
          {values.map(({ seen, more }, place) => (
            // oxlint-disable-next-line react/no-array-index-key -- places of one fixed text
            <li key={place}>
              {seen.map(([value, lines]) => (
                <span key={value} className="value mono">
                  {value} <span className="muted">× {formatCount(lines)}</span>
                </span>
              ))}
              {more > 0 ? <span className="muted">and others × {formatCount(more)}</span> : null}
            </li>
          ))}
        </ol>
      </div>
    ))}
    {look.moreVariants > 0 ? (
      <p className="muted">and {formatCount(look.moreVariants)} rarer texts of the same group</p>
    ) : null}
  </>
)
