// The two sides of a comparison: a bare reference with a Redis of its own, and the daemon with its embedded one. Both on
// the server's core, both with appendfsync always, both on fresh data in the same file system.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort, serverCore, start, stop, until } from './processes.mjs'

export const secret = 'rahasia-webhook-bench'
// One account of each kind of webhook body.
export const webhookKinds = [
  { kind: 'messenger', id: 'fb-bench', account: '1067280970047460', fields: ['app_id = "1"', 'app_secret', 'verify_token', 'access_token', 'api_base'] },
  { kind: 'whatsapp', id: 'wa-bench', account: '104500000000555', fields: ['app_secret', 'verify_token', 'access_token', 'api_base'] },
  { kind: 'telegram', id: 'tg-bench', account: '700100200', fields: ['bot_token = "env:SAHUT_BENCH_BOT"', 'secret_token', 'api_base'] },
  { kind: 'line', id: 'ln-bench', account: 'U0123456789abcdef0123456789abcdef', fields: ['channel_secret', 'access_token', 'api_base', 'content_base'] },
  { kind: 'x', id: 'x-bench', account: '1730000000000000001', fields: ['consumer_secret', 'oauth2_client_secret', 'access_token', 'api_base'] },
]
const field = (name) => name.includes('=') ? name : name.endsWith('_base') ? `${name} = "http://127.0.0.1:9"` : `${name} = "env:SAHUT_BENCH_SECRET"`
const channel = ({ kind, id, account, fields }) => `
[[channels]]
id = "${id}"
kind = "${kind}"
office = "bench"
queue = "umum"
account = "${account}"
decision = "KEP-1/BENCH/2026"
${fields.map(field).join('\n')}
`
const environment = { SAHUT_BENCH_SECRET: secret, SAHUT_BENCH_BOT: `700100200:${'A'.repeat(35)}` }
const origin = 'http://127.0.0.1'
const passwords = { ana: 'rahasia-ana-bench', ani: 'rahasia-ani-bench', ida: 'rahasia-ida-bench' }

const listens = (port) =>
  new Promise((answer) => {
    const probe = connect(port, '127.0.0.1', () => (probe.destroy(), answer(true)))
    probe.on('error', () => answer(false))
  })

function fresh(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
}

