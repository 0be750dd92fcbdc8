import type { Tone } from '../../shared/ipc/tone.ts'

export type MeterPart = { readonly tone: Tone; readonly value: number; readonly label: string }

type Props = {
  readonly parts: readonly MeterPart[]
  readonly total: number
  readonly label: string
}

/** A thin bar of parts of a total. The label says in words what it shows. */
export const Meter = ({ parts, total, label }: Props) => (
  <div className="meter" role="img" aria-label={label} title={label}>
    {parts
      .filter(({ value }) => value > 0)
      .map(({ tone, value, label: part }) => (
        <span
          key={part}
          data-tone={tone}
          style={{ width: `${Math.min(100, (value / Math.max(1, total)) * 100)}%` }}
        />
      ))}
  </div>
)
