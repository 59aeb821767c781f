// The daemon with two WhatsApp numbers of one office, one of them with an approved template, and the stand-ins of their
// platform. start_whatsapp(options) -> office; office.close() ends all of it.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start as start_platform } from '../standin/whatsapp.mjs'
import { begun, calendar_of, daemon_of, eventually, free_port } from './social_support.mjs'

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
  return begun(Object.assign(daemon_of({ folder, base, file, env, platforms, queues: ['umum'] }), platforms))
}
