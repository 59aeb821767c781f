// Files, in the way of each platform: what is stored, what is refused, and under which address a citizen's file lies.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { start as start_line } from './line.mjs'
import { form_of } from './media.mjs'
import { start as start_page } from './platform.mjs'
import { start as start_telegram } from './telegram.mjs'
import { start as start_whatsapp } from './whatsapp.mjs'
import { start as start_x } from './x.mjs'

const user = `U${'7'.repeat(32)}`
let bot, wa, page, x, line
before(async () => {
  ;[bot, wa, page, x, line] = await Promise.all([start_telegram(), start_whatsapp(), start_page(), start_x({ accessToken: 'tetap' }), start_line()])
})
after(() => Promise.all([bot, wa, page, x, line].map((one) => one.close())))

const form = (fields, field, bytes, type, name = 'a.bin') => {
  const out = new FormData()
  for (const [key, value] of Object.entries(fields)) out.set(key, value)
  out.set(field, new Blob([bytes], { type }), name)
  return out
}
const proof = (settings) => `?appsecret_proof=${createHmac('sha256', settings.appSecret).update(settings.accessToken).digest('hex')}`
async function call(url, body, token) {
  const json = !(body instanceof FormData) && body !== undefined
  const response = await fetch(url, { method: body === undefined ? 'GET' : 'POST', headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(json ? { 'Content-Type': 'application/json' } : {}) }, body: json ? JSON.stringify(body) : body })
  const bytes = Buffer.from(await response.arrayBuffer())
  let parsed
  try {
    parsed = JSON.parse(bytes)
  } catch {}
  return { status: response.status, json: parsed, bytes }
}

test('a form is read whatever bytes its file holds, and a broken one is an error', async () => {
  const bytes = Buffer.from([0, 13, 10, 45, 45, 255, 13, 10])
  const request = new Request('http://x/', { method: 'POST', body: form({ a: 'b' }, 'file', bytes, 'image/png', 'ä.png') })
  const raw = Buffer.from(await request.arrayBuffer())
  const type = request.headers.get('content-type')
  assert.deepEqual(form_of(raw, type), { fields: { a: 'b' }, file: { field: 'file', name: 'ä.png', type: 'image/png', bytes } })
  assert.equal(form_of(raw, 'application/json'), null)
  assert.throws(() => form_of(raw.subarray(0, raw.length - 8), type))
  assert.throws(() => form_of(raw.subarray(1), type))
})

test('Telegram takes a file by the call for its kind', async () => {
  const send = (method, field, type, bytes = 'x') => call(`${bot.base}/bot${bot.settings.token}/${method}`, form({ chat_id: '77' }, field, bytes, type))
  assert.equal((await send('sendPhoto', 'photo', 'image/png')).json.description, 'Bad Request: chat not found')
  bot.citizen(77)
  assert.equal((await send('sendPhoto', 'photo', 'image/png')).json.ok, true)
  assert.equal((await send('sendPhoto', 'document', 'image/png')).status, 400)
  assert.equal((await send('sendPhoto', 'photo', 'application/pdf')).json.description, 'Bad Request: IMAGE_PROCESS_FAILED')
  bot.set({ file_max: 3 })
  assert.equal((await send('sendDocument', 'document', 'application/pdf', 'xxxx')).status, 413)
  assert.deepEqual(bot.sent(77).map((m) => [m.file.type, String(m.file.bytes)]), [['image/png', 'x']])
})

