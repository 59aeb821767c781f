// The daemon with two WhatsApp numbers of one office, one of them with an approved template, and the stand-ins of their
// platform. start_whatsapp(options) -> office; office.close() ends all of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start as start_platform } from '../standin/whatsapp.mjs'
import { calendar_of, eventually, folder_of_build, free_port, officer_window, run } from './social_support.mjs'

export { eventually }

export const accounts = {
  wa: { account: '104500000000555', secret: 'wa-secret', token: 'wa-token', template: 'jawaban_siap' },
  bare: { account: '104500000000777', secret: 'bare-secret', token: 'bare-token' },
}

function config_of({ port, platforms, secrets }) {
  return `listen = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
data_dir = "./data"

[redis]
url = "embedded"
durability = "everysec"

[limits]
officer_messages_per_minute = 0
connections_per_address = 0
requests_per_hour_per_address = 0
failed_lookups_per_minute = 0
outbox_request_seconds = 2

[[offices]]
id = "priok"
code = "PRI"
name = "KPU Bea dan Cukai Tipe A Tanjung Priok"
calendar = "calendar.toml"
queues = [{id = "umum", name = "Layanan Informasi", assignment = "manual"}]
${Object.entries(accounts).map(([id, a]) => `
[[channels]]
id = "${id}"
kind = "whatsapp"
office = "priok"
account = "${a.account}"
decision = "KEP-12/KPU.1/2026"
app_secret = [${(secrets[id] ?? [a.secret]).map((_, i) => `"env:SECRET_${id.toUpperCase()}_${i}"`).join(', ')}]
verify_token = "env:VERIFY_TOKEN"
access_token = "env:TOKEN_${id.toUpperCase()}"
api_base = "${platforms[id].base}"
sends_per_second = 80
${a.template ? `template = "${a.template}"` : ''}
`).join('')}`
}

export async function start_whatsapp({ secrets = {}, platform = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sahut-whatsapp-'))
  const port = await free_port()
  const base = `http://127.0.0.1:${port}`
  const platforms = {}
  const env = { VERIFY_TOKEN: 'verify-me' }
  for (const [id, a] of Object.entries(accounts)) {
    const all = secrets[id] ?? [a.secret]
    platforms[id] = await start_platform({ account: a.account, accessToken: a.token, appSecret: all[0], webhookUrl: `${base}/webhooks/${id}`, ...platform })
    all.forEach((secret, i) => (env[`SECRET_${id.toUpperCase()}_${i}`] = secret))
    env[`TOKEN_${id.toUpperCase()}`] = a.token
  }
  const file = join(folder, 'sahut.toml')
  writeFileSync(file, config_of({ port, platforms, secrets }))
  writeFileSync(join(folder, 'calendar.toml'), calendar_of({}))
  let said = ''
  const windows = []
  let child
  const office = {
    base,
    ...platforms,
    said: () => said,
    async begin() {
      child = spawn(join(folder_of_build, 'sahutd'), ['--config', file], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
      child.stdout.on('data', (d) => (said += d))
      child.stderr.on('data', (d) => (said += d))
      await eventually(
        () => {
          if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the daemon ended:\n${said}`)
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
    ctl: (...args) => run(join(folder_of_build, 'sahutctl'), ['--config', file, ...args], { env }),
    async ctl_lines(...args) {
      const done = await office.ctl(...args)
      if (done.code !== 0) throw new Error(`sahutctl ${args.join(' ')}: ${done.code} ${done.err}`)
      return done.out.split('\n').filter(Boolean).map((l) => JSON.parse(l))
    },
    async sign_in(name) {
      const password = `rahasia-${name}-sosial`
      await run(join(folder_of_build, 'sahutctl'), ['--config', file, 'user', 'add', name, '--office', 'priok', '--role', 'officer', '--queue', 'umum', '--password-stdin'], { input: `${password}\n`, env })
      const reply = await fetch(`${base}/api/v1/session`, { method: 'POST', body: JSON.stringify({ username: name, password }), headers: { 'Content-Type': 'application/json' } })
      const w = await officer_window.open(base, (await reply.json()).token)
      windows.push(w)
      return w
    },
    /** Everything that came in has been worked on. */
    settled: () => eventually(() => office.ctl_lines('journal', 'list'), (l) => l.every((e) => e.state === 'parked'), 'an empty journal'),
    async close() {
      await office.end()
      for (const p of Object.values(platforms)) await p.close()
      if (!process.env.SAHUT_KEEP) rmSync(folder, { recursive: true, force: true })
    },
  }
  try {
    await office.begin()
  } catch (e) {
    await office.close()
    throw e
  }
  return office
}
