import { Button, createTheme, Modal, Textarea, TextInput } from '@mantine/core'

/** One type scale, dense, calm. Colours carry state only, and never without a mark or a word (components/StateMark). */
export const theme = createTheme({
  fontFamily:
    '"Inter", "Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: '"Cascadia Mono", "DejaVu Sans Mono", "Liberation Mono", Menlo, monospace',
  primaryColor: 'indigo',
  // White on it has 4.9:1, in both schemes.
  primaryShade: 7,
  defaultRadius: 4,
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '15px', xl: '18px' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '18px' }, h2: { fontSize: '13px' } } },
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    Modal: Modal.extend({ defaultProps: { centered: false, transitionProps: { duration: 0 } } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'xs' } }),
  },
})
