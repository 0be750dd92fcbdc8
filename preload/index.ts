import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { createBridge } from './bridge.ts'

contextBridge.exposeInMainWorld(
  'switchyard',
  // Electron answers an empty path to anything but a file that the system has put into the page.
  createBridge(ipcRenderer, (file) => (file instanceof File ? webUtils.getPathForFile(file) : '')),
)
