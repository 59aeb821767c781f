// A stand-in for WhatsApp Cloud API, on a loopback port: the send call with its errors, its 24-hour window and its
// templates, and the webhooks: messages, statuses, redelivery. Node 18 or later, no packages.
//
//   import { start } from './whatsapp.mjs'
//   const wa = await start({ accessToken, appSecret, account, webhookUrl })
//   await wa.citizenSays('62812…', 'Halo'); wa.fault({ code: 131026 }); wa.sent('62812…'); await wa.taps('62812…'); await wa.close()
//
// On the command line:  node whatsapp.mjs --port 0 --token T --secret S --account A --webhook URL
// Control: GET /_log · POST /_reset · /_fault (one or a list) · /_citizen {id, hours_ago} · /_settings · /_says {id, text} · /_tap {id}
//
// A fault is one object of faults.mjs, and besides
//   {window: true}                131047     {rate: true}   130429     {pair: true}   131056     {token: true}   190
//   {fails: 131026}               taken, then told by a status `failed` with that code
// `times` says how many sends it serves, `to` whose alone; `call: 'read'`: of read marks.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { faultAnswer } from './faults.mjs'
import { form_bytes_max, form_of, shelf } from './media.mjs'
import { listen, read_body, run_alone, same_text, wait } from './server.mjs'
import { escaped, post, signatureOf } from './webhooks.mjs'

const HOUR = 3600_000
const DEFAULTS = {
  port: 0,
  account: '104500000000555',          // the phone number id
  business: '900100200300400',         // the WhatsApp business account
  displayNumber: '62215550000',
  accessToken: 'standin-token',
  appSecret: 'standin-secret',
  requireProof: true,
  base: '/v25.0',
  enforceWindow: true,                 // for citizens of whom the last message is known
  lateWindow: false,                   // the window's error comes as a status instead of an answer
  templates: { jawaban_siap: { id: { parameters: 1, buttons: 1 } } },
  statuses: ['sent', 'delivered'],     // told of every message that was taken
  statusBeforeAnswer: false,
  userIds: true,                       // business-scoped user ids in contacts[] and statuses
  redeliveries: 8,                     // of a webhook that was not answered 200
  redeliverAfter: 100,
  webhookUrl: '',
  now: () => Date.now(),
  subscribed: false,                   // the app, to the business account
  appId: '700100200555',
  heard: undefined,                    // (call) => …: told of every send once it has its answer, or will have none
}

