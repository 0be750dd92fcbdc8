import { isProblem } from '../stores/message-store.ts'
import type { Message } from '../stores/message-store.ts'
import { ProblemText } from './ProblemAlert.tsx'
import { StateMark } from './StateMark.tsx'

/** What was said, behind a mark for how much it matters. */
export const MessageText = ({ said }: Pick<Message, 'said'>) =>
  isProblem(said) ? (
    <ProblemText problem={said} />
  ) : (
    <div>
      <StateMark tone={said.tone === 'warning' ? 'warn' : 'active'}>
        {said.tone === 'warning' ? 'warning' : 'news'}
      </StateMark>{' '}
      <span>{said.text}</span>
    </div>
  )
