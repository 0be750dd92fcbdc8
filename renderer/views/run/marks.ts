import type { RunState } from '../../../shared/domain/states.ts'
import type { Tone } from '../../../shared/ipc/tone.ts'
import { runTone } from '../../components/state-tones.ts'
import type { RunLine } from './view-model.ts'

export type RunMark = { readonly tone: Tone; readonly word: string }

/** The state of a run as it is shown: the journal has one running whose driver is gone, and it does not run. */
export const runMark = (state: RunState, isDriven: boolean): RunMark =>
  state === 'running' && !isDriven
    ? { tone: 'warn', word: 'interrupted' }
    : { tone: runTone[state], word: state }

export const lineMark = ({
  state,
  isDriven,
  asks,
  left,
}: Pick<RunLine, 'state' | 'isDriven' | 'asks' | 'left'>): RunMark =>
  asks
    ? { tone: 'warn', word: 'asks you' }
    : left.length > 0
      ? { tone: 'warn', word: 'being taken back' }
      : runMark(state, isDriven)
