// The daemon with a page and an Instagram account of one office and a page of another, and the stand-in of their
// platform. start_social(options) -> office; office.close() ends all of it. Further [[channels]]: `channels` as tables, `more(base)` as TOML.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'
import { start as start_platform } from '../standin/platform.mjs'
import { bodyOf, element, post, signatureOf } from '../standin/webhooks.mjs'

export { bodyOf, element, post, signatureOf, wait }

const top = fileURLToPath(new URL('../../', import.meta.url))
const asked = process.env.SAHUT_BUILD ?? 'build/release'
export const folder_of_build = isAbsolute(asked) ? asked : join(top, asked)

export async function free_port() {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

/** Reads until `holds` says so; fails with what was read last. */
export async function eventually(read, holds = Boolean, what = 'it', limit_ms = 15_000) {
  let value
  for (const end = Date.now() + limit_ms; Date.now() < end; await wait(25)) {
    value = await read()
    if (holds(value)) return value
  }
  throw new Error(`${what}: still not so after ${limit_ms} ms: ${JSON.stringify(value)?.slice(0, 3000)}`)
}

const accounts = {
  fb: { kind: 'messenger', office: 'priok', account: '104500000000017', appId: '700100200300', secret: 'fb-secret', token: 'fb-token' },
  ig: { kind: 'instagram', office: 'priok', account: '178414000000021', appId: '700100200301', secret: 'ig-secret', token: 'ig-token' },
  merak: { kind: 'messenger', office: 'merak', account: '104500000000099', appId: '700100200399', secret: 'merak-secret', token: 'merak-token' },
}

export function calendar_of(policy) {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((d) => `[weekly.${d}]\nopen = "00:00"\nclose = "24:00"\n`).join('\n')
  const fields = Object.entries(policy).map(([k, v]) => `${k} = ${JSON.stringify(v)}`).join('\n')
  return `id = "always"\ntimezone = "Asia/Jakarta"\nzone_label = "WIB"\ndata_from = "2026-01-01"\ndata_until = "2099-12-31"\n\n${days}\n[policy]\n${fields}\n`
}

function config_of({ port, platforms, limits, assignment, workers, secrets, redis, more, channels }) {
  const offices = [['priok', 'PRI', 'KPU Bea dan Cukai Tipe A Tanjung Priok'], ['merak', 'MRK', 'KPPBC TMP Merak']]
  const put = (table) => Object.entries(table).map(([k, v]) => `${k} = ${JSON.stringify(v)}`).join('\n')
  return `listen = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
data_dir = "./data"
workers = ${workers}

[redis]
url = "${redis}"
durability = "everysec"
${redis === 'embedded' ? '' : '\n[keys]\ncurrent = "file:master.key"\n'}
[limits]
${put({ officer_messages_per_minute: 0, connections_per_address: 0, requests_per_hour_per_address: 0, failed_lookups_per_minute: 0, ...limits })}

[officers]
grace_seconds = 60

${offices.map(([id, code, name]) => `[[offices]]
id = "${id}"
code = "${code}"
name = "${name}"
calendar = "calendar.toml"
complaint = "WhatsApp 0811-0000-${code}"
queues = [{id = "umum", name = "Layanan Informasi", assignment = "${assignment}"}, {id = "teknis", name = "Seksi Teknis", kind = "unit", assignment = "manual"}]
`).join('\n')}
${Object.entries(accounts).map(([id, a]) => `[[channels]]
id = "${id}"
kind = "${a.kind}"
office = "${a.office}"
queue = "umum"
account = "${a.account}"
decision = "KEP-12/KPU.1/2026"
app_id = "${a.appId}"
app_secret = ${secrets[id] ? `[${secrets[id].map((s) => `"env:${s}"`).join(', ')}]` : `"env:SECRET_${id.toUpperCase()}"`}
verify_token = "env:VERIFY_TOKEN"
access_token = "env:TOKEN_${id.toUpperCase()}"
api_base = "${platforms[id].base}"
`).join('\n')}
${channels.map((table) => `[[channels]]\n${put(table)}\n`).join('\n')}
${more}`
}

export async function run(program, args, { input, env } = {}) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (d) => (out += d))
  child.stderr.on('data', (d) => (err += d))
  child.stdin.on('error', () => {}) // a program that reads nothing may have ended already
  child.stdin.end(input ?? '')
  const [code] = await once(child, 'exit')
  return { code, out, err }
}

