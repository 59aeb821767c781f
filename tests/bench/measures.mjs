// One function a benchmark: measures both sides in turn, `rounds` times, and gives rows for the table.
import { join } from 'node:path'
import { childrenOf, cpuSeconds, load as runLoad, privateBytes, serverCore, start, wait } from './processes.mjs'
import { officerWindow } from './officer_window.mjs'
import { hasDaemon, secret, startDaemon, startRedis, startReference, webhookKinds } from './sides.mjs'
import { createInterface } from 'node:readline'

export const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b)
  const at = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? sorted[at] : (sorted[at - 1] + sorted[at]) / 2
}

// {ours: [...], reference: [...]}: each round on both sides, the first one changing from round to round.
async function interleaved(ctx, reference, measure, name, args = []) {
  const found = { ours: [], reference: [] }
  const sides = { reference: () => startReference(ctx.build, ctx.work, reference, args) }
  if (hasDaemon(ctx.build)) sides.ours = () => startDaemon(ctx.build, ctx.work)
  for (let round = 0; round < ctx.rounds; round += 1) {
    const order = Object.keys(sides)
    if (round % 2) order.reverse()
    for (const who of order) {
      let side
      try {
        side = await sides[who]()
        const value = await measure(side, found[who])
        found[who].push(value)
        ctx.say(`${name}, round ${round + 1}, ${who}: ${JSON.stringify(value)}`)
      } catch (e) {
        ctx.broke(`${name}, round ${round + 1}, ${who}: ${e.message}`)
      } finally {
        await side?.stop()
      }
    }
  }
  return found
}

const chatOptions = (side, office = 'chat') => ({ port: side.port, origin: side.origin, office, tokens: side.tokens[office] })
const of = (list, pick) => list.map(pick)
const row = (what, unit, found, pick, bound, holds, digits = 0) => {
  const [ours, reference] = [of(found.ours, pick), of(found.reference, pick)]
  return { what, unit, digits, ours, reference, bound, ratio: ours.length && reference.length ? median(ours) / median(reference) : undefined, holds }
}

async function throughput(ctx) {
  const found = await interleaved(ctx, 'reference_relay', async (side, before) => {
    // The first search is wide; the later ones begin near what was found, so that all rounds take the same short probes.
    const from = before.length ? Math.round(median(before) * 0.8) : 2000
    const { highest } = await runLoad(ctx.load, 'chat', { ...chatOptions(side), visitors: 200, seconds: 3, 'warm-up': 0.5, 'search-from': from, 'search-step': before.length ? 1.15 : 1.4 }, {}, 300)
    return highest.rate
  }, 'throughput')
  return [row('visitor → durable commit → officer, p99 < 100 ms', 'messages/s', found, (x) => x, '≥ 0.8 ×', (r) => r >= 0.8)]
}

async function cpu(ctx) {
  const found = await interleaved(ctx, 'reference_relay', async (side) => {
    const redis = side.redisPid ?? childrenOf(side.pid)[0]
    let [program, store] = [0, 0]
    const { chat } = await runLoad(ctx.load, 'chat', { ...chatOptions(side), visitors: 200, rate: 4000, seconds: 6, 'warm-up': 1 }, {
      begin: () => ([program, store] = [cpuSeconds(side.pid), cpuSeconds(redis)]),
      end: () => ([program, store] = [cpuSeconds(side.pid) - program, cpuSeconds(redis) - store]),
    })
    return { us: (program * 1e6) / chat.sent, redis_us: (store * 1e6) / chat.sent, p99_ms: chat.received_p99_ms, lost: chat.received_lost }
  }, 'cpu')
  return [
    row("the program's CPU a message at 4,000/s", 'µs', found, (x) => x.us, '≤ 1.5 ×', (r) => r <= 1.5, 1),
    row("Redis's CPU a message at 4,000/s", 'µs', found, (x) => x.redis_us, '', undefined, 1),
    row('p99 at 4,000/s', 'ms', found, (x) => x.p99_ms, '', undefined, 2),
  ]
}

async function latency(ctx) {
  const found = await interleaved(ctx, 'reference_relay', async (side) => {
    const { chat } = await runLoad(ctx.load, 'chat', { ...chatOptions(side), visitors: 200, rate: 1000, seconds: 6, 'warm-up': 1 })
    return { p50: chat.received_p50_ms, p99: chat.received_p99_ms, ack_p50: chat.acked_p50_ms, ack_p99: chat.acked_p99_ms }
  }, 'latency')
  return [
    row('visitor → officer at 1,000/s, p50', 'ms', found, (x) => x.p50, '≤ 1.5 ×', (r) => r <= 1.5, 2),
    row('visitor → officer at 1,000/s, p99', 'ms', found, (x) => x.p99, '≤ 2 ×', (r) => r <= 2, 2),
    row('visitor → ack at 1,000/s, p50', 'ms', found, (x) => x.ack_p50, '', undefined, 2),
    row('visitor → ack at 1,000/s, p99', 'ms', found, (x) => x.ack_p99, '', undefined, 2),
  ]
}

