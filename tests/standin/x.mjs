// A stand-in for the direct messages of X and their webhook, on a loopback port. Node 18 or later, no packages.
//
//   import { start } from './x.mjs'
//   const x = await start({ account, webhookUrl, consumerSecret })
//   … let the daemon send to x.base …, x.sent(citizen), x.fault({ status: 503 }), await x.says(citizen, 'halo'), await x.close()
//
// As X does: a user token of two hours, renewed with a refresh token of one use; a budget told in headers; problems as JSON;
// ids larger than 2^53 as strings; both envelopes, both signature headers; the same event again while it is not answered 2xx.
// Sources: X developer documents, "Manage direct messages", "Rate limits", "OAuth 2.0", "X Activity API", "Account Activity API", "Webhooks".
import { createHmac, randomBytes } from 'node:crypto'
import { shelf } from './media.mjs'
import { deliver, serve } from './server.mjs'

const DEFAULTS = {
  port: 0,
  account: '1730000000000000001',
  clientId: 'klien-x',
  clientSecret: 'klien-rahasia', // the OAuth 2.0 client secret: of Basic, and of the newer signature header
  consumerSecret: 'konsumen-rahasia',
  refreshToken: 'segar-0',
  accessToken: '',      // a token that lasts; else only what the refresh call gave
  lives: 7200,          // seconds of an access token
  budget: 15,           // calls in `window` seconds
  window: 900,
  dayBudget: 1440,
  webhookUrl: '',
  envelope: 'xaa',      // or 'aaa'
  signs: ['consumer'],  // and 'oauth2'
  echo: false,
  ownAppId: '29820954',
  serial_from: 2_080_765_901_528_535_096n,
  bearer: '',           // the application's own token: registers webhooks, lists subscriptions
}

const problem = (status, title, detail, type = 'about:blank') => ({ status, json: { title, detail, type, status }, headers: { 'Content-Type': 'application/problem+json' } })

