// The stand-in of LINE keeps the platform's rules. Run: node --test tests/standin/
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { receive } from './receiver.mjs'
import { faults, signature_of, start } from './line.mjs'

const user = 'U00000000000000000000000000000077'
let line
let hook

before(async () => {
  hook = await receive()
  line = await start({ webhookUrl: hook.address })
})
after(async () => {
  await line.close()
  await hook.close()
})
beforeEach(() => {
  line.reset()
  line.set({ quota: Infinity })
  hook.reset()
})

const key = (n) => `5f0f8c0e-1f5e-4a1b-a3c4-00000000000${n}`
async function push(text, { to = user, retry = key(1), token = line.settings.accessToken } = {}) {
  const response = await fetch(`${line.base}/v2/bot/message/push`, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', 'X-Line-Retry-Key': retry }, body: JSON.stringify({ to, messages: [{ type: 'text', text }] }) })
  return { status: response.status, json: await response.json().catch(() => null) }
}

test('a push is taken once for each key', async () => {
  const first = await push('satu')
  const again = await push('satu')
  assert.deepEqual([first.status, again.status], [200, 409])
  assert.deepEqual(again.json.sentMessages, first.json.sentMessages)
  assert.equal((await push('dua', { retry: key(2) })).status, 200)
  assert.deepEqual(line.sent(user).map((m) => m.text), ['satu', 'dua'])
  assert.equal((await push('tiga', { retry: 'x' })).status, 400)
})

test('token, receiver, length and quota are checked', async () => {
  assert.equal((await push('x', { token: 'y' })).status, 401)
  assert.equal((await push('x', { to: 'U7' })).status, 400)
  assert.equal((await push('😀'.repeat(2500))).status, 200)
  assert.equal((await push('😀'.repeat(2500) + 'a', { retry: key(2) })).status, 400)
  line.set({ quota: 1 })
  assert.deepEqual((await push('lagi', { retry: key(3) })).json, faults.month().json)
})

test('what was lost on the way back is known by its key', async () => {
  line.fault({ drop: 'after' })
  await assert.rejects(push('hilang'))
  assert.equal((await push('hilang')).status, 409)
  assert.equal(line.sent(user).length, 1)
})

test('bodies are signed, and a redelivery has the same event id', async () => {
  hook.statuses = [500]
  const event = line.message(user, 'halo')
  assert.equal((await line.hook([event], { attempts: 3, pause: 1 })).status, 200)
  await line.hook([line.again(event)])
  for (const one of hook.received) assert.equal(one.headers['x-line-signature'], signature_of(one.body, line.settings.channelSecret))
  const ids = hook.received.map((r) => JSON.parse(r.body).events[0].webhookEventId)
  assert.equal(new Set(ids).size, 1)
  assert.equal(JSON.parse(hook.received[2].body).events[0].deliveryContext.isRedelivery, true)
})

test('the endpoint is set and told of', async () => {
  const call = (method, path, body) => fetch(`${line.base}${path}`, { method, headers: { Authorization: `Bearer ${line.settings.accessToken}` }, ...(body ? { body: JSON.stringify(body) } : {}) })
  assert.equal((await call('GET', '/v2/bot/channel/webhook/endpoint')).status, 404)
  assert.equal((await call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: 'nowhere' })).status, 400)
  assert.equal((await call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: 'https://a.example/webhooks/line' })).status, 200)
  assert.equal((await (await call('GET', '/v2/bot/channel/webhook/endpoint')).json()).active, true)
  assert.equal((await (await call('POST', '/v2/bot/channel/webhook/test', {})).json()).success, true)
})
