/** Puts text on the clipboard. The asynchronous clipboard wants a permission, and this window asks for none. */
export function copyText(text: string): void {
  const put = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', put, { once: true })
  document.execCommand('copy')
  document.removeEventListener('copy', put)
}