export async function startRedis(folder) {
  fresh(folder)
  const socket = join(folder, 'redis.sock')
  const child = start(serverCore, 'redis-server', ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always', '--no-appendfsync-on-rewrite', 'no', '--maxmemory', String(4 * 2 ** 30), '--maxmemory-policy', 'noeviction'])
  const ready = () => spawnSync('redis-cli', ['-s', socket, 'ping'], { encoding: 'utf8' }).stdout?.trim() === 'PONG'
  await until(ready, 'redis-server')
  return { socket, pid: child.pid, stop: async () => (await stop(child), rmSync(folder, { recursive: true, force: true })) }
}

// name: reference_relay, reference_webhook, reference_echo
export async function startReference(build, work, name, args = []) {
  const redis = name === 'reference_echo' ? undefined : await startRedis(join(work, 'reference'))
  const port = await freePort()
  const child = start(serverCore, join(build, 'tests/bench', name), [String(port), ...(redis ? [redis.socket] : []), ...args])
  await until(() => listens(port), name)
  return {
    port, origin, pid: child.pid, redisPid: redis?.pid, tokens: { chat: 'any', bench: 'any' },
    stop: async () => (await stop(child), await redis?.stop()),
  }
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const everyDay = days.map((d) => `[weekly.${d}]\nopen = "00:00"\nclose = "24:00"\n`).join('\n')
const calendarHead = (id, zone) => `id = "${id}"\nname = "Bench"\ntimezone = "${zone}"\nzone_label = "WIB"\ndata_from = "2020-01-01"\ndata_until = "2099-12-31"\nrevision = "1"\nsource = "bench"\n`

const alwaysOpen = () => `${calendarHead('always', 'Asia/Jakarta')}\n${everyDay}\n[policy]\nanswer_limit_minutes = 1440\n`

// Shut until `opening` (a Date on a full minute): what comes before it falls due three seconds after it, all at one instant.
function opensAt(opening) {
  const [zone, hours] = opening.getUTCHours() >= 3 && opening.getUTCHours() < 21 ? ['Etc/UTC', 0] : ['Asia/Jakarta', 7]
  const local = new Date(opening.getTime() + hours * 3_600_000).toISOString()
  return `${calendarHead('opening', zone)}openings = [{date = "${local.slice(0, 10)}", open = "${local.slice(11, 16)}", close = "24:00", working_day = true, note = "bench"}]\n\n${everyDay}\n[policy]\nanswer_limit_minutes = 0.05\n`
}

const office = (id, code, calendar, assignment) => `
[[offices]]
id = "${id}"
code = "${code}"
name = "Kantor ${code}"
calendar = "${calendar}"
complaint = "-"
webchat = {origins = ["${origin}"], queue = "umum"}
queues = [{id = "umum", name = "Umum", assignment = "${assignment}"}]
`

const configuration = (port) => `listen = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
data_dir = "./data"
workers = 1

[redis]
url = "embedded"
durability = "fsync"
maxmemory_bytes = ${4 * 2 ** 30}

[limits]
visitor_messages_per_minute = 0
visitor_requests_per_minute = 0
officer_messages_per_minute = 0
connections_per_address = 0
requests_per_hour_per_address = 0
failed_lookups_per_minute = 0
queue_requests = 1000000
journal_entries = 10000000
journal_bytes = ${2 ** 31}

[log]
level = "warn"
${office('chat', 'CHA', 'always.toml', 'auto')}${office('bench', 'BEN', 'always.toml', 'manual')}${office('due', 'DUE', 'due.toml', 'manual')}${webhookKinds.map(channel).join('')}`

function runControl(build, args, input) {
  const done = spawnSync(join(build, 'sahutctl'), args, { input, encoding: 'utf8', timeout: 20_000, env: { ...process.env, ...environment } })
  if (done.status !== 0) throw new Error(`sahutctl ${args.join(' ')}: ${done.stdout}${done.stderr}`)
}

export const daemonIn = (build) => join(build, 'sahutd')
export const hasDaemon = (build) => existsSync(daemonIn(build))

// An officer in each office and a coordinator in one, with the token of a login.
async function signIn(build, file, side) {
  for (const [username, at, role, office = at] of [['ana', 'chat', 'officer'], ['ani', 'bench', 'officer'], ['ida', 'lead', 'coordinator', 'bench']]) {
    runControl(build, ['--config', file, 'user', 'add', username, '--office', office, '--role', role, '--queue', 'umum', '--password-stdin'], `${passwords[username]}\n`)
    const answer = await fetch(`http://127.0.0.1:${side.port}/api/v1/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: passwords[username] }) })
    if (!answer.ok) throw new Error(`the officer was not let in: ${answer.status} ${await answer.text()}`)
    side.tokens[at] = (await answer.json()).token
  }
}

// The daemon on fresh data. `restart({opening})` keeps the data and changes the hours of the office `due` alone: open
// deadlines of a changed calendar would be counted anew.
export async function startDaemon(build, work) {
  const folder = join(work, 'daemon')
  fresh(folder)
  const port = await freePort()
  const file = join(folder, 'sahut.toml')
  writeFileSync(file, configuration(port))
  writeFileSync(join(folder, 'always.toml'), alwaysOpen())
  writeFileSync(join(folder, 'due.toml'), alwaysOpen())
  const side = { port, origin, tokens: {}, socket: join(folder, 'data/redis.sock') }
  let child
  const begin = async () => {
    child = start(serverCore, daemonIn(build), ['--config', file], { env: environment })
    await until(async () => {
      if (child.exitCode !== null || child.signalCode) throw new Error(`the daemon ended with ${child.exitCode ?? child.signalCode}: ${child.said}`)
      return fetch(`http://127.0.0.1:${port}/readyz`).then((r) => r.ok, () => false)
    }, 'the daemon', 60_000)
    side.pid = child.pid
  }
  side.stop = async () => (await stop(child), rmSync(folder, { recursive: true, force: true }))
  try {
    await begin()
    await signIn(build, file, side)
  } catch (e) {
    await stop(child)
    throw e
  }
  side.restart = async ({ opening }) => {
    await stop(child)
    writeFileSync(join(folder, 'due.toml'), opening ? opensAt(opening) : alwaysOpen())
    await begin()
  }
  return side
}
