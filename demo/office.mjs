// The office of the demo: the sample's configuration with an account on every channel, and the daemon that runs on it.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const top = fileURLToPath(new URL('../', import.meta.url))
const ready_ms = 60_000
const end_ms = 20_000

/** Reads a secret, or makes it. `shape` gives it the form that its platform wants. */
export const secret_keeper = (data) => (name, shape = (random) => random) => {
  const folder = join(data, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  if (!existsSync(path)) writeFileSync(path, `${shape(randomBytes(20).toString('hex'))}\n`, { mode: 0o600 })
  return readFileSync(path, 'utf8').trim()
}

const toml = (table) => Object.entries(table).map(([k, v]) => `${k} = ${JSON.stringify(v)}`).join('\n')

/** Writes `sahut.toml`: the sample with this port and folder, and a table for each channel. */
export function write_configuration({ data, port, page, channels, fast }) {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (!existsSync(join(data, 'calendars'))) cpSync(join(top, 'config/calendars'), join(data, 'calendars'), { recursive: true })
  if (fast) writeFileSync(join(data, 'calendars/fast.toml'), fast_calendar())
  const sample = readFileSync(join(top, 'config/sample/sahut.toml'), 'utf8')
    .replace(/^# A sample office\.[\s\S]*?\n\n/, '# Written by script/server --demo, anew at each start: what is changed here is lost.\n# The platforms are stand-ins on this machine; secrets/ holds what they share with the daemon.\n\n')
    .replace(/^(data_dir\s*=\s*)".*"/m, '$1"."')
    .replace(/^(calendar\s*=\s*)".*"/m, `$1"calendars/${fast ? 'fast' : 'jakarta'}.toml"`)
    .replace(/^(listen\s*=\s*)".*"/m, `$1"127.0.0.1:${port}"`)
    .replace(/^(public_url\s*=\s*)".*"/m, `$1"http://127.0.0.1:${port}"`)
    .replace(/^(webchat\s*=\s*\{origins = )\[.*?\]/m, `$1["http://127.0.0.1:${port}", "http://localhost:${port}", "${page}"]`)
    .replace(/\n# The office's official accounts\.[\s\S]*$/, '')
  const accounts = channels.map((c) => `\n[[channels]]\n${toml({ id: c.id, kind: c.kind, office: 'priok', queue: 'umum', decision: 'KEP-DEMO/KPU.1/2026', ...c.table })}\n`)
  const path = join(data, 'sahut.toml')
  writeFileSync(path, sample + accounts.join(''), { mode: 0o600 })
  return path
}

// An office that never closes, whose hour lasts three minutes.
function fast_calendar() {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((d) => `[weekly.${d}]\nopen = "00:00"\nclose = "24:00"\n`).join('\n')
  return `id = "fast"\ntimezone = "Asia/Jakarta"\nzone_label = "WIB"\ndata_from = "2026-01-01"\ndata_until = "2099-12-31"\n\n${days}\n[policy]\nanswer_limit_minutes = 3\ncare_working_days = 1\n`
}

export class office {
  child = null
  wanted = false

  /** `ended(code)`: the daemon ended by itself. */
  constructor({ build, web, config, base, log, ended }) {
    Object.assign(this, { build, web, config, base, log, ended })
  }

  /** Starts the daemon and waits until it serves; throws where it ends instead. */
  async begin() {
    this.wanted = true
    // A session of its own, so that Ctrl-C reaches this program alone and the daemon gets one signal.
    const child = spawn(join(this.build, 'sahutd'), ['--config', this.config], { cwd: top, detached: true, stdio: ['ignore', this.log, this.log], env: { ...process.env, SAHUT_WEB_DIR: this.web } })
    this.child = child
    let gone = null
    child.on('error', (e) => (gone = String(e)))
    child.on('exit', (code, signal) => {
      gone ??= code ?? signal
      if (this.child === child && this.serves && this.wanted) this.ended(code ?? 1)
    })
    for (const end = Date.now() + ready_ms; ; await new Promise((r) => setTimeout(r, 100))) {
      if (gone !== null) throw new Error(`the daemon ended with ${gone}`)
      if (await fetch(`${this.base}/readyz`).then((r) => r.ok, () => false)) break
      if (Date.now() > end) throw new Error('the daemon does not get ready')
    }
    this.serves = true
  }

  async end(signal = 'SIGTERM') {
    this.wanted = false
    this.serves = false
    const { child } = this
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
    const gone = once(child, 'exit')
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), end_ms)
    await gone
    clearTimeout(late)
  }

  /** As when the machine loses its power, and comes back. */
  async crash() {
    await this.end('SIGKILL')
    await this.begin()
  }

  reload() {
    this.child?.kill('SIGHUP')
  }

  control(args, input = '') {
    return new Promise((resolve, reject) => {
      const child = spawn(join(this.build, 'sahutctl'), ['--config', this.config, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
      let said = ''
      child.stdout.on('data', (d) => (said += d))
      child.stderr.on('data', (d) => (said += d))
      child.stdin.on('error', () => {})
      child.on('error', reject)
      child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`sahutctl ${args.slice(0, 2).join(' ')}: ${said.trim()}`))))
      child.stdin.end(input)
    })
  }

  /** The officer whose password lies in the data directory; made where there is none yet. */
  async officer(data, { username, display, role }) {
    const path = join(data, `${username}.password`)
    if (!existsSync(path)) {
      const password = randomBytes(8).toString('hex')
      await this.control(['user', 'add', username, '--office', 'priok', '--role', role, '--display', display, '--queue', 'umum', '--queue', 'teknis', '--password-stdin'], `${password}\n`)
      writeFileSync(path, `${password}\n`, { mode: 0o600 })
    }
    return { username, display, password: readFileSync(path, 'utf8').trim() }
  }
}
