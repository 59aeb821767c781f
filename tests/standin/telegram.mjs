// A stand-in for the Bot API and its webhook, on a loopback port. Node 18 or later, no packages.
//
//   import { start } from './telegram.mjs'
//   const bot = await start({ token, secretToken, webhookUrl })
//   … let the daemon send to bot.base …, bot.sent(chat), bot.fault({ status: 500 }), await bot.says(chat, 'halo'), await bot.close()
//
// As Telegram does: numbers its updates and its messages, knows only chats that have started the bot, forgets nobody who
// blocked it, counts a text in UTF-16 units, answers errors as {ok: false, error_code, description, parameters}.
// Source: Telegram Bot API 10.1.
import { shelf } from './media.mjs'
import { deliver, serve } from './server.mjs'

const DEFAULTS = { port: 0, updates_from: 873_400_000, messages_from: 1000, token: '700100200:AAE-standin_token', secretToken: 'standin-secret', webhookUrl: '', username: 'priok_bot', file_max: 50_000_000 }

const failure = (error_code, description, parameters) => ({ ok: false, error_code, description, ...(parameters ? { parameters } : {}) })
const ok = (result) => [200, { ok: true, result }]

/** Faults by the name that the documents give them. */
export const faults = {
  flood: (retry_after = 1) => ({ status: 429, json: failure(429, `Too Many Requests: retry after ${retry_after}`, { retry_after }) }),
  blocked: () => ({ status: 403, json: failure(403, 'Forbidden: bot was blocked by the user') }),
  deactivated: () => ({ status: 403, json: failure(403, 'Forbidden: user is deactivated') }),
  never_started: () => ({ status: 403, json: failure(403, "Forbidden: bot can't initiate conversation with a user") }),
  no_chat: () => ({ status: 400, json: failure(400, 'Bad Request: chat not found') }),
  unauthorized: () => ({ status: 401, json: failure(401, 'Unauthorized') }),
  conflict: () => ({ status: 409, json: failure(409, 'Conflict: terminated by other getUpdates request') }),
  internal: () => ({ status: 500, json: failure(500, 'Internal Server Error') }),
  refused_in_success: () => ({ status: 200, json: failure(403, 'Forbidden: bot was blocked by the user') }),
}

// The calls that send a file: the field that holds it, and what Telegram takes there.
const MB = 1_000_000
const file_calls = { sendPhoto: { field: 'photo', max: 10 * MB }, sendDocument: { field: 'document', max: 50 * MB }, sendVideo: { field: 'video', max: 50 * MB }, sendAudio: { field: 'audio', max: 50 * MB } }
const sends = (method) => method === 'sendMessage' || method in file_calls