test('WhatsApp stores a file of a type that it takes, and sends it by its id', async () => {
  const store = (type, told = type, bytes = 'x') => call(`${wa.base}/${wa.settings.account}/media${proof(wa.settings)}`, form({ messaging_product: 'whatsapp', type: told }, 'file', bytes, type), wa.settings.accessToken)
  const stored = await store('image/png')
  assert.equal(stored.status, 200)
  assert.equal((await store('application/x-sh', 'image/png')).status, 400)
  assert.equal((await store('image/gif')).status, 400)
  assert.equal((await store('image/png', 'image/png', Buffer.alloc(5_000_001))).status, 400)
  const send = (type, id) => call(`${wa.base}/${wa.settings.account}/messages${proof(wa.settings)}`, { messaging_product: 'whatsapp', to: '6281200000001', type, [type]: { id } }, wa.settings.accessToken)
  assert.equal((await send('image', stored.json.id)).status, 200)
  assert.equal((await send('video', stored.json.id)).status, 400)
  assert.equal((await send('image', '1')).status, 400)
  assert.deepEqual(wa.sent().map((m) => [m.type, String(m.file.bytes)]), [['image', 'x']])
})

test('a page stores a file and sends it by its id or takes an address', async () => {
  const store = (type, field = 'filedata', bytes = 'x') => call(`${page.base}/me/message_attachments${proof(page.settings)}`, form({ message: JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }) }, field, bytes, 'image/png'), page.settings.accessToken)
  const stored = await store('image')
  assert.equal(stored.status, 200)
  assert.equal((await store('picture')).status, 400)
  assert.equal((await store('image', 'file')).status, 400)
  assert.equal((await store('image', 'filedata', Buffer.alloc(8_000_001))).status, 400)
  const send = (type, payload) => call(`${page.base}/me/messages${proof(page.settings)}`, { recipient: { id: '1' }, messaging_type: 'RESPONSE', message: { attachment: { type, payload } } }, page.settings.accessToken)
  assert.equal((await send('image', { attachment_id: stored.json.attachment_id })).status, 200)
  assert.equal((await send('video', { attachment_id: stored.json.attachment_id })).status, 400)
  assert.equal((await send('file', { url: 'https://k.example/a.pdf' })).status, 200)
  assert.deepEqual(page.sent('1').map((m) => [m.file && String(m.file.bytes), m.url]), [['x', undefined], [undefined, 'https://k.example/a.pdf']])
})

test('X stores pictures of 5 MB and sends one a message; a citizen\'s is read with the token', async () => {
  const store = (type, bytes = 'x', category = 'dm_image') => call(`${x.base}/2/media/upload`, form({ media_category: category, media_type: type }, 'media', bytes, type), 'tetap')
  const stored = await store('image/png')
  assert.equal(stored.status, 200)
  assert.equal((await store('video/mp4')).status, 400)
  assert.equal((await store('image/png', Buffer.alloc(5_000_001))).status, 400)
  assert.equal((await store('image/png', 'x', 'tweet_image')).status, 400)
  assert.equal((await call(`${x.base}/2/dm_conversations/with/12/messages`, { attachments: [{ media_id: stored.json.data.id }] }, 'tetap')).status, 201)
  assert.equal((await call(`${x.base}/2/dm_conversations/with/12/messages`, { attachments: [{ media_id: '1' }] }, 'tetap')).status, 400)
  const id = x.hold('bytes', { type: 'image/png' }).split('/').at(-1)
  assert.equal((await call(`${x.base}/2/dm_conversations/media/1/2/${id}`, undefined, 'salah')).status, 401)
  assert.equal(String((await call(`${x.base}/2/dm_conversations/media/1/2/${id}`, undefined, 'tetap')).bytes), 'bytes')
})

test('LINE takes a picture by https alone, and a film may not be ready yet', async () => {
  const push = (message) => call(`${line.base}/v2/bot/message/push`, { to: user, messages: [message] }, line.settings.accessToken)
  assert.equal((await push({ type: 'image', originalContentUrl: 'https://k.example/a', previewImageUrl: 'https://k.example/a' })).status, 200)
  assert.equal((await push({ type: 'image', originalContentUrl: 'http://k.example/a', previewImageUrl: 'https://k.example/a' })).status, 400)
  line.hold('film', { id: '99', ready_after: 1, type: 'video/mp4' })
  const content = () => call(`${line.base}/v2/bot/message/99/content`, undefined, line.settings.accessToken)
  assert.deepEqual([(await content()).status, (await content()).status], [202, 200])
})
