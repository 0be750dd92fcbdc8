import type { Attributes, SFTPWrapper } from 'ssh2'
import { ssh2 } from '../../ssh/library.ts'
import type { Home } from './home.ts'
import { FileError } from './home.ts'

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp
const folderMode = 0o040755
const fileMode = 0o100000

type Handle = { readonly path: string; listed: boolean; readonly folder: boolean }

/** Serves SFTP version 3 from the in-memory home: enough for installing tools and looking at files. */
export function serveSftp(sftp: SFTPWrapper, home: Home): void {
  const handles = new Map<number, Handle>()
  let next = 0
  const open = (handle: Handle): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(next)
    handles.set(next++, handle)
    return bytes
  }
  const held = (bytes: Buffer): Handle => {
    const handle = bytes.length === 4 ? handles.get(bytes.readUInt32BE()) : undefined
    if (handle === undefined) throw new FileError('failure', 'no such handle')
    return handle
  }
  const attributes = (path: string): Attributes => {
    const folder = home.folders.has(path)
    const file = folder ? undefined : home.file(path)
    const time = Math.floor((file?.mtimeMs ?? 0) / 1000)
    const mode = folder ? folderMode : fileMode | (file?.mode ?? 0)
    return { mode, uid: 1000, gid: 1000, size: file?.data.length ?? 0, atime: time, mtime: time }
  }
  /** Answers OK after the action, or the status that fits its error. */
  const attempt = (id: number, action: () => void): void => {
    try {
      action()
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      sftp.status(
        id,
        error.reason === 'not-found' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE,
        error.message,
      )
    }
  }
  const done = (id: number, action: () => void): void =>
    attempt(id, () => {
      action()
      sftp.status(id, STATUS_CODE.OK)
    })
  const chmod = (path: string, attrs: Attributes): void => {
    if (home.folders.has(path)) return
    const file = home.file(path)
    // ssh2 leaves absent fields undefined whatever its types say.
    const { mode } = attrs as Partial<Attributes>
    if (mode !== undefined) file.mode = mode & 0o7777
  }

  sftp.on('OPEN', (id, name, flags, attrs) =>
    attempt(id, () => {
      const path = home.resolve(name)
      const mode = (attrs as Partial<Attributes>).mode ?? 0o644
      if ((flags & OPEN_MODE.EXCL) !== 0 && home.files.has(path))
        throw new FileError('exists', `${path}: File exists`)
      if (
        (flags & OPEN_MODE.TRUNC) !== 0 ||
        ((flags & OPEN_MODE.CREAT) !== 0 && !home.files.has(path))
      )
        home.create(path, mode & 0o7777)
      home.file(path)
      sftp.handle(id, open({ path, listed: false, folder: false }))
    }),
  )
  sftp.on('WRITE', (id, handle, offset, data) =>
    done(id, () => home.write(held(handle).path, offset, data)),
  )
  sftp.on('READ', (id, handle, offset, length) =>
    attempt(id, () => {
      const { data } = home.file(held(handle).path)
      if (offset >= data.length) sftp.status(id, STATUS_CODE.EOF)
      else sftp.data(id, data.subarray(offset, offset + length))
    }),
  )
  sftp.on('CLOSE', (id, handle) =>
    done(id, () => {
      held(handle)
      handles.delete(handle.readUInt32BE())
    }),
  )
  sftp.on('FSTAT', (id, handle) => attempt(id, () => sftp.attrs(id, attributes(held(handle).path))))
  sftp.on('STAT', (id, name) => attempt(id, () => sftp.attrs(id, attributes(home.resolve(name)))))
  sftp.on('LSTAT', (id, name) => attempt(id, () => sftp.attrs(id, attributes(home.resolve(name)))))
  sftp.on('SETSTAT', (id, name, attrs) => done(id, () => chmod(home.resolve(name), attrs)))
  sftp.on('FSETSTAT', (id, handle, attrs) => done(id, () => chmod(held(handle).path, attrs)))
  sftp.on('MKDIR', (id, name) => done(id, () => home.mkdir(home.resolve(name))))
  sftp.on('REMOVE', (id, name) => done(id, () => home.remove(home.resolve(name))))
  sftp.on('RMDIR', (id, name) =>
    done(id, () => {
      const path = home.resolve(name)
      if (home.list(path).length > 0) throw new FileError('failure', `${path}: Directory not empty`)
      home.folders.delete(path)
    }),
  )
  sftp.on('RENAME', (id, from, to) =>
    done(id, () => home.rename(home.resolve(from), home.resolve(to))),
  )
  sftp.on('REALPATH', (id, name) => {
    const filename = home.resolve(name)
    sftp.name(id, [
      {
        filename,
        longname: filename,
        attrs: { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 },
      },
    ])
  })
  sftp.on('OPENDIR', (id, name) =>
    attempt(id, () => {
      const path = home.resolve(name)
      home.list(path)
      sftp.handle(id, open({ path, listed: false, folder: true }))
    }),
  )
  sftp.on('READDIR', (id, handle) =>
    attempt(id, () => {
      const opened = held(handle)
      if (!opened.folder || opened.listed) {
        sftp.status(id, STATUS_CODE.EOF)
        return
      }
      opened.listed = true
      const names = home.list(opened.path).map((path) => {
        const filename = path.slice(opened.path.length + 1)
        return { filename, longname: filename, attrs: attributes(path) }
      })
      sftp.name(id, names)
    }),
  )
}