export async function start(options = {}) {
  const settings = { ...DEFAULTS, ...options }
  let update_serial = settings.updates_from
  let message_serial = settings.messages_from
  const files = shelf()
  let citizens = new Map() // chat id → {blocked}
  let webhook = { url: '', secret_token: undefined, allowed_updates: undefined }

  const method_of = (call) => call.path.match(/^\/bot([^/]*)\/(\w+)$/) ?? []

  function refuses(call) {
    if (call.path.startsWith('/file/')) return null
    const [, token, method] = method_of(call)
    if (!method) return [404, failure(404, 'Not Found')]
    if (!/^\d+:[\w-]+$/.test(token)) return [404, failure(404, 'Not Found')]
    if (token !== settings.token) return [401, failure(401, 'Unauthorized')]
    if (!sends(method ?? '')) return null
    const b = call.body ?? {}
    if (b.chat_id === undefined || b.chat_id === '') return [400, failure(400, 'Bad Request: chat_id is empty')]
    const chat = citizens.get(String(b.chat_id))
    if (!chat) return [400, failure(400, 'Bad Request: chat not found')]
    if (chat.blocked) return [403, failure(403, 'Forbidden: bot was blocked by the user')]
    if (method in file_calls) {
      const { field, max } = file_calls[method]
      if (call.file?.field !== field) return [400, failure(400, `Bad Request: there is no ${field} in the request`)]
      if (call.file.bytes.length === 0) return [400, failure(400, 'Bad Request: file must be non-empty')]
      if (call.file.bytes.length > settings.file_max) return [413, failure(413, 'Request Entity Too Large')]
      if (call.file.bytes.length > max) return [400, failure(400, `Bad Request: file is too big`)]
      if (field === 'photo' && !/^image\/(jpeg|png)$/.test(call.file.type)) return [400, failure(400, 'Bad Request: IMAGE_PROCESS_FAILED')]
      return null
    }
    if (typeof b.text !== 'string' || !b.text.trim()) return [400, failure(400, 'Bad Request: message text is empty')]
    if (b.text.trim().length > 4096) return [400, failure(400, 'Bad Request: message is too long')]
    if (b.parse_mode && /[<_*[\]`]/.test(b.text)) return [400, failure(400, "Bad Request: can't parse entities: Can't find end of the entity")]
    return null
  }

  function answer_to(call) {
    if (call.path.startsWith(`/file/bot${settings.token}/`)) {
      const file = files.get(call.path.split('/').at(-1))
      return file ? [200, file.bytes, { 'Content-Type': 'application/octet-stream' }] : null
    }
    const [, , method] = method_of(call)
    const b = call.body ?? {}
    switch (method) {
      case 'sendMessage':
      case 'sendPhoto':
      case 'sendDocument':
      case 'sendVideo':
      case 'sendAudio': {
        const message = { message_id: (message_serial += 1), from: { id: Number(settings.token.split(':')[0]), is_bot: true, first_name: 'Priok', username: settings.username }, chat: { id: Number(b.chat_id), type: 'private' }, date: Math.floor(Date.now() / 1000), ...(call.file ? { [call.file.field]: { file_id: 'f' } } : { text: b.text }) }
        Object.assign(call, { accepted: true, message_id: message.message_id })
        return ok(message)
      }
      case 'setWebhook':
        if (!/^https?:\/\//.test(b.url ?? '')) return [400, failure(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook')]
        webhook = { url: b.url, secret_token: b.secret_token, allowed_updates: b.allowed_updates, max_connections: b.max_connections ?? 40 }
        return [200, { ok: true, result: true, description: 'Webhook was set' }]
      case 'deleteWebhook':
        webhook = { url: '' }
        return [200, { ok: true, result: true, description: 'Webhook was deleted' }]
      case 'getWebhookInfo':
        return ok({ url: webhook.url, has_custom_certificate: false, pending_update_count: settings.pending ?? 0, max_connections: webhook.max_connections, allowed_updates: webhook.allowed_updates, ...settings.webhookError })
      case 'getMe':
        return ok({ id: Number(settings.token.split(':')[0]), is_bot: true, first_name: 'Priok', username: settings.username })
      case 'getFile': {
        const id = call.body?.file_id ?? call.query.file_id
        const file = files.get(id)
        if (!file) return [400, failure(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')]
        return ok({ file_id: id, file_unique_id: id.slice(-8), file_size: file.bytes.length, file_path: `photos/${id}` })
      }
      case 'sendChatAction': {
        const chat = citizens.get(String(b.chat_id))
        if (!chat) return [400, failure(400, 'Bad Request: chat not found')]
        if (chat.blocked) return [403, failure(403, 'Forbidden: bot was blocked by the user')]
        if (b.action !== 'typing') return [400, failure(400, 'Bad Request: wrong parameter action in request')]
        return ok(true)
      }
      case 'answerCallbackQuery':
        return ok(true)
      default:
        return [404, failure(404, 'Not Found: method not found')]
    }
  }

  const server = await serve({
    port: settings.port,
    answer_to,
    refuses,
    sending_call: (call) => sends(method_of(call)[2] ?? ''),
    recipient_of: (call) => (call.body?.chat_id === undefined ? undefined : String(call.body.chat_id)),
    heard: settings.heard,
  })

  const person = (chat, name = 'Budi') => ({ id: Number(chat), is_bot: false, first_name: name, language_code: 'id' })
  const bot = {
    ...server,
    settings,
    webhook: () => webhook,
    set: (change) => Object.assign(settings, change),
    /** The file_id of a citizen's file, as it stands in an update. */
    hold: (bytes, about) => files.put(bytes, about),
    citizen: (chat, { blocked = false } = {}) => citizens.set(String(chat), { blocked }),
    /** What was accepted, as {to, text, id, body, file}. */
    sent: (to) => server.log().filter((c) => c.accepted && (!to || String(c.body.chat_id) === String(to))).map((c) => ({ to: String(c.body.chat_id), text: c.body.text, id: c.message_id, at: c.at, body: c.body, file: c.file })),
    /** Chat actions that were taken, as {to, action, at}. */
    actions: () => server.log().filter((c) => c.path.endsWith('/sendChatAction') && c.status === 200).map((c) => ({ to: String(c.body.chat_id), action: c.body.action, at: c.at })),
    next_message_id: () => (message_serial += 1),
    /** A message of a private chat: its text, or whatever stands in `rest`. */
    message: (chat, text, { name, ...rest } = {}) => ({
      message_id: (message_serial += 1),
      from: { ...person(chat, name) },
      chat: { ...person(chat, name), is_bot: undefined, language_code: undefined, type: 'private' },
      date: Math.floor(Date.now() / 1000),
      ...(text === undefined ? {} : { text }),
      ...rest,
    }),
    update: (rest) => ({ update_id: (update_serial += 1), ...rest }),
    /** Posts one update as Telegram does; `how`: {secret, unsigned, raw, url, headers, attempts}. */
    hook: (update, how = {}) =>
      deliver(how.url ?? settings.webhookUrl, how.raw ?? JSON.stringify(update), { ...(how.unsigned ? {} : { 'X-Telegram-Bot-Api-Secret-Token': how.secret ?? settings.secretToken }), ...how.headers }, how),
    /** A citizen's line; from then on the chat is known. Gives {status, message}. */
    async says(chat, text, rest = {}, how = {}) {
      citizens.set(String(chat), { blocked: false })
      const message = bot.message(chat, text, rest)
      return { ...(await bot.hook(bot.update({ message }), how)), message }
    },
    reset: () => {
      server.reset()
      citizens = new Map()
    },
  }
  return bot
}
