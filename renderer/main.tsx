import '@mantine/core/styles.css'
import '@mantine/spotlight/styles.css'
import './styles/app.css'
import { MantineProvider } from '@mantine/core'
import { createRoot } from 'react-dom/client'
import { connect } from './api/actions.ts'
import { App } from './App.tsx'
import { theme } from './styles/theme.ts'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  // Main sets the colour scheme of the whole window from the preferences; `auto` follows it.
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <App />
  </MantineProvider>,
)
void connect()
