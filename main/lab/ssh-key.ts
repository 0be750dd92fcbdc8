import { ssh2 } from '../ssh/library.ts'

export type SshKeyPair = { readonly private: string; readonly public: string }

/**
 * A new ed25519 key pair. About one in a thousand that ssh2 1.17 writes cannot be read back ("Malformed OpenSSH private
 * key"), so each is tried before it is used.
 */
export function newSshKey(comment = ''): SshKeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
}
