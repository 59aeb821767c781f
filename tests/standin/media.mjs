// The files that citizens have sent to a stand-in, kept in memory, the oldest leave first; and the forms in which files come from the daemon.
import { randomBytes } from 'node:crypto'

const kept_max = 40
export const form_bytes_max = 60 << 20

export function shelf() {
  const files = new Map()
  return {
    /** Keeps a file, {type, name} about it; gives its id. */
    put(bytes, { type = 'application/octet-stream', name = '' } = {}, id = randomBytes(12).toString('hex')) {
      files.set(id, { bytes: Buffer.from(bytes), type, name })
      if (files.size > kept_max) files.delete(files.keys().next().value)
      return id
    },
    get: (id) => files.get(id),
  }
}

/** A multipart/form-data body as {fields, file: {field, name, type, bytes}}; null where it is none, an error where it is broken. */
export function form_of(body, content_type = '') {
  const boundary = content_type.match(/^multipart\/form-data; boundary=(\S+)$/)?.[1]
  if (!boundary) return null
  const line = Buffer.from(`--${boundary}`)
  const form = { fields: {}, file: null }
  let at = body.indexOf(line)
  if (at !== 0) throw new Error('a form begins with its boundary')
  for (;;) {
    at += line.length
    if (body.subarray(at, at + 4).toString('latin1') === '--\r\n') return form
    const next = body.indexOf(line, at)
    if (next < 0) throw new Error('a form ends with its boundary')
    const part = body.subarray(at + 2, next - 2)
    const head_end = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, head_end).toString('utf8')
    const bytes = Buffer.from(part.subarray(head_end + 4))
    const field = head.match(/[; ]name="([^"]*)"/)?.[1]
    const name = head.match(/filename="([^"]*)"/)?.[1]
    if (name === undefined) form.fields[field] = bytes.toString('utf8')
    else form.file = { field, name, type: head.match(/Content-Type: (\S+)/i)?.[1] ?? '', bytes }
    at = next
  }
}
