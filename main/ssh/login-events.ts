import type { KeyVerdict } from './known-hosts.ts'

/** What one login comes past, in this order and as far as it gets; told as it happens. */
export type LoginEvent =
  /** The TCP connection, or the channel of the jump host, stands. */
  | { readonly kind: 'connected' }
  /** The host's identification line, e.g. `SSH-2.0-OpenSSH_9.2`. */
  | { readonly kind: 'version'; readonly line: string }
  | { readonly kind: 'host-key'; readonly key: Buffer; readonly verdict: KeyVerdict }
  | {
      readonly kind: 'algorithms'
      readonly keyExchange: string
      readonly cipher: string
      readonly mac: string
    }
  /** The methods that the server still takes; told only after it has refused one. */
  | { readonly kind: 'offered'; readonly methods: readonly string[] }
  /** What is tried now, in words. */
  | { readonly kind: 'trying'; readonly what: string }
  | { readonly kind: 'ready' }

export type OnLogin = (event: LoginEvent) => void
