/** What a state means to the operator; the window gives each its own shape, so that colour is never the only sign. */
export type Tone = 'idle' | 'ready' | 'active' | 'good' | 'warn' | 'bad'
