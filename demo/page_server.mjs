// The demo's page and its calls, on loopback. Node alone.
import { createServer } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { refused } from './play.mjs'

const top = fileURLToPath(new URL('../', import.meta.url))
const body_bytes_max = 12 << 20 // a photo of 8 MB in base64
const streams_max = 20
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.woff2': 'font/woff2' }
const photo_types = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

// What the page may ask for, and where it lies.
const files = new Map([
  ['/', 'demo/page/index.html'],
  ...['style.css', 'main.mjs', 'phone.mjs', 'side.mjs', 'words.mjs'].map((name) => [`/${name}`, `demo/page/${name}`]),
  ...['tokens.css', 'dark.css'].map((name) => [`/look/${name}`, `web/look/${name}`]),
  ['/font.woff2', 'web/node_modules/@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2'],
])

export async function serve_page({ port, base, play, crash, reload, about }) {
  const streams = new Set()
  const due = new Set()
  let telling = null

  const policy = `default-src 'none'; script-src 'self' ${base}; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self' ${base} ${base.replace('http', 'ws')}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  const own_hosts = () => [`127.0.0.1:${server.address().port}`, `localhost:${server.address().port}`]

  const send = (stream, id) => stream.write(`event: channel\ndata: ${JSON.stringify(play.shown(id))}\n\n`)
  function changed(id) {
    due.add(id)
    telling ??= setTimeout(() => {
      telling = null
      for (const one of due) for (const stream of streams) send(stream, one)
      due.clear()
    }, 30)
  }

  async function body_of(request) {
    const chunks = []
    let size = 0
    for await (const chunk of request) {
      if ((size += chunk.length) > body_bytes_max) throw new refused('that is too large')
      chunks.push(chunk)
    }
    try {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
      if (body && typeof body === 'object' && !Array.isArray(body)) return body
    } catch {}
    throw new refused('that is no JSON object')
  }
  const text = (value, max) => (typeof value === 'string' ? value.slice(0, max) : undefined)
  function photo_of(given) {
    if (given === undefined) return undefined
    const { name, type, data } = given ?? {}
    if (!photo_types.has(type) || typeof data !== 'string') throw new refused('a photo is PNG, JPEG, WebP or GIF')
    return { name: text(name, 100) ?? 'foto', type, bytes: Buffer.from(data, 'base64') }
  }

  const calls = {
    '/deeds': async ({ channel, person, deed, what = {} }) => {
      const hours = Number(what.hours_ago)
      const plain = { text: text(what.text, 20_000), quote: text(what.quote, 600), of: text(what.of, 600), emoji: text(what.emoji, 16), file: photo_of(what.file), hours_ago: hours > 0 && hours <= 720 ? hours : undefined }
      return play.deed(String(channel), String(person), String(deed), Object.fromEntries(Object.entries(plain).filter(([, v]) => v !== undefined)))
    },
    '/switches': async ({ channel, name, on }) => {
      play.set(String(channel), String(name), on === true)
      // An operator puts a new token in, and tells the daemon.
      if (on !== true && ['token', 'month'].includes(name)) reload()
      return {}
    },
    '/people': async ({ channel }) => {
      const { id, name } = play.add_person(String(channel))
      return { id, name }
    },
    '/crash': async () => {
      await crash()
      return {}
    },
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://demo')
    const reply = (status, json) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json))
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('Cache-Control', 'no-store')
    // Another site's page, or another name for this address, gets nothing.
    if (!own_hosts().includes(request.headers.host)) return reply(403, { error: 'this page has another address' })
    const { origin } = request.headers
    if (request.method === 'POST') {
      if (!origin || !own_hosts().map((h) => `http://${h}`).includes(origin)) return reply(403, { error: 'only the page itself may ask this' })
      const call = Object.hasOwn(calls, url.pathname) ? calls[url.pathname] : undefined
      if (!call) return reply(404, { error: 'there is nothing here' })
      return reply(200, await call(await body_of(request)))
    }
    if (request.method !== 'GET') return reply(405, { error: 'GET or POST' })
    if (url.pathname === '/events') {
      if (streams.size >= streams_max) return reply(503, { error: 'too many windows' })
      response.writeHead(200, { 'Content-Type': 'text/event-stream' })
      response.write(`event: office\ndata: ${JSON.stringify({ base, ...about, channels: play.ids() })}\n\n`)
      for (const id of play.ids()) send(response, id)
      streams.add(response)
      response.on('close', () => streams.delete(response))
      return
    }
    if (url.pathname === '/state') return reply(200, play.ids().map(play.shown))
    const photo = url.pathname.match(/^\/photos\/(\d+)$/)
    if (photo) {
      const found = play.photo(Number(photo[1]))
      return found ? response.writeHead(200, { 'Content-Type': found.type }).end(found.bytes) : reply(404, { error: 'there is nothing here' })
    }
    const path = files.get(url.pathname)
    if (!path || !existsSync(join(top, path))) return reply(404, { error: 'there is nothing here' })
    const bytes = readFileSync(join(top, path))
    response.writeHead(200, { 'Content-Type': types[extname(path)] })
    response.end(path.endsWith('.html') ? bytes.toString('utf8').replaceAll('{{base}}', base) : bytes)
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      if (response.headersSent) return response.destroy()
      response.writeHead(error instanceof refused ? 422 : 500, { 'Content-Type': 'application/json' }).end(JSON.stringify({ error: error.message }))
    })
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    changed,
    close: async () => {
      clearTimeout(telling)
      for (const stream of streams) stream.end()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
