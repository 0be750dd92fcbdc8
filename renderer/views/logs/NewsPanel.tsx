import { plural } from '../../components/format-count.ts'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useWatch } from './use-watch.ts'

/** Watches the logs of a batch as long as it is there: what each look brought, the newest first. */
export function NewsPanel({ batch }: { readonly batch: string }) {
  const { looks, news, problem } = useWatch(batch)
  return (
    <section className="panel news" aria-label="Watch">
      <StateMark tone="active">
        {looks === 0 ? 'looking…' : `watching, ${plural(looks, 'look')}`}
      </StateMark>
      {problem === undefined ? null : <ProblemAlert problem={problem} />}
      {looks > 0 && news.length === 0 ? <span className="muted">Nothing new so far.</span> : null}
      <ul role="log" aria-label="What is new">
        {news.map(({ look, text }, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- a growing list of sentences without identity
          <li key={`${look} ${at}`} className="clip" title={text}>
            <span className="muted">look {look}</span> {text}
          </li>
        ))}
      </ul>
    </section>
  )
}