const TITLES = { 131047: 'Re-engagement message', 131026: 'Message undeliverable', 131056: 'Pair rate limit hit', 130429: 'Rate limit hit', 132001: 'Template does not exist', 132000: 'Template parameter count mismatch' }
const graphError = (code, subcode, message) => ({
  error: { message: message ?? `(#${code}) ${TITLES[code] ?? 'error'}`, type: 'OAuthException', code, ...(subcode ? { error_subcode: subcode } : {}), error_data: { messaging_product: 'whatsapp', details: TITLES[code] ?? 'details' }, fbtrace_id: 'Astandin' },
})
const failure = (code) => ({ code, title: TITLES[code] ?? 'error', message: TITLES[code] ?? 'error', error_data: { details: TITLES[code] ?? 'details' }, href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/' })

const newId = () => `wamid.${randomBytes(24).toString('base64')}`
const seconds = (ms) => String(Math.floor(ms / 1000))
export const userIdOf = (number) => `ID.${BigInt(number) * 7n + 13n}`

// What each kind of message takes, in bytes. Source: WhatsApp Cloud API, "Supported media types".
const MEDIA = { image: [/^image\/(jpeg|png)$/, 5e6], video: [/^video\/(mp4|3gpp)$/, 16e6], audio: [/^audio\/(aac|mp4|mpeg|amr|ogg)$/, 16e6], document: [/^(text\/plain|application\/.+)$/, 100e6] }

// What stands in `value` beside messages[], statuses[]; and the whole body around changes.
export const valueOf = (settings, rest) => ({ messaging_product: 'whatsapp', metadata: { display_phone_number: settings.displayNumber, phone_number_id: settings.account }, ...rest })
export const bodyOf = (settings, values, field = 'messages') => escaped({ object: 'whatsapp_business_account', entry: [{ id: settings.business, changes: values.map((value) => ({ value, field })) }] })

// One element of messages[]. All take {contact, id?, at?} and what is their own.
const from = ({ contact, id = newId(), at = Date.now(), context, referral }, type, rest) => ({ from: contact, id, timestamp: seconds(at), type, ...(context ? { context } : {}), ...(referral ? { referral } : {}), ...rest })
export const element = {
  text: ({ text, ...who }) => from(who, 'text', { text: { body: text } }),
  media: ({ type = 'image', media = '4455667788', caption, filename, voice, ...who }) => from(who, type, { [type]: { id: media, mime_type: 'x/y', sha256: 'c2hh', ...(caption ? { caption } : {}), ...(filename ? { filename } : {}), ...(voice ? { voice } : {}) } }),
  location: ({ latitude = -6.1, longitude = 106.9, name, ...who }) => from(who, 'location', { location: { latitude, longitude, ...(name ? { name } : {}) } }),
  contacts: ({ cards, ...who }) => from(who, 'contacts', { contacts: cards }),
  button: ({ payload, text, ...who }) => from(who, 'button', { button: { payload, text } }),
  choice: ({ choice, title, ...who }) => from(who, 'interactive', { interactive: { type: 'button_reply', button_reply: { id: choice, title } } }),
  order: ({ items, ...who }) => from(who, 'order', { order: { catalog_id: '1', product_items: items } }),
  reaction: ({ of, emoji, ...who }) => from(who, 'reaction', { reaction: { message_id: of, ...(emoji === undefined ? {} : { emoji }) } }),
  edit: ({ of, text, ...who }) => from(who, 'edit', { edit: { original_message_id: of, message: { type: 'text', text: { body: text } } } }),
  revoke: ({ of, ...who }) => from(who, 'revoke', { revoke: { original_message_id: of } }),
  unsupported: ({ what, ...who }) => from(who, 'unsupported', { errors: [failure(131051)], ...(what ? { unsupported: { type: what } } : {}) }),
  system: ({ kind = 'customer_identity_changed', ...who }) => from(who, 'system', { system: { type: kind, body: 'changed' } }),
  unknown: ({ kind = 'holo', ...who }) => from(who, kind, { [kind]: {} }),
}

export async function start(options = {}) {
  const settings = { ...DEFAULTS, ...options }
  let log = []
  let faults = []
  let citizens = new Map()
  const names = new Map()
  const files = shelf()
  const uploads = new Map() // media id → the file that the number has stored
  const pending = new Set()

  const contactOf = (number) => ({ profile: { name: names.get(number) ?? `Warga ${number}` }, wa_id: number, ...(settings.userIds ? { user_id: userIdOf(number) } : {}) })
  const numberOf = (body) => body?.to ?? [...citizens.keys()].find((n) => userIdOf(n) === body?.recipient) ?? body?.recipient

  function no_access(request, url) {
    const given = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    if (!given || !same_text(given, settings.accessToken)) return [401, graphError(190, 0, 'Invalid OAuth access token - Cannot parse access token')]
    const proof = url.searchParams.get('appsecret_proof')
    if (proof === null ? settings.requireProof : !same_text(proof, createHmac('sha256', settings.appSecret).update(given).digest('hex')))
      return [400, graphError(100, 0, 'Invalid appsecret_proof provided in the API argument')]
    return null
  }

  // The error that the platform would give to this call, or null. `late`: it takes the message and tells by a status.
  function refusal(request, url, body) {
    const stranger = no_access(request, url)
    if (stranger) return stranger
    if (body?.messaging_product !== 'whatsapp') return [400, graphError(100, 0, '(#100) The parameter messaging_product is required.')]
    if (typeof body.to !== 'string' && typeof body.recipient !== 'string') return [400, graphError(131008, 0, '(#131008) The parameter to is required.')]
    if (body.to !== undefined && !/^\d{5,15}$/.test(body.to)) return [400, graphError(131009, 0, '(#131009) Parameter value is not valid')]
    if (body.type === 'text') {
      if (typeof body.text?.body !== 'string' || body.text.body === '') return [400, graphError(100, 0, "(#100) Param text['body'] is required")]
      if ([...body.text.body].length > 4096) return [400, graphError(100, 0, "(#100) Param text['body'] must be at most 4096 characters long.")]
      const last = citizens.get(numberOf(body))
      if (settings.enforceWindow && last !== undefined && settings.now() - last > 24 * HOUR) return [400, graphError(131047)]
      return null
    }
    if (MEDIA[body.type]) {
      const file = uploads.get(body[body.type]?.id)
      if (!file || !MEDIA[body.type][0].test(file.type)) return [400, graphError(131009, 0, '(#131009) Parameter value is not valid')]
      const last = citizens.get(numberOf(body))
      if (settings.enforceWindow && last !== undefined && settings.now() - last > 24 * HOUR) return [400, graphError(131047)]
      return null
    }
    if (body.type !== 'template') return [400, graphError(131009, 0, '(#131009) Parameter value is not valid')]
    const known = settings.templates[body.template?.name]?.[body.template?.language?.code]
    if (!known) return [404, graphError(132001)]
    const words = body.template.components?.find((c) => c.type === 'body')?.parameters ?? []
    const buttons = body.template.components?.filter((c) => c.type === 'button' && c.sub_type === 'quick_reply') ?? []
    if (words.length !== known.parameters || buttons.length !== known.buttons) return [400, graphError(132000)]
    if (words.some((p) => p.type !== 'text' || !p.text || /[\n\t]| {4}/.test(p.text))) return [400, graphError(132018)]
    return null
  }

  // A message is marked as read by its id; that somebody writes is told in the same call.
  function refused_mark(request, url, body) {
    const stranger = no_access(request, url)
    if (stranger) return stranger
    if (body.messaging_product !== 'whatsapp') return [400, graphError(100, 0, '(#100) The parameter messaging_product is required.')]
    if (body.status !== 'read' || !/^wamid\./.test(body.message_id ?? '')) return [400, graphError(131009, 0, '(#131009) Parameter value is not valid')]
    if (body.typing_indicator !== undefined && body.typing_indicator?.type !== 'text') return [400, graphError(131009, 0, '(#131009) Parameter value is not valid')]
    return null
  }

  // Signed, and again while it is not answered 200, as the platform does for days.
  async function deliver(body, how = {}) {
    const url = how.url ?? settings.webhookUrl
    if (!url) return { status: 0 }
    let answer
    for (let i = 0; i <= (how.once ? 0 : settings.redeliveries); i += 1) {
      answer = await post(url, body, { signature: how.signature ?? signatureOf(body, how.secret ?? settings.appSecret), unsigned: how.unsigned }).catch((error) => ({ status: 0, text: String(error) }))
      if (answer.status === 200) break
      await wait(settings.redeliverAfter * (i + 1)) // the platform's own pause
    }
    return answer
  }
  function later(work) {
    const done = work().catch(() => {})
    pending.add(done)
    done.finally(() => pending.delete(done))
    return done
  }
  const statusOf = (entry, status, errors) => ({
    id: entry.message_id, status, timestamp: seconds(settings.now()), recipient_id: numberOf(entry.body),
    ...(settings.userIds && /^\d+$/.test(numberOf(entry.body)) ? { recipient_user_id: userIdOf(numberOf(entry.body)) } : {}),
    ...(entry.body.biz_opaque_callback_data === undefined ? {} : { biz_opaque_callback_data: entry.body.biz_opaque_callback_data }),
    ...(errors ? { errors } : { pricing: { billable: true, pricing_model: 'CBP', category: 'service' } }),
  })
  const tell = (entry, status, code, how) => deliver(bodyOf(settings, [valueOf(settings, { statuses: [statusOf(entry, status, code ? [failure(code)] : undefined)] })]), how)
  const tellAll = (entry, code) =>
    later(async () => {
      for (const status of code ? ['failed'] : settings.statuses) await tell(entry, status, code)
    })

  async function send(request, response, url) {
    const raw = await read_body(request).then(String, () => '')
    let body = null
    try {
      body = JSON.parse(raw)
    } catch {
      body = null
    }
    const entry = { at: new Date(settings.now()).toISOString(), method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body, raw }
    log.push(entry)
    if (settings.heard) response.once('close', () => settings.heard(entry))
    const reads = body?.status !== undefined
    let fault = faults.find((f) => f.call === (reads ? 'read' : undefined) && (f.to === undefined || f.to === numberOf(body)))
    if (fault && (fault.times -= 1) <= 0) faults.splice(faults.indexOf(fault), 1)
    if (fault?.window) fault = { ...fault, window: undefined, code: 131047 }
    if (fault?.rate) fault = { ...fault, rate: undefined, code: 130429, headers: { 'Retry-After': String(fault.retryAfter ?? 1) } }
    if (fault?.pair) fault = { ...fault, pair: undefined, code: 131056 }
    const answer = (status, json, headers = {}) => {
      Object.assign(entry, { status, answer: json })
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(json === undefined ? '' : JSON.stringify(json))
    }
    if (reads) {
      if (fault) return answer(fault.status ?? 400, graphError(fault.code ?? 1))
      return answer(...(refused_mark(request, url, body) ?? [200, { success: true }]))
    }
    const accept = async () => {
      Object.assign(entry, { accepted: true, message_id: newId() })
      const telling = () => tellAll(entry, entry.fails)
      if (settings.statusBeforeAnswer) await telling()
      const to = numberOf(body)
      const json = { messaging_product: 'whatsapp', contacts: [{ input: body.to ?? body.recipient, wa_id: to, ...(settings.userIds && /^\d+$/.test(to) ? { user_id: userIdOf(to) } : {}) }], messages: [{ id: entry.message_id, ...(body.type === 'template' ? { message_status: 'accepted' } : {}) }] }
      return { json, telling: settings.statusBeforeAnswer ? async () => {} : telling }
    }
    let refused = refusal(request, url, body)
    if (refused?.[1].error.code === 131047 && settings.lateWindow) {
      entry.fails = 131047
      refused = null
    }
    if (fault?.fails && !refused) entry.fails = fault.fails
    else if (fault) {
      entry.fault = fault
      if (await faultAnswer(fault, { answer, accept: refused ? null : accept, socket: request.socket, graphError })) return
    }
    if (refused) return answer(...refused)
    const { json, telling } = await accept()
    answer(200, json)
    telling()
  }

  // A file is stored under the number before it is sent.
  async function store(request, response, url) {
    const form = form_of(await read_body(request, form_bytes_max), request.headers['content-type'])
    const entry = { at: new Date(settings.now()).toISOString(), method: request.method, path: url.pathname, headers: request.headers, body: form?.fields, file: form?.file }
    log.push(entry)
    const answer = (status, json) => response.writeHead((entry.status = status), { 'Content-Type': 'application/json' }).end(JSON.stringify(json))
    const stranger = no_access(request, url)
    if (stranger) return answer(...stranger)
    const fault = faults.find((f) => f.call === 'media')
    if (fault && (fault.times -= 1) <= 0) faults.splice(faults.indexOf(fault), 1)
    if (fault) return answer(fault.status ?? 400, graphError(fault.code ?? 131053))
    const { file, fields } = form ?? {}
    if (fields?.messaging_product !== 'whatsapp' || file?.field !== 'file') return answer(400, graphError(100, 0, '(#100) Invalid parameter'))
    const takes = Object.values(MEDIA).find(([types]) => types.test(file.type))
    if (!takes || file.type !== fields.type) return answer(400, graphError(100, 0, '(#100) Param file must be a file with one of the following types'))
    if (file.bytes.length > takes[1]) return answer(400, graphError(100, 0, '(#100) The file is too large'))
    const id = randomBytes(8).readBigUInt64BE().toString()
    uploads.set(id, file)
    answer(200, { id })
  }

  // Whether the app is subscribed to the business account, and making it so.
  function subscriptions(request, response) {
    const answer = (status, json) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json))
    if (!same_text((request.headers.authorization ?? '').replace(/^Bearer /, ''), settings.accessToken)) return answer(401, graphError(190))
    if (request.method === 'GET') return answer(200, { data: settings.subscribed ? [{ whatsapp_business_api_data: { id: settings.appId, link: 'https://www.facebook.com/games/?app_id=1', name: 'Sahut' } }] : [] })
    settings.subscribed = request.method === 'POST'
    answer(200, { success: true })
  }

  // A file is asked for by its id, which gives an address for five minutes; both want the token.
  function serveFile(request, response, url) {
    const [, asked, kept, until] = url.pathname.match(/^\/v[\d.]+\/([\w-]+)$|^\/files\/([\w-]+)\/(\d+)$/) ?? []
    const file = files.get(asked ?? kept)
    if (!file) return false
    const answer = (status, type, body) => response.writeHead(status, { 'Content-Type': type }).end(body)
    if (!same_text((request.headers.authorization ?? '').replace(/^Bearer /, ''), settings.accessToken)) answer(401, 'application/json', JSON.stringify(graphError(190)))
    else if (asked) answer(200, 'application/json', JSON.stringify({ messaging_product: 'whatsapp', id: asked, url: `${api.origin}/files/${asked}/${settings.now() + 300_000}`, mime_type: file.type, sha256: createHash('sha256').update(file.bytes).digest('hex'), file_size: file.bytes.length }))
    else if (Number(until) < settings.now()) answer(404, 'text/plain', 'the address has ended')
    else answer(200, file.type, file.bytes)
    return true
  }

  async function control(request, response, url) {
    const answer = (json, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(json))
    }
    if (url.pathname === '/_log') return answer(log)
    const given = JSON.parse(String(await read_body(request)) || '{}')
    if (url.pathname === '/_reset') api.reset()
    else if (url.pathname === '/_fault') api.fault(...(Array.isArray(given) ? given : [given]))
    else if (url.pathname === '/_citizen') api.citizen(given.id, given)
    else if (url.pathname === '/_settings') api.set(given)
    else if (url.pathname === '/_says') return answer(await api.citizenSays(given.id, given.text, given))
    else if (url.pathname === '/_tap') return answer(await api.taps(given.id))
    else return answer({ error: 'no such control' }, 404)
    answer({ ok: true })
  }

  const server = await listen((request, response) => {
    const url = new URL(request.url, 'http://standin')
    const fail = (error) => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(graphError(1, 0, String(error))))
    }
    if (url.pathname === `${settings.base}/${settings.business}/subscribed_apps`) return subscriptions(request, response)
    if (request.method === 'GET' && serveFile(request, response, url)) return
    if (url.pathname.startsWith('/_')) return void control(request, response, url).catch(fail)
    if (request.method === 'POST' && url.pathname === `${settings.base}/${settings.account}/messages`) return void send(request, response, url).catch(fail)
    if (request.method === 'POST' && url.pathname === `${settings.base}/${settings.account}/media`) return void store(request, response, url).catch(fail)
    log.push({ at: new Date(settings.now()).toISOString(), method: request.method, path: url.pathname, status: 404 })
    response.writeHead(404, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(graphError(100, 33, 'Unsupported post request. Object does not exist')))
  }, settings.port)

  const api = {
    ...server,
    base: server.origin + settings.base,
    settings,
    log: () => log,
    // What was accepted, as {to, type, text, template, file, metadata, id, at}.
    sent: (to) => log.filter((e) => e.accepted && (!to || numberOf(e.body) === to)).map((e) => ({ to: numberOf(e.body), type: e.body.type, text: e.body.text?.body, template: e.body.template, file: uploads.get(e.body[e.body.type]?.id), filename: e.body[e.body.type]?.filename, metadata: e.body.biz_opaque_callback_data, id: e.message_id, at: e.at })),
    fault: (...list) => faults.push(...list.map((f) => ({ times: 1, ...f }))),
    mend: () => (faults = []),
    /** The id of a citizen's file, as it stands in a webhook. */
    hold: (bytes, about) => files.put(bytes, about),
    numberOf,
    citizen: (id, { last_message_at, hours_ago } = {}) => citizens.set(id, last_message_at !== undefined ? new Date(last_message_at).getTime() : settings.now() - (hours_ago ?? 0) * HOUR),
    // Messages that were marked as read, as {of, typing, at}.
    marks: () => log.filter((e) => e.status === 200 && e.body?.status === 'read').map((e) => ({ of: e.body.message_id, typing: e.body.typing_indicator !== undefined, at: e.at })),
    named: (id, name) => names.set(id, name),
    set: (change) => Object.assign(settings, change),
    reset: () => {
      log = []
      faults = []
      citizens = new Map()
    },
    // Posts elements of messages[] in one change, with the contacts that they are from; `values`: whole values instead.
    hook: (elements, how = {}) => {
      const numbers = [...new Set(elements.map((e) => e?.from).filter((n) => /^\d+$/.test(n ?? '')))]
      const values = how.values ?? [valueOf(settings, { contacts: numbers.map(contactOf), messages: elements })]
      return deliver(how.raw ?? bodyOf(settings, values, how.field), { once: true, ...how })
    },
    // A citizen writes: the window opens, and a signed webhook goes out. Gives {status, id}.
    citizenSays: async (contact, text, more = {}) => {
      const at = more.at ?? settings.now()
      citizens.set(contact, at)
      const one = element.text({ contact, text, ...more, at })
      return { ...(await api.hook([one], more.how)), id: one.id }
    },
    // A citizen taps the button of the last template that they were sent.
    taps: async (contact, more = {}) => {
      const asked = log.filter((e) => e.accepted && e.body.type === 'template' && numberOf(e.body) === contact).at(-1)
      if (!asked) throw new Error(`${contact} was sent no template`)
      const payload = asked.body.template.components.find((c) => c.type === 'button').parameters[0].payload
      citizens.set(contact, settings.now())
      const one = element.button({ contact, payload, text: 'Tampilkan jawaban', at: settings.now(), context: { from: settings.displayNumber, id: asked.message_id }, ...more })
      return { ...(await api.hook([one], more.how)), id: one.id }
    },
    // Tells a status of a message that was sent; `code` with `failed`.
    status: (id, status, code, how) => tell(log.find((e) => e.message_id === id), status, code, how),
    settled: async () => {
      while (pending.size) await Promise.all([...pending])
    },
  }
  return api
}

await run_alone(import.meta.url, start, { port: 'port', token: 'accessToken', secret: 'appSecret', account: 'account', webhook: 'webhookUrl', base: 'base' })