async function idle(ctx) {
  const perVisitor = async (say) => {
    const side = await startDaemon(ctx.build, ctx.work)
    try {
      await runLoad(ctx.load, 'idle', { port: side.port, origin: side.origin, office: 'bench', visitors: 100 }, { connected: (_, child) => child.stdin.end() })
      await wait(1000)
      const before = privateBytes(side.pid)
      let after = before
      await runLoad(ctx.load, 'idle', { port: side.port, origin: side.origin, office: 'bench', visitors: 10000, ...(say ? { say } : {}) }, {
        connected: async (_, child) => {
          await wait(5000)
          after = privateBytes(side.pid)
          child.stdin.end()
        },
      })
      return (after - before) / 10000 / 1024
    } finally {
      await side.stop()
    }
  }
  if (!hasDaemon(ctx.build)) return []
  const [silent, spoken] = [[], []]
  for (let round = 0; round < Math.min(ctx.rounds, 3); round += 1) {
    silent.push(await perVisitor(false))
    spoken.push(await perVisitor(true))
    ctx.say(`idle, round ${round + 1}: ${silent.at(-1).toFixed(2)} KB silent, ${spoken.at(-1).toFixed(2)} KB after one message`)
  }
  const bound = (what, ours, text, holds) => ({ what, unit: 'KB', digits: 2, ours, reference: [], bound: text, value: median(ours), holds })
  return [
    bound('an idle visitor with its session, 10,000 connected', silent, '≤ 10 KB', (v) => v <= 10),
    bound('the same after one message each, conversations cached', spoken, '', undefined),
  ]
}

async function webhooks(ctx) {
  const rows = []
  for (const { kind, id, account } of webhookKinds) {
    const found = await interleaved(ctx, 'reference_webhook', async (side) => {
      const { webhook } = await runLoad(ctx.load, 'webhook', { port: side.port, secret, account, kind, path: `/webhooks/${id}`, connections: 64, seconds: 5, 'warm-up': 1 })
      if (webhook.refused || webhook.broken) ctx.say(`webhooks of ${kind}: ${webhook.refused} refused, ${webhook.broken} broken`)
      return { rate: webhook.per_second, p99: webhook.latency_p99_ms }
    }, `webhooks of ${kind}`, [secret, kind])
    rows.push(row(`proved 1 KB webhooks of ${kind}, 64 connections, durable before 200`, 'a second', found, (x) => x.rate, '≥ 0.85 ×', (r) => r >= 0.85), row('their p99', 'ms', found, (x) => x.p99, '', undefined, 1))
  }
  return rows
}

const pending = 100_000, due = 10_000

async function rawDeadlines(ctx) {
  const redis = await startRedis(join(ctx.work, 'raw'))
  try {
    const child = start(serverCore, join(ctx.build, 'tests/bench/raw_deadlines'), [redis.socket, String(pending), String(due)], { log: false })
    const limit = setTimeout(() => child.kill('SIGKILL'), 120_000)
    let told
    for await (const line of createInterface({ input: child.stdout })) told = JSON.parse(line)
    clearTimeout(limit)
    if ((await child.gone) !== 0) throw new Error(`raw_deadlines: ${child.said}`)
    return told
  } finally {
    await redis.stop()
  }
}

async function ourDeadlines(ctx, side) {
  const opening = new Date(Math.ceil((Date.now() + 40_000) / 60_000) * 60_000)
  await side.restart({ opening })
  let chatting
  const events = await runLoad(ctx.load, 'due', { port: side.port, origin: side.origin, office: 'due', visitors: due, seconds: 60 }, {
    waiting: (told) => {
      if (told.first_due_ms !== told.last_due_ms) throw new Error('the requests do not fall due at one instant')
      if (told.in_ms < 4000) ctx.say(`deadlines: only ${told.in_ms} ms left before the instant`)
      chatting = runLoad(ctx.load, 'chat', { ...chatOptions(side), visitors: 50, rate: 200, seconds: 3, 'begin-at-ms': told.first_due_ms })
      chatting.catch(() => {})
    },
  }, 240)
  const { chat } = await chatting
  return { ...events.due, chat_p99: chat.received_p99_ms, chat_max: chat.received_max_ms }
}