/** One window of an officer: every frame that came, and requests that wait for their answer. */
export class officer_window {
  static async open(base, token) {
    const socket = new WebSocket(`${base.replace('http', 'ws')}/ws/officer`, ['sahut.officer.v1'], { headers: { Authorization: `Bearer ${token}` } })
    const w = new officer_window(socket)
    await once(socket, 'open')
    socket.send(JSON.stringify({ type: 'hello' }))
    w.welcome = await w.see((f) => f.type === 'welcome', 'welcome')
    return w
  }
  constructor(socket) {
    this.socket = socket
    this.frames = []
    this.serial = 0
    socket.on('message', (data) => this.frames.push(JSON.parse(data)))
    socket.on('error', () => {})
  }
  see(holds, what = 'frame', limit_ms = 15_000) {
    return eventually(() => this.frames.find(holds), Boolean, `${what} among ${JSON.stringify(this.frames.slice(-12)).slice(0, 4000)}`, limit_ms)
  }
  async ask(type, fields = {}) {
    const id = `${type}-${process.pid}-${Math.random().toString(36).slice(2)}`
    this.socket.send(JSON.stringify({ type, id, ...fields }))
    return this.see((f) => f.re === id, `answer to ${type}`)
  }
  /** Fails unless it is acknowledged. */
  async must(type, fields) {
    const answer = await this.ask(type, fields)
    if (answer.type !== 'ack') throw new Error(`${type}: ${JSON.stringify(answer)}`)
    return answer
  }
  heads() {
    const heads = new Map()
    for (const c of this.welcome?.conversations ?? []) heads.set(c.conversation, c)
    for (const f of this.frames) if (f.type === 'conversation') heads.set(f.conversation, { ...heads.get(f.conversation), ...f })
    return [...heads.values()]
  }
  /** A queued or assigned conversation of that account that is not in `known`. */
  async claim_next(channel, known = []) {
    const head = await eventually(() => this.heads().find((c) => c.channel === channel && c.state === 'queued' && !known.includes(c.conversation)), Boolean, `a waiting conversation on ${channel}`)
    await this.must('conversation.claim', { conversation: head.conversation })
    return head.conversation
  }
  /** The same, once the citizen has been told what is told by itself. `known` gets it as well. */
  async claim_told(channel, known) {
    const conversation = await this.claim_next(channel, known)
    known.push(conversation)
    const told = (log) => log.filter((m) => m.from === 'system')
    await this.log_until(conversation, (log) => told(log).length >= 1 && told(log).every((m) => m.delivery === 'sent'), 'told')
    return conversation
  }
  log_until(conversation, holds, what) {
    return eventually(() => this.log(conversation), holds, what)
  }
  async line(conversation, seq) {
    return (await this.log(conversation)).find((m) => m.seq === seq)
  }
  head(conversation) {
    return this.heads().find((c) => c.conversation === conversation)
  }
  async log(conversation) {
    return (await this.must('history.get', { conversation, limit: 500 })).messages
  }
  async answer(conversation, text, purpose = 'answer') {
    const seen = Math.max(0, ...(await this.log(conversation)).map((m) => m.seq ?? 0))
    return this.must('message.send', { conversation, seen, text, purpose })
  }
  updates(conversation, seq) {
    return this.frames.filter((f) => f.type === 'message.update' && f.conversation === conversation && (seq === undefined || f.seq === seq))
  }
  close() {
    this.socket.terminate()
  }
}

/**
 * A daemon in `folder` with the configuration `file`: begins, ends, crashes, answers sahutctl, has officers' windows. `env`: its secrets;
 * `platforms`: stand-ins that end with it; `queues`: of the officers that sign in.
 */
