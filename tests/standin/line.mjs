// A stand-in for the Messaging API of LINE and its webhook, on a loopback port. Node 18 or later, no packages.
//
//   import { start } from './line.mjs'
//   const line = await start({ accessToken, channelSecret, account, webhookUrl })
//   … let the daemon send to line.base …, line.sent(user), line.fault({ status: 500 }), await line.says(user, 'halo'), await line.close()
//
// As LINE does: takes a push once for each retry key and answers 409 to the next, counts a text in UTF-16 units and a
// month's pushes, takes a push to somebody who blocked the account without delivering it, signs its bodies, and redelivers
// with the same webhookEventId. Source: LINE Messaging API reference.
import { createHmac } from 'node:crypto'
import { shelf } from './media.mjs'
import { deliver, serve } from './server.mjs'

const DEFAULTS = { port: 0, accessToken: 'standin-token', channelSecret: 'standin-secret', account: 'U0123456789abcdef0123456789abcdef', webhookUrl: '', quota: Infinity, names: {}, serial_from: 461_230_966_842_000_000n, events_from: 0 }

const failure = (message, details) => ({ message, ...(details ? { details } : {}) })
const is_user = (id) => /^U[0-9a-f]{32}$/.test(id ?? '')

/** Faults by the name that the documents give them. */
export const faults = {
  limited: (seconds) => ({ status: 429, json: failure('The API rate limit has been exceeded. Try again later.'), ...(seconds ? { headers: { 'Retry-After': String(seconds) } } : {}) }),
  month: () => ({ status: 429, json: failure('You have reached your monthly limit.') }),
  unauthorized: () => ({ status: 401, json: failure('Authentication failed. Confirm that the access token in the authorization header is valid.') }),
  forbidden: () => ({ status: 403, json: failure('Access to this API is not available for your account') }),
  invalid: () => ({ status: 400, json: failure('The request body has 1 error(s)', [{ message: 'May not be empty', property: 'messages[0].text' }]) }),
  no_user: () => ({ status: 400, json: failure("The property, 'to', in the request body is invalid (line: -, column: -)") }),
  internal: () => ({ status: 500, json: failure('The server encountered an internal error') }),
}

export const signature_of = (body, secret) => createHmac('sha256', secret).update(body).digest('base64')

