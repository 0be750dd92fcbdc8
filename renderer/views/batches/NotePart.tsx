import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { CustomerId } from '../../../shared/domain/ids.ts'
import { orTell } from '../../api/actions.ts'
import { invoke } from '../../api/client.ts'

/** Writes down feedback of the customer's users, or a note for the next shift. */
export function NotePart({ id }: { readonly id: CustomerId }) {
  const [about, setAbout] = useState<'feedback' | 'note'>('feedback')
  const [text, setText] = useState('')
  const [from, setFrom] = useState('')

  async function add(): Promise<void> {
    const added = await orTell(
      invoke('customer/add-note', {
        customer: id,
        about,
        text: text.trim(),
        ...(about === 'note' || from.trim() === '' ? {} : { from: from.trim() }),
      }),
    )
    if (added === undefined) return
    setText('')
    setFrom('')
  }

  return (
    <section aria-label="Feedback and notes">
      <h3>Feedback and notes</h3>
      <div className="note-form">
        <NativeSelect
          size="xs"
          aria-label="What it is"
          data={['feedback', 'note']}
          value={about}
          onChange={(event) => setAbout(event.currentTarget.value === 'note' ? 'note' : 'feedback')}
        />
        {about === 'feedback' ? (
          <TextInput
            aria-label="Who said it"
            placeholder="Who said it"
            value={from}
            maxLength={200}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
        ) : null}
        <Textarea
          aria-label="Text"
          placeholder="Kept in the history of the customer"
          value={text}
          maxLength={500}
          autosize
          minRows={1}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button disabled={text.trim() === ''} onClick={() => void add()}>
          Add
        </Button>
      </div>
    </section>
  )
}