async function deadlines(ctx) {
  const found = { ours: [], reference: [] }
  const side = hasDaemon(ctx.build) ? await startDaemon(ctx.build, ctx.work) : undefined
  try {
    if (side) {
      const { seeded } = await runLoad(ctx.load, 'seed', { port: side.port, origin: side.origin, office: 'bench', visitors: pending - due, seconds: 280 }, {}, 300)
      ctx.say(`deadlines: ${seeded.acked} pending after ${seeded.seconds} s`)
    }
    for (let round = 0; round < ctx.rounds; round += 1) {
      found.reference.push(await rawDeadlines(ctx))
      if (side) found.ours.push(await ourDeadlines(ctx, side))
      ctx.say(`deadlines, round ${round + 1}: raw ${JSON.stringify(found.reference.at(-1))}, ours ${JSON.stringify(found.ours.at(-1))}`)
    }
  } finally {
    await side?.stop()
  }
  const own = (what, unit, pick, bound, holds, digits = 0) => ({ what, unit, digits, ours: of(found.ours, pick), reference: [], bound, value: found.ours.length ? median(of(found.ours, pick)) : undefined, holds })
  const wrong = (x) => due - x.done + x.repeated + (x.numbers - x.done)
  return [
    row('10,000 of 100,000 deadlines due at one instant: p99 lateness', 'ms', found, (x) => x.lateness_p99_ms, '≤ 3 ×', (r) => r <= 3),
    own('tickets missing or issued twice', '', wrong, '0', () => found.ours.every((x) => wrong(x) === 0)),
    own('chat p99 meanwhile (200/s)', 'ms', (x) => x.chat_p99, '≤ 25 ms', (v) => v <= 25, 1),
  ]
}

const members = 500

// One answer to many: chat's p99 while an incident's members are answered, beside the same chat just before.
async function incidents(ctx) {
  const found = { ours: [], reference: [] }
  let unanswered = 0
  const side = hasDaemon(ctx.build) ? await startDaemon(ctx.build, ctx.work) : undefined
  try {
    for (let round = 0; side && round < ctx.rounds; round += 1) {
      const chatting = (on) => runLoad(ctx.load, 'chat', { ...chatOptions(side), visitors: 50, rate: 1000, seconds: 6, 'warm-up': 1 }, on)
      await runLoad(ctx.load, 'seed', { port: side.port, origin: side.origin, office: 'bench', visitors: members, seconds: 60 })
      const [officer, lead] = [await officerWindow(side, side.tokens.bench), await officerWindow(side, side.tokens.lead)]
      const { incident } = await officer.ask('incident.open', { title: 'CEISA' })
      let added = 0
      for (let step = { more: true }; step.more; added += step.changed) step = await officer.ask('incident.add', { incident, words: 'informasi' })
      if (added !== members) throw new Error(`${added} of ${members} questions joined the incident`)
      const { chat: usual } = await chatting({})
      const proposed = lead.until((f) => f.type === 'incident' && f.incident === incident && f.state === 'proposed', 'proposal')
      await officer.ask('incident.answer', { incident, text: 'Gangguan sudah pulih.', purpose: 'answer' })
      const { proposal } = await proposed
      const answered = lead.until((f) => f.type === 'incident' && f.incident === incident && f.state === 'answered', 'answered incident')
      const { chat: meanwhile } = await chatting({ begin: () => void lead.ask('incident.approve', { incident, proposal }) })
      unanswered += members - (await answered).answered
      officer.close()
      lead.close()
      found.reference.push({ p99: usual.received_p99_ms, lost: usual.received_lost })
      found.ours.push({ p99: meanwhile.received_p99_ms, lost: meanwhile.received_lost })
      ctx.say(`incidents, round ${round + 1}: ${JSON.stringify({ usual: found.reference.at(-1), meanwhile: found.ours.at(-1) })}`)
    }
  } finally {
    await side?.stop()
  }
  const own = (what, pick) => ({ what, unit: '', digits: 0, ours: found.ours.length ? [pick()] : [], reference: [], bound: '0', value: found.ours.length ? pick() : undefined, holds: (v) => v === 0 })
  return [
    row(`chat p99 at 1,000/s while ${members} members of an incident are answered, beside the usual`, 'ms', found, (x) => x.p99, '≤ 2 ×', (r) => r <= 2, 2),
    own('members left unanswered', () => unanswered),
  ]
}

// What the load generator and a bare Beast socket do with nothing behind it: the ceiling of the other figures.
async function echo(ctx) {
  const reference = []
  for (let round = 0; round < ctx.rounds; round += 1) {
    const side = await startReference(ctx.build, ctx.work, 'reference_echo')
    try {
      let used = 0
      const events = await runLoad(ctx.load, 'echo', { port: side.port, visitors: 200, rate: 10000, seconds: 4, 'warm-up': 1 }, {
        begin: () => (used = cpuSeconds(side.pid)),
        end: () => (used = cpuSeconds(side.pid) - used),
      })
      reference.push({ us: (used * 1e6) / events.echo.sent, p99: events.echo.acked_p99_ms })
    } finally {
      await side.stop()
    }
  }
  const bare = (what, unit, pick, digits) => ({ what, unit, digits, ours: [], reference: of(reference, pick), bound: '' })
  return [bare('bare echo at 10,000/s: CPU a message', 'µs', (x) => x.us, 1), bare('bare echo at 10,000/s: p99', 'ms', (x) => x.p99, 2)]
}

export const measures = { echo, latency, cpu, throughput, idle, webhooks, deadlines, incidents }
