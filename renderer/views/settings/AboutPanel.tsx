import { useEffect, useState } from 'react'
import type { About } from '../../../shared/ipc/about.ts'
import type { Envelope } from '../../../shared/ipc/envelope.ts'
import { invoke } from '../../api/client.ts'
import { plural } from '../../components/format-count.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { ProblemAlert } from '../../components/ProblemAlert.tsx'

/** Which program this is, of what it is made, and where it keeps its own files. */
export function AboutPanel() {
  const [answer, setAnswer] = useState<Envelope<About>>()
  useEffect(() => {
    let current = true
    async function read(): Promise<void> {
      const given = await invoke('app/get-about')
      if (current) setAnswer(given)
    }
    void read()
    return () => {
      current = false
    }
  }, [])
  return (
    <Panel title="About">
      {answer === undefined ? (
        <Empty>Reading versions and licences…</Empty>
      ) : answer.ok ? (
        <Facts about={answer.value} />
      ) : (
        <ProblemAlert problem={answer.problem} />
      )}
    </Panel>
  )
}

const Facts = ({ about }: { readonly about: About }) => (
  <>
    <dl className="versions">
      {about.versions.map(({ name, version }) => (
        <FactLine key={name} name={name} value={version} />
      ))}
      <FactLine name="Own data" value={about.dataFolder} />
      <FactLine name="Crash log" value={about.crashFile} />
    </dl>
    <p className="muted">
      {plural(about.licences.length, 'library', 'libraries')} of others, each with its licence:
    </p>
    {/* Scrolls by itself, so it has to be reachable by keyboard. */}
    <section className="licences" aria-label="Licences" tabIndex={0}>
      {about.licences.map(({ name, version, licence, text }) => (
        <details key={name}>
          <summary>
            {name} {version} <span className="muted">{licence}</span>
          </summary>
          <pre className="mono">{text}</pre>
        </details>
      ))}
    </section>
  </>
)

const FactLine = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt className="muted">{name}</dt>
    <dd>{value}</dd>
  </>
)
