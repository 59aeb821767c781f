// What the stand-ins share. All of them: bodies, a loopback port, the command line. Those of Telegram, LINE and X (`serve`): a server on a loopback port with a log, faults on demand, and deliveries
// to a webhook that are repeated as a platform repeats them. Node 18 or later, no packages.
//
// A fault is one object; `times` says how many calls it serves (1), `to` to whom, `call` which call (the sending one):
//   {status, json?, body?, headers?}  that answer instead of the platform's own
//   {delay: ms}                       the usual answer, late (or with one of the others: that one, late)
//   {drop: 'before'}                  the connection is closed, nothing was taken
//   {drop: 'after'}                   taken, and no answer comes
//   {hang: true}                      taken, and the connection stays open without an answer
//   {empty: true}                     taken, and the answer is {}
import { timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { pathToFileURL } from 'node:url'
import { form_bytes_max, form_of } from './media.mjs'

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export async function read_body(request, max = 1 << 20) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    if ((size += chunk.length) > max) throw new Error('too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export function same_text(a, b) {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

/** Listens on a loopback port; `close` also ends the connections that are still open. */
export async function listen(handler, port = 0) {
  const sockets = new Set()
  const server = createServer(handler)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: server.address().port,
    origin: `http://127.0.0.1:${server.address().port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Where `module_url` was started as a program: starts its stand-in. `names`: option on the command line → option of `start`. */
export async function run_alone(module_url, start, names, switches = []) {
  if (!process.argv[1] || module_url !== pathToFileURL(process.argv[1]).href) return
  const options = {}
  const args = process.argv.slice(2)
  for (let i = 0; i < args.length; i += 1) {
    const name = args[i].replace(/^--/, '')
    if (switches.includes(name)) options[name] = true
    else if (names[name] && args[i + 1] !== undefined) options[names[name]] = args[(i += 1)]
    else {
      console.error(`unknown option ${args[i]}`)
      process.exit(64)
    }
  }
  if (options.port) options.port = Number(options.port)
  const running = await start(options)
  console.log(JSON.stringify({ base: running.base, control: running.origin }))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running.close().then(() => process.exit(0)))
}

/**
 * `answer_to(call)` gives [status, json] for {method, path, query, headers, body, raw, file} (`body` of a form: its fields), or null where there is no such call; it is asked when
 * the call is taken. `recipient_of(call)`: for faults. `heard(call)` is told of every call once it has its answer, or will have none.
 */
export async function serve({ port = 0, answer_to, sending_call, recipient_of = () => undefined, refuses = () => null, base = '', heard }) {
  let log = []
  let faults = []

  async function take(request, response) {
    const url = new URL(request.url, 'http://standin')
    const bytes = await read_body(request, request.headers['content-type']?.startsWith('multipart/') ? form_bytes_max : undefined)
    const form = form_of(bytes, request.headers['content-type'])
    const raw = form ? '' : bytes.toString('utf8')
    let body = form?.fields ?? null
    try {
      body ??= JSON.parse(raw)
    } catch {}
    const call = { at: new Date().toISOString(), method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body, raw, ...(form ? { file: form.file } : {}) }
    log.push(call)
    if (heard) response.once('close', () => heard(call))
    const answer = (status, json, headers = {}) => {
      Object.assign(call, { status, answer: json })
      if (response.destroyed) return
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(typeof json === 'string' || Buffer.isBuffer(json) ? json : JSON.stringify(json))
    }
    const name = sending_call(call) ? 'send' : call.path
    const fault = faults.find((f) => (f.call ?? 'send') === name && (f.to === undefined || f.to === recipient_of(call)))
    if (fault && (fault.times -= 1) <= 0) faults.splice(faults.indexOf(fault), 1)
    call.fault = fault
    if (fault?.delay) await wait(fault.delay) // the fault itself
    if (fault?.drop === 'before') return request.socket.destroy()
    if (fault?.status) return answer(fault.status, fault.json ?? fault.body ?? '', fault.headers)
    const refused = refuses(call)
    const [status, json, headers] = refused ?? answer_to(call) ?? [404, {}]
    if (fault?.drop === 'after') return request.socket.destroy()
    if (fault?.hang) return
    answer(status, fault?.empty ? {} : json, headers)
  }

  const server = await listen((request, response) => {
    take(request, response).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain' })
      response.end(String(error))
    })
  }, port)
  return {
    ...server,
    base: server.origin + base,
    log: () => log,
    fault: (...list) => faults.push(...list.map((f) => ({ times: 1, ...f }))),
    mend: () => (faults = []),
    reset: () => {
      log = []
      faults = []
    },
  }
}

/** Posts a body until it is taken, at most `attempts` times, `pause` ms apart. Gives the last {status, text, attempts}. */
export async function deliver(url, body, headers, { attempts = 1, pause = 100 } = {}) {
  for (let n = 1; ; n += 1) {
    const reply = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } }).then(
      async (r) => ({ status: r.status, text: await r.text(), attempts: n }),
      (error) => ({ status: 0, text: String(error), attempts: n }),
    )
    if ((reply.status >= 200 && reply.status < 300) || n >= attempts) return reply
    await wait(pause) // the platform's own pause
  }
}
