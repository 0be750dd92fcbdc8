import { useEffect } from 'react'
import { openWith } from '../api/actions.ts'
import { openDropped } from '../api/client.ts'

/** A project file that is dropped anywhere on the window is opened; nothing else is taken in. */
export function useDroppedFile(): void {
  useEffect(() => {
    const allow = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      const [file] = event.dataTransfer?.files ?? []
      if (file === undefined) return
      event.preventDefault()
      void openWith(`Opening ${file.name}…`, () => openDropped(file))
    }
    document.addEventListener('dragover', allow)
    document.addEventListener('drop', drop)
    return () => {
      document.removeEventListener('dragover', allow)
      document.removeEventListener('drop', drop)
    }
  }, [])
}