/** Faults by what the documents say of them. */
export const faults = {
  no_permission: () => problem(403, 'Forbidden', 'You do not have permission to DM one or more participants.'),
  not_permitted: () => problem(403, 'Forbidden', 'This operation is not permitted.'),
  not_enrolled: () => problem(403, 'Client Forbidden', 'When authenticating requests you must use keys of an enrolled app.', 'https://api.twitter.com/2/problems/client-forbidden'),
  unauthorized: () => problem(401, 'Unauthorized', 'Unauthorized'),
  invalid: () => problem(400, 'Invalid Request', 'One or more parameters to your request was invalid.', 'https://api.twitter.com/2/problems/invalid-request'),
  no_user: () => problem(404, 'Not Found Error', 'Could not find user.', 'https://api.twitter.com/2/problems/resource-not-found'),
  no_credits: () => problem(402, 'CreditsDepleted', 'Your enrolled account does not have any credits.', 'https://api.twitter.com/2/problems/credits-depleted'),
  unavailable: () => problem(503, 'Service Unavailable', 'Service Unavailable'),
  too_many: (seconds) => {
    const one = problem(429, 'Too Many Requests', 'Too Many Requests')
    Object.assign(one.headers, { 'x-rate-limit-limit': '15', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000 + seconds)) })
    return one
  },
  too_many_a_day: (seconds) => {
    const one = problem(429, 'Too Many Requests', 'Too Many Requests')
    Object.assign(one.headers, { 'x-rate-limit-remaining': '9', 'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + 1), 'x-user-limit-24hour-remaining': '0', 'x-user-limit-24hour-reset': String(Math.ceil(Date.now() / 1000 + seconds)) })
    return one
  },
}

const mac = (secret, text) => createHmac('sha256', secret).update(text).digest('base64')

export async function start(options = {}) {
  const settings = { ...DEFAULTS, ...options }
  let serial = settings.serial_from
  const files = shelf()
  let refreshable = settings.refreshToken
  let tokens = new Map()
  let calls = []
  let today = 0
  const blocked = new Set()
  const uploads = new Map() // media id → its file
  const pending = new Set()
  const new_id = () => String((serial += 1_048_577n))
  const citizen_of = (call) => call.path.match(/^\/2\/dm_conversations\/with\/([^/]+)\/messages$/)?.[1]

  function budget_headers() {
    const now = Date.now()
    calls = calls.filter((at) => now - at < settings.window * 1000)
    const reset = Math.ceil(((calls[0] ?? now) + settings.window * 1000) / 1000)
    return {
      'x-rate-limit-limit': String(settings.budget), 'x-rate-limit-remaining': String(Math.max(0, settings.budget - calls.length)), 'x-rate-limit-reset': String(reset),
      'x-user-limit-24hour-limit': String(settings.dayBudget), 'x-user-limit-24hour-remaining': String(Math.max(0, settings.dayBudget - today)), 'x-user-limit-24hour-reset': String(Math.ceil(now / 1000) + 86_400),
    }
  }
  const refuse = (one, headers = {}) => [one.status, one.json, { ...one.headers, ...headers }]

  function refuses(call) {
    if (call.method !== 'POST' || citizen_of(call) === undefined) return null
    const token = (call.headers.authorization ?? '').replace(/^Bearer /, '')
    const lasting = settings.accessToken !== '' && token === settings.accessToken
    if (!lasting && !((tokens.get(token) ?? 0) > Date.now())) return refuse(faults.unauthorized())
    const before = budget_headers()
    if (before['x-rate-limit-remaining'] === '0' || before['x-user-limit-24hour-remaining'] === '0') return refuse(problem(429, 'Too Many Requests', 'Too Many Requests'), before)
    calls.push(Date.now())
    today += 1
    const { text, attachments } = call.body ?? {}
    const attached = Array.isArray(attachments) && attachments.length === 1 && uploads.has(attachments[0].media_id)
    const said = typeof text === 'string' && text !== '' && text.length <= 10_000
    if (!(said || (attached && text === undefined)) || (attachments && !attached) || Object.keys(call.body).some((k) => !['text', 'attachments'].includes(k))) return refuse(faults.invalid(), budget_headers())
    if (!/^\d{1,19}$/.test(citizen_of(call))) return refuse(faults.invalid(), budget_headers())
    if (blocked.has(citizen_of(call))) return refuse(faults.no_permission(), budget_headers())
    return null
  }

  function refresh(call) {
    const form = new URLSearchParams(call.raw)
    const basic = `Basic ${Buffer.from(`${settings.clientId}:${settings.clientSecret}`).toString('base64')}`
    if (call.headers.authorization !== basic) return [401, { error: 'unauthorized_client', error_description: 'Missing valid authorization header' }]
    if (form.get('grant_type') !== 'refresh_token' || form.get('client_id') !== settings.clientId) return [400, { error: 'invalid_request', error_description: 'One or more parameters to your request was invalid.' }]
    if (form.get('refresh_token') !== refreshable) return [400, { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' }]
    const access_token = `akses-${randomBytes(12).toString('base64url')}`
    refreshable = `segar-${randomBytes(12).toString('base64url')}`
    tokens.set(access_token, Date.now() + settings.lives * 1000)
    Object.assign(call, { refreshed: true })
    return [200, { token_type: 'bearer', expires_in: settings.lives, access_token, scope: 'dm.read dm.write tweet.read users.read offline.access', refresh_token: refreshable }]
  }

  const has_token = (call) => {
    const given = call.headers.authorization?.replace(/^Bearer /, '') ?? ''
    return given !== '' && (given === settings.accessToken || (tokens.get(given) ?? 0) > Date.now())
  }

  // One piece, pictures alone; the rest goes in pieces, which nobody asks of this one.
  function store(call) {
    if (!has_token(call)) return refuse(faults.unauthorized())
    const { media_category, media_type } = call.body ?? {}
    const good = call.file?.field === 'media' && call.file.bytes.length > 0 && call.file.bytes.length <= 5_000_000 && media_category === 'dm_image' && /^image\/(jpeg|png|webp)$/.test(media_type ?? '')
    if (!good) return refuse(faults.invalid())
    const id = new_id()
    uploads.set(id, call.file)
    return [200, { data: { id, media_key: `3_${id}`, size: call.file.bytes.length, expires_after_secs: 86_400 } }]
  }

  // Webhooks and their subscriptions.
  let webhook = null
  let subscriptions = []
  function webhooks(call) {
    const token = (call.headers.authorization ?? '').replace(/^Bearer /, '')
    const by_app = settings.bearer !== '' && token === settings.bearer
    const by_user = token === settings.accessToken || (tokens.get(token) ?? 0) > Date.now()
    const listing = call.path === '/2/activity/subscriptions'
    if (!by_app && !(listing && call.method === 'POST' && by_user)) return refuse(faults.unauthorized())
    if (listing && call.method === 'GET') return [200, { data: subscriptions, meta: { result_count: subscriptions.length } }]
    if (listing) {
      if (by_app || call.body?.webhook_id !== webhook?.id || !call.body?.event_type) return refuse(faults.invalid())
      subscriptions.push({ subscription_id: new_id(), ...call.body })
      return [201, { data: subscriptions.at(-1) }]
    }
    if (call.method === 'GET') return [200, webhook ? { data: [webhook], meta: { result_count: 1 } } : { meta: { result_count: 0 } }]
    if (call.method === 'POST') {
      if (!/^https?:\/\//.test(call.body?.url ?? '')) return refuse(faults.invalid())
      webhook = { id: new_id(), url: call.body.url, valid: settings.valid ?? true, created_at: new Date().toISOString() }
      return [200, { data: webhook }]
    }
    if (call.method === 'PUT' && webhook && call.path.endsWith(`/${webhook.id}`)) {
      webhook.valid = settings.valid ?? true
      return [200, { data: { valid: webhook.valid } }]
    }
    return null
  }

  function answer_to(call) {
    if (/^\/2\/(webhooks|activity\/subscriptions)/.test(call.path)) return webhooks(call)
    const file = call.method === 'GET' ? files.get(call.path.match(/^\/2\/dm_conversations\/media\/1\/2\/([\w-]+)$/)?.[1]) : null
    if (file) return has_token(call) ? [200, file.bytes, { 'Content-Type': file.type }] : refuse(faults.unauthorized())
    if (call.method === 'POST' && call.path === '/2/media/upload') return store(call)
    if (call.method === 'POST' && call.path === '/2/oauth2/token') return refresh(call)
    const to = citizen_of(call)
    if (call.method !== 'POST' || to === undefined) return null
    const id = new_id()
    Object.assign(call, { accepted: true, event_id: id })
    if (settings.echo) later(() => tell([event.message({ id, from: settings.account, to, text: call.body.text, app: settings.ownAppId })], { type: 'dm.sent' }))
    return [201, { data: { dm_conversation_id: `${to}-${settings.account}`, dm_event_id: id } }, budget_headers()]
  }
  const later = (act) => {
    const done = new Promise((resolve) => setImmediate(resolve)).then(act)
    pending.add(done)
    done.finally(() => pending.delete(done))
  }

  const server = await serve({ port: settings.port, answer_to, refuses, sending_call: (call) => citizen_of(call) !== undefined, recipient_of: citizen_of, heard: settings.heard })

  const event = {
    message: ({ id = new_id(), from, to = settings.account, text, at = Date.now(), app, data = {} }) => ({
      type: 'message_create', id, created_timestamp: String(at),
      message_create: { target: { recipient_id: to }, sender_id: from, ...(app ? { source_app_id: app } : {}), message_data: { text: escaped(text), entities: { hashtags: [], symbols: [], user_mentions: [], urls: [] }, ...data } },
    }),
    read: ({ from, last, at = Date.now() }) => ({ created_timestamp: String(at), sender_id: from, target: { recipient_id: settings.account }, last_read_event_id: last }),
    typing: ({ from, at = Date.now() }) => ({ created_timestamp: String(at), sender_id: from, target: { recipient_id: settings.account } }),
  }
  const escaped = (text) => text?.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  const users_of = (names) => Object.fromEntries(Object.entries(names).map(([id, name]) => [id, settings.envelope === 'aaa' ? { id, name, screen_name: `u${id}` } : { data: { id, name, username: `u${id}` } }]))

  function body_of(events, { type = 'dm.received', list = 'direct_message_events', names = {}, account = settings.account, envelope = settings.envelope } = {}) {
    const users = users_of(names)
    if (envelope === 'aaa') return JSON.stringify({ for_user_id: account, [list]: events, users })
    return JSON.stringify({ data: { event_uuid: String(-(BigInt(`0x${randomBytes(7).toString('hex')}`))), filter: { user_id: account }, event_type: type, tag: 'dm', payload: { [list]: events, users } } })
  }
  /** The headers that prove a body. */
  function headers_of(body, how = {}) {
    const out = {}
    const signs = how.signs ?? settings.signs
    if (signs.includes('consumer')) out['x-twitter-webhooks-signature'] = how.signature ?? `sha256=${mac(how.secret ?? settings.consumerSecret, body)}`
    if (signs.includes('oauth2')) out['x-twitter-webhooks-signature-oauth2'] = how.signature ?? `sha256=${mac(how.clientSecret ?? settings.clientSecret, body)}`
    return out
  }
  const post = (body, how = {}) => deliver(how.url ?? settings.webhookUrl, body, headers_of(body, how), { attempts: how.attempts ?? 1, pause: how.pause })
  const tell = (events, how = {}) => post(how.raw ?? body_of(events, how), how)

  return {
    ...server,
    settings,
    event,
    body_of,
    headers_of,
    post,
    tell,
    set: (change) => Object.assign(settings, change),
    /** The webhook as X knows it, and its subscriptions; `change` changes them, as X does. */
    registered: (change = {}) => {
      if (webhook && 'valid' in change) webhook.valid = change.valid
      if (change.subscriptions) subscriptions = change.subscriptions
      if (change.webhook === null) webhook = null
      return { webhook, subscriptions }
    },
    block: (citizen) => blocked.add(citizen),
    unblock: (citizen) => blocked.delete(citizen),
    /** The address of a citizen's picture as it stands in an event; it is read through the API, with the token. */
    hold: (bytes, about) => `https://ton.twitter.com/1.1/ton/data/dm/1/2/${files.put(bytes, about)}`,
    new_id,
    /** Every token so far is good no more, as after a revocation; `refresh: false` takes the refresh token as well. */
    revoke: ({ refresh: keep = true } = {}) => {
      tokens = new Map()
      if (!keep) refreshable = randomBytes(12).toString('hex')
    },
    /** The holder connects the account anew. */
    connect: (refresh_token) => (refreshable = refresh_token),
    fill: () => {
      calls = []
      today = 0
    },
    sent: (to) => server.log().filter((c) => c.accepted && (!to || citizen_of(c) === to)).map((c) => ({ to: citizen_of(c), text: c.body.text, file: uploads.get(c.body.attachments?.[0].media_id), id: c.event_id, at: c.at, token: c.headers.authorization })),
    refreshes: () => server.log().filter((c) => c.path === '/2/oauth2/token'),
    /** A citizen writes. Gives {status, id}. */
    says: async (from, text, { name, data, id = new_id(), at, ...how } = {}) => ({ ...(await tell([event.message({ id, from, text, at, data })], { names: name ? { [from]: name } : {}, ...how })), id }),
    reads: (from, last) => tell([event.read({ from, last })], { type: 'dm.read', list: 'direct_message_mark_read_events' }),
    types: (from) => tell([event.typing({ from })], { type: 'dm.indicate_typing', list: 'direct_message_indicate_typing_events' }),
    /** The check of the webhook: {status, valid}. */
    crc: async (token = `crc-${randomBytes(6).toString('base64url')}`, secret = settings.consumerSecret) => {
      const reply = await fetch(`${settings.webhookUrl}?crc_token=${encodeURIComponent(token)}&nonce=1`)
      const text = await reply.text()
      let given
      try {
        given = JSON.parse(text).response_token
      } catch {}
      return { status: reply.status, type: reply.headers.get('content-type'), valid: given === `sha256=${mac(secret, token)}`, text }
    },
    settled: async () => {
      while (pending.size) await Promise.all([...pending])
    },
  }
}
