import {
  CartesianGrid,
  ReferenceLine,
  Scatter,
  ScatterChart,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { DowntimeBook } from '../../../shared/ipc/downtime-views.ts'
import { ChartFrame } from '../../charts/ChartFrame.tsx'
import { formatMs } from '../../../shared/domain/time.ts'
import { formatCount, plural } from '../../components/format-count.ts'
import { formatSpan } from '../../components/format-span.ts'
import { Empty, Panel } from '../../components/Panel.tsx'
import { lockOuts, unwatchedWords } from './view-model.ts'

/** How long each moved customer was locked out, by its size, against the promise and the forecast. */
export function LockOutPanel({ book }: { readonly book: DowntimeBook }) {
  const shown = lockOuts(book)
  const { measured, unknown } = shown
  const unwatched = unwatchedWords(book.unwatched)
  const promise = formatSpan(book.promiseMs)
  return (
    <Panel
      title="Lock-out of moved customers"
      aside={<span className="muted">forecast of the next: {book.basis}</span>}
    >
      {unwatched === undefined ? null : (
        <p className="toned" data-tone="warn">
          {unwatched}
        </p>
      )}
      {measured.length + unknown === 0 ? (
        unwatched === undefined && (
          <Empty>No customer has moved yet. The pilot batch brings the first figures.</Empty>
        )
      ) : (
        <>
          {measured.length === 0 ? null : (
            <p className="lock-out-figures">
              <b>{formatCount(shown.within)}</b> of {plural(measured.length, 'measured customer')}{' '}
              within the promise of {promise}
              {unknown > 0 ? `, ${formatCount(unknown)} unknown` : ''} · median {ms(shown.p50Ms)} ·
              95 % within {ms(shown.p95Ms)} · longest {ms(shown.longestMs)}
              {shown.against === undefined
                ? ''
                : ` · median ${shown.against.toFixed(2)} × the forecast`}
            </p>
          )}
          <ChartFrame
            role="img"
            label={`Seconds of lock-out by accounts for ${plural(measured.length, 'customer')}; the table below has every figure.`}
            height="236px"
            none={
              measured.length === 0
                ? `None of ${plural(unknown, 'moved customer')} could be measured: that is unknown, not zero. The probes of each are in the table below.`
                : undefined
            }
          >
            <ScatterChart
              margin={{ top: 8, right: 24, bottom: 4, left: 0 }}
              accessibilityLayer={false}
            >
              <CartesianGrid vertical={false} />
              <XAxis
                type="number"
                dataKey="accounts"
                height={40}
                label={{ value: 'accounts of the customer', position: 'insideBottom' }}
              />
              <YAxis type="number" dataKey="seconds" width={44} unit=" s" />
              <Tooltip isAnimationActive={false} content={Tip} />
              <ReferenceLine
                y={book.promiseMs / 1000}
                // In the picture also where all are far below it: that is what it shows.
                ifOverflow="extendDomain"
                stroke="var(--bad)"
                strokeDasharray="4 3"
                label={{ value: `promise ${promise}`, position: 'insideTopRight' }}
              />
              <Scatter
                data={[...measured]}
                fill="var(--active)"
                fillOpacity={0.6}
                isAnimationActive={false}
              />
            </ScatterChart>
          </ChartFrame>
        </>
      )}
    </Panel>
  )
}

const ms = (value: number | undefined): string => (value === undefined ? '–' : formatMs(value))

type Point = { readonly name: string; readonly accounts: number; readonly seconds: number }

const Tip = ({ payload }: { readonly payload?: readonly { readonly payload?: Point }[] }) => {
  const point = payload?.[0]?.payload
  return point === undefined ? null : (
    <div className="tip">
      <b>{point.name}</b>
      <div>
        {plural(point.accounts, 'account')}, {point.seconds.toFixed(1)} s
      </div>
    </div>
  )
}
