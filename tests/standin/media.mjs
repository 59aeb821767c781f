// The files that citizens have sent to a stand-in: kept in memory, the oldest leave first.
import { randomBytes } from 'node:crypto'

const kept_max = 40

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
