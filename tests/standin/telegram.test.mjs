// The stand-in of Telegram keeps the platform's rules. Run: node --test tests/standin/
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { receive } from './receiver.mjs'
import { faults, start } from './telegram.mjs'

let bot
let hook

before(async () => {
  hook = await receive()
  bot = await start({ webhookUrl: hook.address })
})
after(async () => {
  await bot.close()
  await hook.close()
})
beforeEach(() => {
  bot.reset()
  hook.reset()
})

async function call(method, body, token = bot.settings.token) {
  const response = await fetch(`${bot.base}/bot${token}/${method}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
  return { status: response.status, json: await response.json().catch(() => null) }
}
const send = (text, chat = 77) => call('sendMessage', { chat_id: chat, text })

test('a bot can write to whom has started it, and to nobody else', async () => {
  assert.equal((await send('halo')).json.description, 'Bad Request: chat not found')
  bot.citizen(77)
  const first = await send('halo')
  assert.equal(first.json.ok, true)
  assert.notEqual((await send('lagi')).json.result.message_id, first.json.result.message_id)
  bot.citizen(77, { blocked: true })
  assert.equal((await send('halo')).status, 403)
  assert.deepEqual(bot.sent(77).map((m) => m.text), ['halo', 'lagi'])
})

test('texts are counted in UTF-16 units', async () => {
  bot.citizen(77)
  assert.equal((await send('😀'.repeat(2048))).status, 200)
  assert.equal((await send('😀'.repeat(2048) + 'a')).json.description, 'Bad Request: message is too long')
  assert.equal((await send('  ')).json.description, 'Bad Request: message text is empty')
})

test('a wrong token is unauthorized, a malformed one not found', async () => {
  assert.equal((await call('sendMessage', {}, '1:x')).status, 401)
  assert.equal((await call('sendMessage', {}, 'x')).status, 404)
})

test('faults come in the order given and then are over', async () => {
  bot.citizen(77)
  bot.fault(faults.internal(), faults.flood(3), { ...faults.blocked(), to: '78' }, { empty: true })
  assert.equal((await send('a')).status, 500)
  assert.deepEqual((await send('a')).json.parameters, { retry_after: 3 })
  assert.deepEqual((await send('b')).json, {})
  assert.equal((await send('c')).status, 200)
  bot.fault({ drop: 'after' }, { drop: 'before' })
  await assert.rejects(send('d'))
  await assert.rejects(send('e'))
  assert.deepEqual(bot.sent(77).map((m) => m.text), ['b', 'c', 'd'])
})

test('an update is repeated with the same number until it is taken', async () => {
  hook.statuses = [503, 500]
  const { status, attempts, message } = await bot.says(77, 'halo', {}, { attempts: 5, pause: 1 })
  assert.deepEqual([status, attempts, hook.received.length], [200, 3, 3])
  assert.equal(new Set(hook.received.map((r) => r.body)).size, 1)
  assert.equal(hook.received[0].headers['x-telegram-bot-api-secret-token'], bot.settings.secretToken)
  assert.deepEqual([JSON.parse(hook.received[0].body).message.text, JSON.parse(hook.received[0].body).message.chat.type], ['halo', 'private'])
  assert.equal((await send('balas')).json.result.message_id, message.message_id + 1)
})

test('a webhook is set and told of', async () => {
  assert.equal((await call('setWebhook', { url: 'nowhere' })).json.ok, false)
  assert.equal((await call('setWebhook', { url: 'https://a.example/webhooks/tg', secret_token: 's', allowed_updates: ['message'] })).json.ok, true)
  assert.equal((await call('getWebhookInfo', {})).json.result.url, 'https://a.example/webhooks/tg')
  assert.equal(bot.webhook().secret_token, 's')
})
