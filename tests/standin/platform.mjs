// A stand-in for the send and webhook sides of Messenger and Instagram, on a loopback port. Node 18 or later, no packages.
//
//   import { start } from './platform.mjs'
//   const meta = await start({ accessToken, appSecret, account, webhookUrl, kind: 'messenger' })
//   … let the daemon send to meta.base …, meta.log(), meta.fault({ status: 500 }), await meta.citizenSays(...), await meta.close()
//
// On the command line:  node platform.mjs --port 0 --token T --secret S --account A --webhook URL --kind instagram
// The control endpoints take and give JSON:
//   GET  /_log                 everything that was asked of it, oldest first
//   POST /_reset               forgets log, faults and citizens
//   POST /_fault               one fault or a list of them; each serves `times` sends (1), in the order given; `call: 'action'`: of sender actions
//   POST /_citizen             {id, last_message_at | hours_ago}: when that citizen last wrote (opens or closes the window)
//   POST /_settings            {echo, delivery, read, enforceWindow, humanAgent, webhookUrl, …}: changes options at run time
//   POST /_webhook             {elements, account, standby, object, batch, …}: posts a signed body, answers {status}
import { createHmac, randomBytes } from 'node:crypto'
import { bodyOf, element, post, signatureOf } from './webhooks.mjs'
import { faultAnswer } from './faults.mjs'
import { form_bytes_max, form_of, shelf } from './media.mjs'
import { listen, read_body, run_alone, same_text } from './server.mjs'

const HOUR = 3600_000
const LIMITS = {
  messenger: { fits: (text) => [...text].length <= 2000, message: '(#100) Length of param message[text] must be less than or equal to 2000' },
  instagram: { fits: (text) => Buffer.byteLength(text) <= 1000, message: '(#100) Message text is too long' },
}
const DEFAULTS = {
  port: 0,
  kind: 'messenger',
  account: '104500000000017',
  appId: '700100200300',
  accessToken: 'standin-token',
  appSecret: 'standin-secret',
  requireProof: true,      // as with "Require app secret" switched on
  base: '/v25.0',
  enforceWindow: true,     // for citizens of whom the last message is known
  humanAgent: true,        // the feature is granted
  webhookUrl: '',
  echo: false,             // an echo of every accepted send …
  delivery: false,
  read: false,
  echoBeforeAnswer: false, // … even before the answer to the send
  now: () => Date.now(),
  subscribedFields: null,  // of this app at the page; null: it is not subscribed
  heard: undefined,        // (call) => …: told of every send once it has its answer, or will have none
}

const graphError = (code, subcode, message, extra = {}) => ({
  error: { message, type: 'OAuthException', code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: 'Astandin', ...extra },
})

const ACTIONS = ['typing_on', 'typing_off', 'mark_seen']
const ATTACHED = ['image', 'video', 'audio', 'file']

