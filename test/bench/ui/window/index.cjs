// The window of `bench ui`: one page from a folder, nothing else. Size as a laptop's.
const { app, BrowserWindow } = require('electron')

app.on('ready', () => {
  const window = new BrowserWindow({
    width: 1600,
    height: 900,
    useContentSize: true,
    webPreferences: { backgroundThrottling: false },
  })
  void window.loadFile(process.env.SWITCHYARD_BENCH_PAGE)
})
app.on('window-all-closed', () => app.quit())
