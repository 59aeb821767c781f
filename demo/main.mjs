// Starts the demo: a stand-in for each platform, an office with an account on each, the daemon, and the page of its citizens.
//
//   node demo/main.mjs --build FOLDER --web FOLDER --data FOLDER [--port N] [--page-port N] [--fast] [--json]
//
// --fast: an office that never closes, whose hour lasts three minutes. --json: says where it is in one line, for a program.
import { createServer } from 'node:net'
import { mkdirSync, openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { open as open_generic } from './channels/generic.mjs'
import { open as open_line } from './channels/line.mjs'
import { open as open_meta } from './channels/meta.mjs'
import { open as open_telegram } from './channels/telegram.mjs'
import { open as open_whatsapp } from './channels/whatsapp.mjs'
import { open as open_x } from './channels/x.mjs'
import { office, secret_keeper, write_configuration } from './office.mjs'
import { serve_page } from './page_server.mjs'
import { create_play } from './play.mjs'

const openers = [['wa-priok', open_whatsapp], ['ig-priok', open_meta('instagram')], ['fb-priok', open_meta('messenger')], ['tg-priok', open_telegram], ['line-priok', open_line], ['x-priok', open_x], ['portal-priok', open_generic]]
const officers = [{ username: 'petugas', display: 'Petugas Informasi', role: 'officer' }, { username: 'koordinator', display: 'Koordinator Layanan', role: 'coordinator' }]

function fail(message, code = 1) {
  console.error(`demo: ${message}`)
  process.exit(code)
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        build: { type: 'string' }, web: { type: 'string' }, data: { type: 'string', default: 'data/demo' }, port: { type: 'string', default: '8080' },
        'page-port': { type: 'string' }, fast: { type: 'boolean', default: false }, json: { type: 'boolean', default: false },
      },
    })
    if (!values.build || !values.web) fail('--build and --web are needed', 64)
    return values
  } catch (error) {
    return fail(error.message, 64)
  }
}

/** A port that is free now; where one was asked for, that one or none. */
async function port_of(asked) {
  const wanted = Number(asked)
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) fail(`${asked} is no port`, 64)
  const probe = createServer()
  await new Promise((done) => {
    probe.once('error', () => fail(`port ${wanted} is taken: choose another with --port or --page-port`))
    probe.listen(wanted, '127.0.0.1', done)
  })
  const { port } = probe.address()
  await new Promise((done) => probe.close(done))
  return port
}

const values = options()
const data = resolve(values.data)
const port = await port_of(values.port)
const page_port = await port_of(values['page-port'] ?? (port === 65_535 || values.port === '0' ? '0' : String(port + 1)))
const base = `http://127.0.0.1:${port}`
const page = `http://127.0.0.1:${page_port}`
mkdirSync(data, { recursive: true, mode: 0o700 })

let server = null
const play = create_play({ file: join(data, 'chats.json'), changed: (id) => server?.changed(id) })
const secret = secret_keeper(data)
// What a platform numbers goes on where the last run ended, or the gateway would take it for what it had already.
const serial = Math.floor(Date.now() / 1000)
const channels = []
for (const [id, open] of openers) {
  const channel = await open({ secret, port: 0, serial, webhook: (of) => `${base}/webhooks/${of}`, heard: (call) => play.heard(id, call), name: play.name_of(id) })
  for (const file of channel.secrets) secret(file) // those that the daemon alone reads
  channels.push(channel)
  play.add(channel)
}
const config = write_configuration({ data, port, page, channels, fast: values.fast })

let ending = false
async function end(code) {
  if (ending) return
  ending = true
  await sahut.end()
  await server?.close()
  await play.end()
  process.exit(code)
}
const log = values.json ? openSync(join(data, 'demo.log'), 'a') : 'inherit'
const sahut = new office({ build: resolve(values.build), web: resolve(values.web), config, base, log, ended: (code) => end(code) })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => end(0))

try {
  await sahut.begin()
  // As an operator does it once: these platforms are told where to bring what comes in.
  for (const { id } of channels.filter((c) => c.set_up)) await sahut.control(['channel', 'setup', id]).catch((error) => console.error(`demo: ${error.message}`))
  const logins = []
  for (const one of officers) logins.push(await sahut.officer(data, one))
  server = await serve_page({ port: page_port, base, play, crash: () => sahut.crash(), reload: () => sahut.reload(), about: { fast: values.fast, officer: officers[0].username } })
  tell(logins)
} catch (error) {
  console.error(`demo: ${error.message}`)
  await end(1)
}

function tell(logins) {
  if (values.json) return console.log(JSON.stringify({ page, base, config, officers: logins }))
  console.log(`
Sahut is running with every channel on stand-ins; Ctrl-C stops it.
  play citizen                ${page}/
  officer console             ${base}/console/
  ticket status               ${base}/status/
${logins.map((o) => `  ${`${o.username} (${o.display})`.padEnd(40)} password ${o.password}`).join('\n')}
  configuration               ${config}

What to do next:
  1. Open the first address, choose a channel and write something as a citizen.
  2. Sign in to the console in a second window, choose "Siap menerima", and answer.
  3. Switch on an outage of the platform, and see what the officer is told.
`)
}
