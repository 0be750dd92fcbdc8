import { expect, it } from 'vitest'
import { hostKeyQuestion, leaveQuestion } from '../../../../main/app/questions.ts'
import { liveRun } from '../../../helpers/live-run.ts'

it('leaving while a run is live: staying is the default, and what Escape means', () => {
  const question = leaveQuestion([liveRun()], 'quit')
  expect(question.buttons).toEqual(['Stay', 'Pause and quit'])
  expect([question.defaultId, question.cancelId]).toEqual([0, 0])
  expect(question.detail).toContain('Move customers to the target: 5 of 20 done, 4 in work')
})

it('an unknown host key: refusing is the default, and the fingerprint is shown', () => {
  const key = {
    host: 'db1',
    address: '192.0.2.1:22',
    keyType: 'ssh-ed25519',
    fingerprint: 'SHA256:abc',
  }
  const question = hostKeyQuestion(key)
  expect(question.buttons[question.defaultId]).toBe('Refuse')
  expect(question.buttons[question.cancelId]).toBe('Refuse')
  expect(question.detail).toContain('SHA256:abc')
})
