import { useStore } from 'zustand'
import { formatCount, plural } from '../../components/format-count.ts'
import { Meter } from '../../components/Meter.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import type { Tone } from '../../../shared/ipc/tone.ts'
import { projectStore } from '../../stores/project-store.ts'
import { stageCards } from './view-model.ts'
import type { StageState } from './view-model.ts'

const tones: Readonly<Record<StageState, Tone>> = {
  'not started': 'idle',
  'in progress': 'ready',
  running: 'active',
  'needs you': 'warn',
  done: 'good',
}

/** The four stages of the migration: where each stands, what is next, and why it waits. */
export function StageCards() {
  const overview = useStore(projectStore, (state) => state.overview)
  const live = useStore(projectStore, (state) => state.live)
  if (overview === undefined || overview === null) return null
  return (
    <ol className="stages" aria-label="Stages">
      {stageCards(overview, [...live.values()]).map((card) => (
        <li key={card.stage} data-state={card.state}>
          <div className="row">
            <h3>{card.title}</h3>
            <StateMark tone={tones[card.state]}>{card.state}</StateMark>
          </div>
          <div className="row figures">
            <span>
              <b>{formatCount(card.done)}</b> of {plural(card.total, card.unit)}
            </span>
          </div>
          <Meter
            parts={[{ tone: 'good', value: card.done, label: 'done' }]}
            total={card.total}
            label={`${card.title}: ${formatCount(card.done)} of ${plural(card.total, card.unit)} done`}
          />
          {card.next === '' ? null : (
            <div className="clip" title={card.next}>
              <span className="muted">
                {card.state === 'running' || card.state === 'needs you' ? 'Now' : 'Next'}:{' '}
              </span>
              {card.next}
            </div>
          )}
          {card.why === '' ? null : (
            <div className="muted clip two" title={card.why}>
              {card.why}
            </div>
          )}
        </li>
      ))}
    </ol>
  )
}