export async function start(options = {}) {
  const settings = { ...DEFAULTS, ...options }
  let serial = settings.serial_from
  let events = settings.events_from
  const files = shelf()
  let keys = new Map() // retry key → the answer that it was accepted with
  let endpoint = { endpoint: '', active: false }
  let pushed = 0
  const read_tokens = new Map() // read token → id of its message

  function refuses(call) {
    if (!call.path.startsWith('/v2/')) return [404, failure('Not found')]
    if (call.headers.authorization !== `Bearer ${settings.accessToken}`) return [401, faults.unauthorized().json]
    if (call.path !== '/v2/bot/message/push') return null
    const key = call.headers['x-line-retry-key']
    if (key !== undefined && !/^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(key)) return [400, failure('Invalid retry key')]
    if (key && keys.has(key)) return [409, { message: 'The retry key is already accepted', ...keys.get(key) }, { 'X-Line-Accepted-Request-Id': 'a' }]
    const { to, messages } = call.body ?? {}
    if (!is_user(to)) return [400, faults.no_user().json]
    if (!Array.isArray(messages) || messages.length < 1 || messages.length > 5) return [400, failure('The request body has 1 error(s)', [{ message: 'Size must be between 1 and 5', property: 'messages' }])]
    for (const m of messages) {
      if (m.type === 'image') {
        if ([m.originalContentUrl, m.previewImageUrl].every((u) => typeof u === 'string' && u.startsWith('https://') && u.length <= 2000)) continue
        return [400, failure('The request body has 1 error(s)', [{ message: 'Must be a valid HTTPS URL', property: 'messages[0].originalContentUrl' }])]
      }
      if (m.type !== 'text' || typeof m.text !== 'string' || m.text === '') return [400, faults.invalid().json]
      if (m.text.length > 5000) return [400, failure('The request body has 1 error(s)', [{ message: 'Length must be between 0 and 5000', property: 'messages[0].text' }])]
    }
    if (pushed + 1 > settings.quota) return [429, faults.month().json]
    return null
  }

  function answer_to(call) {
    if (call.path === '/v2/bot/message/push' && call.method === 'POST') {
      pushed += 1
      const json = { sentMessages: call.body.messages.map(() => ({ id: String((serial += 1n)), quoteToken: 'q' })) }
      Object.assign(call, { accepted: true, message_id: json.sentMessages[0].id })
      if (call.headers['x-line-retry-key']) keys.set(call.headers['x-line-retry-key'], json)
      return [200, json]
    }
    if (call.path === '/v2/bot/chat/loading/start' && call.method === 'POST') {
      const { chatId, loadingSeconds } = call.body ?? {}
      if (!is_user(chatId)) return [400, failure('Invalid chatId')]
      return loadingSeconds === undefined || [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60].includes(loadingSeconds) ? [202, {}] : [400, failure('Invalid loadingSeconds')]
    }
    if (call.path === '/v2/bot/chat/markAsRead' && call.method === 'POST') return read_tokens.has(call.body?.markAsReadToken) ? [200, {}] : [400, failure('Invalid token')]
    if (call.path === '/v2/bot/channel/webhook/endpoint') {
      if (call.method === 'GET') return endpoint.endpoint ? [200, endpoint] : [404, failure('Not found')]
      if (!/^https?:\/\//.test(call.body?.endpoint ?? '')) return [400, failure('Invalid webhook endpoint URL')]
      endpoint = { endpoint: call.body.endpoint, active: settings.webhookActive ?? true }
      return [200, {}]
    }
    if (call.path === '/v2/bot/channel/webhook/test') return [200, settings.testAnswer ?? { success: true, timestamp: new Date().toISOString(), statusCode: 200, reason: 'OK', detail: '200' }]
    const content = files.get(call.path.match(/^\/v2\/bot\/message\/(\w+)\/content$/)?.[1])
    if (content && content.ready_after > 0) return (content.ready_after -= 1), [202, {}]
    if (content) return [200, content.bytes, { 'Content-Type': content.type }]
    const name = settings.names[call.path.match(/^\/v2\/bot\/profile\/(\w+)$/)?.[1]]
    if (name) return [200, { userId: call.path.split('/').pop(), displayName: name, language: 'id' }]
    if (call.path === '/v2/bot/info') return [200, { userId: settings.account, basicId: '@priok', displayName: 'Priok' }]
    return null
  }

  const server = await serve({
    port: settings.port,
    answer_to,
    refuses,
    sending_call: (call) => call.path === '/v2/bot/message/push',
    recipient_of: (call) => call.body?.to,
    heard: settings.heard,
  })

  const with_token = (id) => {
    if (!settings.chat) return { id }
    read_tokens.set(`30yhdy232-${id}`, id)
    return { id, markAsReadToken: `30yhdy232-${id}` }
  }
  const line = {
    ...server,
    settings,
    endpoint: () => endpoint,
    set: (change) => Object.assign(settings, change),
    /** What was accepted, as {to, text, id, key, message}. */
    sent: (to) => server.log().filter((c) => c.accepted && (!to || c.body.to === to)).map((c) => ({ to: c.body.to, text: c.body.messages[0].text, id: c.message_id, at: c.at, key: c.headers['x-line-retry-key'], message: c.body.messages[0] })),
    /** Loading animations and read marks that were taken, as {to | of, seconds, at}. */
    signs: () => server.log().filter((c) => /^\/v2\/bot\/chat\//.test(c.path) && c.status < 300).map((c) => (c.body.chatId ? { to: c.body.chatId, seconds: c.body.loadingSeconds, at: c.at } : { of: read_tokens.get(c.body.markAsReadToken), at: c.at })),
    /** Keeps a citizen's file as the content of the message with this id; `ready_after`: how often it is not ready yet. */
    hold: (bytes, { id, ready_after = 0, ...about }) => {
      files.put(bytes, about, id)
      files.get(id).ready_after = ready_after
      return id
    },
    next_id: () => String((serial += 1n)),
    event: (type, user, rest = {}) => ({
      type,
      mode: 'active',
      timestamp: Date.now(),
      source: { type: 'user', userId: user },
      webhookEventId: `01HX${String((events += 1)).padStart(22, '0')}`,
      deliveryContext: { isRedelivery: false },
      ...rest,
    }),
    /** `chat` on in the account's settings: what comes has a token to mark it as read by. */
    message: (user, text, rest = {}) => line.event('message', user, { replyToken: 'r', message: { ...with_token(line.next_id()), ...(text === undefined ? {} : { type: 'text', text, quoteToken: 'q' }), ...rest } }),
    again: (event) => ({ ...event, deliveryContext: { isRedelivery: true } }),
    /** Posts events in one body, signed; `how`: {secret, signature, unsigned, raw, destination, attempts}. */
    hook(list, how = {}) {
      const body = how.raw ?? JSON.stringify({ destination: how.destination ?? settings.account, events: list })
      const signature = how.signature ?? signature_of(body, how.secret ?? settings.channelSecret)
      return deliver(how.url ?? settings.webhookUrl, body, { ...(how.unsigned ? {} : { 'x-line-signature': signature }), ...how.headers }, how)
    },
    async says(user, text, rest = {}, how = {}) {
      const event = line.message(user, text, rest)
      return { ...(await line.hook([event], how)), event }
    },
    reset: () => {
      server.reset()
      keys = new Map()
      pushed = 0
    },
  }
  return line
}
