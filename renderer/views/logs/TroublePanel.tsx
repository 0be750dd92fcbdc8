import { Button, SegmentedControl } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { BatchTrouble } from '../../../shared/log-rules/looks.ts'
import type { StackSeries } from '../../charts/StackedBars.tsx'
import { StackedBars } from '../../charts/StackedBars.tsx'
import { SavePicture } from '../../charts/SavePicture.tsx'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'
import { savePicture } from '../../api/exports.ts'
import { batchIdOf } from '../../api/ids.ts'
import { dayAndTime, shortTime } from '../../components/format-time.ts'
import { useZone } from '../../components/use-zone.ts'
import { spanOf, troublePicture, troubleWords } from './trouble-rows.ts'
import type { Span, SpanChoice, TroubleSplit } from './trouble-rows.ts'

type Props = { readonly batch: string; readonly version: string }

const dayMs = 86_400_000

/** Errors and warnings over time, stacked by level or by host, the first lock of the batch marked. */
export function TroublePanel({ batch, version }: Props) {
  const zone = useZone()
  const chart = useRef<HTMLDivElement>(null)
  const [split, setSplit] = useState<TroubleSplit>('level')
  const [choice, setChoice] = useState<SpanChoice>('all')
  const [zoom, setZoom] = useState<Span>()
  const [brushed, setBrushed] = useState<Span>()
  const [trouble, setTrouble] = useState<BatchTrouble | null>()
  const [isUnread, setIsUnread] = useState(false)
  const [cutAt, setCutAt] = useState<number>()
  const span = zoom ?? spanOf(choice, cutAt)
  const { from, to } = span

  useEffect(() => {
    let current = true
    async function read(): Promise<void> {
      const found = await orTell(
        invoke('logs/get-trouble', {
          batch: batchIdOf(batch),
          ...(from === undefined ? {} : { from }),
          ...(to === undefined ? {} : { to }),
        }),
      )
      if (!current) return
      setIsUnread(found === undefined)
      if (found === undefined) return
      setTrouble(found)
      setBrushed(undefined)
      if (found?.cutAt !== undefined) setCutAt(found.cutAt)
    }
    void read()
    return () => {
      current = false
    }
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the version names what has been read from the hosts
  }, [batch, from, to, version])

  const picture = useMemo(
    () => (trouble === undefined || trouble === null ? undefined : troublePicture(trouble, split)),
    [trouble, split],
  )
  const rows = useMemo(
    () =>
      picture?.rows.map((row) => ({
        ...row,
        text: [
          `from ${dayAndTime(row.at, zone)}`,
          ...picture.series.map(({ key, label }) => `${row.values[key] ?? 0} ${label}`),
        ].join('\n'),
      })) ?? [],
    [picture, zone],
  )
  const bucketMs = trouble?.bucketMs ?? 0
  const isLong = rows.length * bucketMs > 2 * dayMs
  const tick = (at: number): string => (isLong ? dayAndTime(at, zone) : shortTime(at, zone))

  return (
    <section className="panel trouble" aria-label="Errors and warnings over time">
      <header>
        <h3>Errors and warnings</h3>
        <div className="aside">
          <SegmentedControl
            size="xs"
            aria-label="Stacked by"
            value={split}
            onChange={(value) => setSplit(value === 'host' ? 'host' : 'level')}
            data={[
              { value: 'level', label: 'By level' },
              { value: 'host', label: 'By host' },
            ]}
          />
          <SegmentedControl
            size="xs"
            aria-label="Part of the time"
            value={zoom === undefined ? choice : 'zoom'}
            onChange={(value) => {
              setZoom(undefined)
              setChoice(value === 'around' ? 'around' : value === 'since' ? 'since' : 'all')
            }}
            data={[
              { value: 'all', label: 'All' },
              { value: 'around', label: 'Around the first lock' },
              { value: 'since', label: 'Since' },
              ...(zoom === undefined ? [] : [{ value: 'zoom', label: 'Chosen' }]),
            ]}
          />
          <Button
            size="compact-xs"
            disabled={brushed === undefined}
            onClick={() => setZoom(brushed)}
          >
            Zoom into the choice
          </Button>
          {rows.length === 0 ? null : (
            <SavePicture of={chart} name="errors and warnings" onSave={savePicture} />
          )}
        </div>
      </header>
      <div className="legend">
        {picture?.series.map(({ key, label }) => (
          <span key={key} className="legend">
            <i className={`key part-${key}`} /> {label}
          </span>
        ))}
        <span>{zone}</span>
      </div>
      <div ref={chart} className="picture">
        <StackedBars
          rows={rows}
          series={seriesOf(picture?.series ?? [])}
          height="clamp(116px, 16vh, 240px)"
          formatTick={tick}
          label={
            trouble
              ? `Errors and warnings over time: ${troubleWords(trouble)}`
              : 'Errors and warnings over time'
          }
          none={
            trouble === null
              ? 'No error or warning was counted in this time.'
              : isUnread
                ? 'What was counted could not be read; the top of the window says why.'
                : 'Reading what was counted…'
          }
          {...(picture?.cutAt === undefined
            ? {}
            : { mark: { at: picture.cutAt, label: 'before | first lock | after' } })}
          onBrush={(first, last) => {
            const begin = rows[first]
            const end = rows[last]
            setBrushed(
              begin === undefined || end === undefined || last - first >= rows.length - 1
                ? undefined
                : { from: begin.at, to: end.at + bucketMs },
            )
          }}
        />
      </div>
    </section>
  )
}

const seriesOf = (
  series: readonly { readonly key: string; readonly label: string }[],
): readonly StackSeries[] =>
  series.map(({ key, label }) => ({
    key,
    label,
    className: `part-${key}`,
    striped: key === 'warnings',
  }))