export async function start(options = {}) {
  const settings = { ...DEFAULTS, ...options }
  let log = []
  let faults = []
  let citizens = new Map()
  let serial = 0
  const asked = []
  const files = shelf()
  const uploads = new Map() // attachment id → the file that the page has stored
  const webhooksPending = new Set()

  const newId = () => {
    serial += 1
    const random = randomBytes(24).toString('base64url')
    return settings.kind === 'instagram' ? `aWdfZAG1faXRlbTox${random}${serial}ZDZD` : `m_${random}-${serial}`
  }

  function noAccess(request, url) {
    const given = (request.headers.authorization ?? '').replace(/^Bearer /, '') || url.searchParams.get('access_token') || ''
    if (!given || !same_text(given, settings.accessToken))
      return [401, graphError(190, 0, 'Invalid OAuth access token - Cannot parse access token')]
    const proof = url.searchParams.get('appsecret_proof')
    if (proof === null ? settings.requireProof : !same_text(proof, createHmac('sha256', settings.appSecret).update(given).digest('hex')))
      return [400, graphError(100, 0, 'Invalid appsecret_proof provided in the API argument')]
    return null
  }

  // A page stores what it sends; an Instagram account names an address.
  function refusedFile({ type, payload }) {
    if (!ATTACHED.includes(type)) return [400, graphError(100, 0, '(#100) Invalid attachment type')]
    const stored = uploads.get(payload?.attachment_id)
    if (settings.kind === 'messenger' && stored?.kind === type) return null
    if (payload?.attachment_id === undefined && /^https?:\/\//.test(payload?.url ?? '')) return null
    return [400, graphError(100, 0, '(#100) Invalid attachment')]
  }

  // The error that the platform would give to this call, or null.
  function refusal(request, url, body) {
    const stranger = noAccess(request, url)
    if (stranger) return stranger
    const recipient = body?.recipient?.id
    const text = body?.message?.text
    if (typeof recipient !== 'string' || recipient === '') return [400, graphError(100, 0, '(#100) The parameter recipient is required')]
    const attached = body?.message?.attachment
    const refused = attached ? refusedFile(attached) : null
    if (refused) return refused
    if (!attached && (typeof text !== 'string' || text === '')) return [400, graphError(100, 0, '(#100) The parameter message is required')]
    const limit = LIMITS[settings.kind]
    if (!attached && !limit.fits(text)) return [400, graphError(100, 0, limit.message)]
    const type = body.messaging_type ?? 'RESPONSE'
    if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(type)) return [400, graphError(100, 0, '(#100) Invalid messaging_type')]
    if (type === 'MESSAGE_TAG' && body.tag !== 'HUMAN_AGENT') return [400, graphError(100, 0, '(#100) This tag is no longer supported')]
    if (type !== 'MESSAGE_TAG' && body.tag !== undefined) return [400, graphError(100, 0, '(#100) A tag needs messaging_type MESSAGE_TAG')]
    if (type === 'MESSAGE_TAG' && !settings.humanAgent) return [403, graphError(200, 0, '(#200) The feature Human Agent is not granted')]
    const last = citizens.get(recipient)
    const window = type === 'MESSAGE_TAG' ? 7 * 24 * HOUR : 24 * HOUR
    if (settings.enforceWindow && last !== undefined && settings.now() - last > window)
      return [400, graphError(10, settings.kind === 'instagram' ? 2534022 : 2018278, '(#10) This message is sent outside of allowed window.')]
    return null
  }

  // A sender action goes alone, within the window of the conversation.
  function refusedAction(request, url, body) {
    const stranger = noAccess(request, url)
    if (stranger) return stranger
    const recipient = body.recipient?.id
    if (typeof recipient !== 'string' || recipient === '') return [400, graphError(100, 0, '(#100) The parameter recipient is required')]
    if (!ACTIONS.includes(body.sender_action)) return [400, graphError(100, 0, '(#100) Invalid sender_action')]
    if (body.message !== undefined) return [400, graphError(100, 0, '(#100) A sender action goes without a message')]
    const last = citizens.get(recipient)
    if (settings.enforceWindow && last !== undefined && settings.now() - last > 24 * HOUR) return [400, graphError(10, 2018278, '(#10) This message is sent outside of allowed window.')]
    return null
  }

  function announce(elements) {
    if (!settings.webhookUrl) return Promise.resolve(null)
    const done = hook(elements).catch((error) => ({ status: 0, error: String(error) }))
    webhooksPending.add(done)
    done.finally(() => webhooksPending.delete(done))
    return done
  }

  async function announceSend(body, mid) {
    const psid = body.recipient.id
    const kinds = []
    if (settings.echo) kinds.push(element.echo({ account: settings.account, contact: psid, mid, text: body.message.text, appId: settings.kind === 'messenger' ? Number(settings.appId) : undefined, metadata: settings.kind === 'messenger' ? body.message.metadata : undefined, at: settings.now() }))
    if (settings.delivery && settings.kind === 'messenger') kinds.push(element.delivery({ account: settings.account, contact: psid, mids: [mid], watermark: settings.now() }))
    if (settings.read) kinds.push(settings.kind === 'instagram' ? element.seen({ account: settings.account, contact: psid, mid, at: settings.now() }) : element.read({ account: settings.account, contact: psid, watermark: settings.now(), at: settings.now() }))
    for (const one of kinds) await announce([one])
  }

  async function send(request, response, url) {
    let raw = ''
    let body = null
    try {
      raw = String(await read_body(request))
      body = JSON.parse(raw)
    } catch {
      body = null
    }
    const entry = { at: new Date(settings.now()).toISOString(), method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body, raw }
    log.push(entry)
    if (settings.heard) response.once('close', () => settings.heard(entry))
    const acts = body?.sender_action !== undefined
    const fault = faults.find((f) => (f.call === 'action') === acts && (f.to === undefined || f.to === body?.recipient?.id))
    if (fault && (fault.times -= 1) <= 0) faults.splice(faults.indexOf(fault), 1)
    const answer = (status, json, headers = {}) => {
      Object.assign(entry, { status, answer: json })
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(json === undefined ? '' : JSON.stringify(json))
    }
    if (acts) {
      if (fault) return answer(fault.status ?? 400, graphError(fault.code ?? 1, 0, 'fault'))
      return answer(...(refusedAction(request, url, body) ?? [200, { recipient_id: body.recipient.id }]))
    }
    const accept = async () => {
      const mid = newId()
      Object.assign(entry, { accepted: true, message_id: mid })
      const telling = () => announceSend(body, mid)
      if (settings.echoBeforeAnswer) await telling()
      return { mid, json: { recipient_id: body.recipient.id, message_id: mid }, telling: settings.echoBeforeAnswer ? async () => {} : telling }
    }
    const refused = refusal(request, url, body)
    if (fault) {
      entry.fault = fault
      const handled = await faultAnswer(fault, { answer, accept: refused ? null : accept, socket: request.socket, graphError })
      if (handled) return
    }
    if (refused) return answer(...refused)
    const { json, telling } = await accept()
    answer(200, json)
    telling()
  }

  // A page stores a file before it is sent.
  async function store(request, response, url) {
    const form = form_of(await read_body(request, form_bytes_max), request.headers['content-type'])
    const entry = { at: new Date(settings.now()).toISOString(), method: request.method, path: url.pathname, headers: request.headers, body: form?.fields, file: form?.file }
    log.push(entry)
    const answer = (status, json) => response.writeHead((entry.status = status), { 'Content-Type': 'application/json' }).end(JSON.stringify(json))
    const stranger = noAccess(request, url)
    if (stranger) return answer(...stranger)
    const asked = form ? JSON.parse(form.fields.message ?? '{}').attachment : null
    if (!ATTACHED.includes(asked?.type) || form.file?.field !== 'filedata') return answer(400, graphError(100, 0, '(#100) Invalid parameter'))
    if (form.file.bytes.length > (asked.type === 'image' ? 8e6 : 25e6)) return answer(400, graphError(100, 2018047, '(#100) Upload attachment failure.'))
    const id = randomBytes(8).readBigUInt64BE().toString()
    uploads.set(id, { ...form.file, kind: asked.type })
    answer(200, { attachment_id: id })
  }

  // Whether the app is subscribed to the page, and making it so. Kept out of the log, which is of sends.
  function subscriptions(request, response, url) {
    const answer = (status, json) => {
      asked.push({ method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), status })
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(json))
    }
    if (!same_text((request.headers.authorization ?? '').replace(/^Bearer /, ''), settings.accessToken)) return answer(401, graphError(190, 0, 'Invalid OAuth access token - Cannot parse access token'))
    if (request.method === 'GET') return answer(200, { data: settings.subscribedFields ? [{ name: 'Sahut', id: settings.appId, subscribed_fields: settings.subscribedFields }] : [] })
    if (request.method === 'DELETE') settings.subscribedFields = null
    else {
      const fields = (url.searchParams.get('subscribed_fields') ?? '').split(',').filter(Boolean)
      if (!fields.length) return answer(400, graphError(100, 0, '(#100) The parameter subscribed_fields is required.'))
      settings.subscribedFields = fields
    }
    answer(200, { success: true })
  }

  async function control(request, response, url) {
    const answer = (json, status = 200) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(json))
    }
    const given = request.method === 'POST' ? JSON.parse(String(await read_body(request)) || '{}') : null
    if (url.pathname === '/_log' && request.method === 'GET') return answer(log)
    if (request.method !== 'POST') return answer({ error: 'no such control' }, 404)
    if (url.pathname === '/_reset') api.reset()
    else if (url.pathname === '/_fault') api.fault(...(Array.isArray(given) ? given : [given]))
    else if (url.pathname === '/_citizen') api.citizen(given.id, given)
    else if (url.pathname === '/_settings') api.set(given)
    else if (url.pathname === '/_webhook') return answer(await hook(given.elements ?? [], given))
    else return answer({ error: 'no such control' }, 404)
    answer({ ok: true })
  }

  const server = await listen((request, response) => {
    const url = new URL(request.url, 'http://standin')
    const fail = (error) => {
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(graphError(1, 0, String(error))))
    }
    const file = url.pathname.startsWith('/cdn/') ? files.get(url.pathname.slice(5)) : null
    if (file) return void response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.bytes.length }).end(file.bytes)
    if (url.pathname.startsWith('/_')) return void control(request, response, url).catch(fail)
    const rest = url.pathname.startsWith(settings.base) ? url.pathname.slice(settings.base.length) : null
    const me = rest === '/me/messages' || rest === `/${settings.account}/messages`
    if (request.method === 'POST' && settings.kind === 'messenger' && rest === '/me/message_attachments') return void store(request, response, url).catch(fail)
    if (rest === `/${settings.account}/subscribed_apps` || rest === '/me/subscribed_apps') return subscriptions(request, response, url)
    if (request.method === 'POST' && me) return void send(request, response, url).catch(fail)
    log.push({ at: new Date(settings.now()).toISOString(), method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, status: 404 })
    response.writeHead(404, { 'Content-Type': 'application/json' })
    response.end(JSON.stringify(graphError(2500, 0, 'Unknown path components')))
  }, settings.port)

  // Posts elements to the webhook, signed. `batch`: one entry each instead of one for all; see bodyOf for the rest.
  async function hook(elements, how = {}) {
    const body = how.raw ?? bodyOf(elements, { kind: settings.kind, account: settings.account, at: settings.now(), ...how })
    return post(how.url ?? settings.webhookUrl, body, { signature: how.signature ?? signatureOf(body, how.secret ?? settings.appSecret), unsigned: how.unsigned })
  }

  const api = {
    ...server,
    base: server.origin + settings.base,
    settings,
    log: () => log,
    // What was accepted, as {to, text, file or url, metadata, mid, type, tag, at}.
    sent: (to) => log.filter((e) => e.accepted && (!to || e.body.recipient.id === to)).map((e) => ({ to: e.body.recipient.id, text: e.body.message.text, file: uploads.get(e.body.message.attachment?.payload.attachment_id), url: e.body.message.attachment?.payload.url, metadata: e.body.message.metadata, mid: e.message_id, type: e.body.messaging_type, tag: e.body.tag, at: e.at })),
    // Sender actions that were taken, as {to, action, at}.
    actions: (to) => log.filter((e) => e.status === 200 && e.body?.sender_action && (!to || e.body.recipient.id === to)).map((e) => ({ to: e.body.recipient.id, action: e.body.sender_action, at: e.at })),
    fault: (...list) => faults.push(...list.map((f) => ({ times: 1, ...f }))),
    mend: () => (faults = []),
    asked: () => asked, // what was asked of subscriptions
    /** The address at which a citizen's file can be fetched, as it stands in a webhook. */
    hold: (bytes, about) => `${api.origin}/cdn/${files.put(bytes, about)}`,
    newId,
    citizen: (id, { last_message_at, hours_ago } = {}) => citizens.set(id, last_message_at !== undefined ? new Date(last_message_at).getTime() : settings.now() - (hours_ago ?? 0) * HOUR),
    set: (change) => Object.assign(settings, change),
    reset: () => {
      log = []
      faults = []
      citizens = new Map()
    },
    hook,
    // A citizen writes: the window opens, and a signed webhook goes out. Gives {status, mid}.
    citizenSays: async (contact, text, more = {}) => {
      const mid = more.mid ?? newId()
      citizens.set(contact, settings.now())
      const one = element.text({ account: settings.account, contact, mid, text, at: settings.now(), ...more })
      return { ...(await hook([one], more.how)), mid }
    },
    // An officer answers in the page's own inbox, that is outside the gateway.
    inboxSays: async (contact, text, more = {}) => {
      const mid = more.mid ?? newId()
      const one = element.echo({ account: settings.account, contact, mid, text, appId: 26390203743090, at: settings.now(), ...more })
      return { ...(await hook([one], more.how)), mid }
    },
    // Resolves when all echoes and receipts so far were delivered.
    settled: async () => {
      while (webhooksPending.size) await Promise.all([...webhooksPending])
    },
  }
  return api
}

export { bodyOf, element, escaped, post, signatureOf, verify } from './webhooks.mjs'

await run_alone(import.meta.url, start, { port: 'port', token: 'accessToken', secret: 'appSecret', account: 'account', webhook: 'webhookUrl', kind: 'kind', app: 'appId', base: 'base' }, ['echo', 'delivery', 'read'])
