import { isPair, isScalar, visit } from 'yaml'
import type { Document } from 'yaml'
import { bad, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import { readYaml } from '../../../shared/domain/parse-yaml.ts'
import { ProjectSpec } from '../../../shared/domain/project.ts'
import { isSecretName, redactText } from '../../../shared/domain/redact.ts'
import type { Place } from '../../../shared/domain/problems.ts'
import type { Finding } from './findings.ts'
import type { ImportedFile } from './read-text.ts'

export type ProjectYaml = {
  readonly spec: ProjectSpec
  /** Line and column of the value at a path, or of the nearest thing above it. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place
}

export function parseProjectYaml({
  path,
  text,
}: ImportedFile): Result<ProjectYaml, readonly Finding[]> {
  const read = readYaml(text, path)
  if (!read.ok) return read
  const { doc, value, at, placeOf, placeOfKey } = read.value
  const secrets = secretsIn(doc, at)
  if (secrets.length > 0) return bad(secrets)
  const parsed = ProjectSpec.safeParse(value)
  if (parsed.success) return ok({ spec: parsed.data, placeOf })
  return bad(
    parsed.error.issues.flatMap((issue): Finding[] => {
      const name = nameOf(issue.path)
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          message: `${name} has no setting “${key}”. Is it misspelt?`,
          where: placeOfKey(issue.path, key),
        }))
      return [{ message: `${name}: ${issue.message}`, where: placeOf(issue.path) }]
    }),
  )
}

const nameOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'The project'
    : path
        .map((part) => (typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`))
        .join('')
        .replace(/^\./, '')

/** A project file never holds a secret (design.md section 6), so its sources must not either. */
function secretsIn(doc: Document, at: (offset: number) => Place): readonly Finding[] {
  const found: Finding[] = []
  visit(doc, {
    Scalar(key, node, ancestors) {
      const pair = ancestors.at(-1)
      if (key === 'key' || typeof node.value !== 'string') return
      const name = isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : ''
      if (isSecretName(name) || redactText(node.value) !== node.value)
        found.push({
          message: `This looks like a secret${name === '' ? '' : ` (${name})`}. Secrets are kept in the keychain, never in a project.`,
          where: at(node.range?.[0] ?? 0),
        })
    },
  })
  return found
}