export function daemon_of({ folder, base, file, env, platforms, queues }) {
  let child
  let said = ''
  const windows = []
  const office = {
    base,
    folder,
    file,
    said: () => said,
    pid: () => child.pid,
    async begin() {
      child = spawn(join(folder_of_build, 'sahutd'), ['--config', file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
      child.stdout.on('data', (d) => (said += d))
      child.stderr.on('data', (d) => (said += d))
      await eventually(
        () => {
          if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the daemon ended with ${child.exitCode ?? child.signalCode}:\n${said}`)
          return fetch(`${base}/readyz`).then((r) => r.ok, () => false)
        },
        Boolean,
        'ready',
        40_000,
      )
    },
    async end(signal = 'SIGTERM') {
      for (const w of windows.splice(0)) w.close()
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      const slow = setTimeout(() => child.kill('SIGKILL'), 20_000)
      await gone
      clearTimeout(slow)
    },
    /** As if the machine had taken it: no goodbye, then up again on the same data. */
    async crash() {
      await office.end('SIGKILL')
    },
    alive: () => child.exitCode === null && child.signalCode === null,
    ctl: (...args) => run(join(folder_of_build, 'sahutctl'), ['--config', file, ...args], { env }),
    async ctl_lines(...args) {
      const done = await office.ctl(...args)
      if (done.code !== 0) throw new Error(`sahutctl ${args.join(' ')}: ${done.code} ${done.err}`)
      return done.out.split('\n').filter(Boolean).map((l) => JSON.parse(l))
    },
    async sign_in(name, office_id = 'priok') {
      const password = `rahasia-${name}-sosial`
      const args = ['--config', file, 'user', 'add', name, '--office', office_id, '--role', 'officer', ...queues.flatMap((q) => ['--queue', q]), '--password-stdin']
      await run(join(folder_of_build, 'sahutctl'), args, { input: `${password}\n`, env })
      const reply = await fetch(`${base}/api/v1/session`, { method: 'POST', body: JSON.stringify({ username: name, password }), headers: { 'Content-Type': 'application/json' } })
      return office.window((await reply.json()).token)
    },
    async window(token) {
      const w = await officer_window.open(base, token)
      w.token = token
      windows.push(w)
      return w
    },
    /** Everything that came in has been worked on. */
    async settled() {
      await eventually(() => office.ctl_lines('journal', 'list'), (l) => l.every((e) => e.state === 'parked'), 'an empty journal')
    },
    async close() {
      await office.end()
      for (const p of Object.values(platforms)) await p.close()
      if (!process.env.SAHUT_KEEP) rmSync(folder, { recursive: true, force: true })
    },
  }
  return office
}

/** The office, begun; closed again where that fails. */
export async function begun(office) {
  try {
    await office.begin()
  } catch (e) {
    await office.close()
    throw e
  }
  return office
}

export async function start_social({ policy = {}, limits = {}, assignment = 'manual', workers = 1, secrets = {}, env = {}, platform = {}, redis = 'embedded', more = () => '', channels = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sahut-social-'))
  const port = await free_port()
  const base = `http://127.0.0.1:${port}`
  const platforms = {}
  for (const [id, a] of Object.entries(accounts))
    platforms[id] = await start_platform({ kind: a.kind, account: a.account, appId: a.appId, accessToken: a.token, appSecret: a.secret, webhookUrl: `${base}/webhooks/${id}`, ...platform })
  const file = join(folder, 'sahut.toml')
  writeFileSync(file, config_of({ port, platforms, limits, assignment, workers, secrets, redis, more: more(base), channels }))
  if (redis !== 'embedded') writeFileSync(join(folder, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o600 })
  writeFileSync(join(folder, 'calendar.toml'), calendar_of(policy))
  const secret_env = { VERIFY_TOKEN: 'verify-me', ...env }
  for (const [id, a] of Object.entries(accounts)) {
    secret_env[`SECRET_${id.toUpperCase()}`] = a.secret
    secret_env[`TOKEN_${id.toUpperCase()}`] = a.token
  }

  const office = Object.assign(daemon_of({ folder, base, file, env: secret_env, platforms, queues: ['umum', 'teknis'] }), {
    port,
    accounts,
    fb: platforms.fb,
    ig: platforms.ig,
    merak: platforms.merak,
    /** Posts elements to a channel as its platform does. */
    async hook(id, elements, how = {}) {
      const a = accounts[id]
      const body = how.raw ?? bodyOf(elements, { kind: a.kind, account: a.account, ...how })
      return post(`${base}/webhooks/${how.to ?? id}`, body, { signature: how.signature ?? signatureOf(body, how.secret ?? a.secret), unsigned: how.unsigned, headers: how.headers })
    },
    who: (id, contact) => ({ account: accounts[id].account, contact }),
    /** A citizen's line; the window of the platform opens. */
    async says(id, contact, text, mid = `m_${contact}_${Math.random().toString(36).slice(2)}`, rest = {}) {
      platforms[id].citizen(contact)
      const done = await office.hook(id, [element.text({ ...office.who(id, contact), mid, text, ...rest })])
      if (done.status !== 200) throw new Error(`webhook: ${done.status} ${done.text}`)
      return mid
    },
  })
  return begun(office)
}

export const bytes = (text) => Buffer.byteLength(text)
