import { Modal } from '@mantine/core'
import { useStore } from 'zustand'
import { shortcutText } from '../../components/shortcut-text.ts'
import { commandGroups, commandStore } from '../../stores/command-store.ts'

type Props = { readonly opened: boolean; readonly onClose: () => void }

/** Every key that does something now. */
export function ShortcutsSheet({ opened, onClose }: Props) {
  const sources = useStore(commandStore, (state) => state.sources)
  const groups = [...commandGroups({ sources })].flatMap(([group, commands]) => {
    const keyed = commands.filter(({ shortcut }) => shortcut !== undefined)
    return keyed.length === 0 ? [] : [{ group, keyed }]
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      size={460}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {groups.map(({ group, keyed }) => (
        <section key={group} aria-label={group} className="shortcuts">
          <h3>{group}</h3>
          <dl>
            {keyed.map(({ id, title, shortcut }) => (
              <div key={id} className="row">
                <dt>{title}</dt>
                <dd>
                  <kbd className="shortcut">{shortcutText(shortcut ?? '')}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  )
}
