// The stand-in keeps the platform's rules. Run: node --test tests/standin/
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { receive } from './receiver.mjs'
import { bodyOf, element, escaped, signatureOf, start, verify } from './platform.mjs'

const HOUR = 3600_000
let meta
let hook
let clock = Date.parse('2026-11-23T02:00:00Z')

before(async () => {
  hook = await receive()
  meta = await start({ webhookUrl: hook.address, now: () => clock })
})
after(async () => {
  await meta.close()
  await hook.close()
})
beforeEach(() => {
  meta.reset()
  meta.set({ kind: 'messenger', echo: false, delivery: false, read: false, echoBeforeAnswer: false, humanAgent: true })
  hook.reset()
})

const proof = () => createHmac('sha256', meta.settings.appSecret).update(meta.settings.accessToken).digest('hex')
async function send(body, { token = meta.settings.accessToken, query = `?appsecret_proof=${proof()}`, path = '/me/messages' } = {}) {
  const response = await fetch(`${meta.base}${path}${query}`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify(body) })
  return { status: response.status, headers: response.headers, json: await response.json().catch(() => null) }
}
const say = (text = 'Baik', more = {}) => ({ recipient: { id: '77' }, messaging_type: 'RESPONSE', message: { text, ...more } })

test('an accepted send gets an id of its own and stands in the log', async () => {
  const [a, b] = [await send(say('satu', { metadata: 'p1' })), await send(say('dua'), { path: `/${meta.settings.account}/messages` })]
  assert.equal(a.status, 200)
  assert.equal(a.json.recipient_id, '77')
  assert.notEqual(a.json.message_id, b.json.message_id)
  assert.deepEqual(meta.sent('77').map((s) => [s.text, s.metadata, s.mid]), [['satu', 'p1', a.json.message_id], ['dua', undefined, b.json.message_id]])
})

test('token and proof are checked', async () => {
  assert.equal((await send(say(), { token: 'x' })).json.error.code, 190)
  assert.equal((await send(say(), { query: '' })).json.error.code, 100)
  assert.equal((await send(say(), { query: '?appsecret_proof=00' })).json.error.code, 100)
  assert.equal(meta.sent().length, 0)
})

test('each platform has its limit of length', async () => {
  assert.equal((await send(say('x'.repeat(2000)))).status, 200)
  assert.equal((await send(say('x'.repeat(2001)))).json.error.code, 100)
  meta.set({ kind: 'instagram' })
  assert.equal((await send(say('ä'.repeat(500)))).status, 200)
  assert.equal((await send(say('ä'.repeat(501)))).json.error.code, 100)
})

test('the window closes after a day, for a human agent after seven', async () => {
  const human = { ...say(), messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
  meta.citizen('77', { last_message_at: clock - 24 * HOUR })
  assert.equal((await send(say())).status, 200)
  meta.citizen('77', { last_message_at: clock - 24 * HOUR - 1 })
  assert.equal((await send(say())).json.error.error_subcode, 2018278)
  assert.equal((await send(human)).status, 200)
  meta.citizen('77', { hours_ago: 7 * 24 + 1 })
  assert.equal((await send(human)).json.error.code, 10)
  meta.set({ humanAgent: false })
  assert.equal((await send(human)).json.error.code, 200)
  assert.equal((await send({ ...say(), messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' })).json.error.code, 100)
})

test('faults come in the order given and then are over', async () => {
  meta.fault({ status: 500 }, { rate: true, retryAfter: 3, minutes: 1 }, { code: 10, subcode: 2018278, status: 200 }, { token: true, times: 2 })
  assert.equal((await send(say())).status, 500)
  const limited = await send(say())
  assert.equal(limited.status, 429)
  assert.equal(limited.headers.get('retry-after'), '3')
  assert.ok(limited.headers.get('x-business-use-case-usage').includes('estimated_time_to_regain_access'))
  const inside = await send(say())
  assert.deepEqual([inside.status, inside.json.error.error_subcode], [200, 2018278])
  assert.equal((await send(say())).json.error.code, 190)
  assert.equal((await send(say())).json.error.code, 190)
  assert.equal((await send(say())).status, 200)
  assert.equal(meta.sent().length, 1)
})

test('a late answer comes after everything that is told of the message', async () => {
  meta.set({ delivery: true, read: true })
  meta.fault({ late: 300 })
  let answered = false
  const sending = send(say('lambat')).then((r) => ((answered = true), r))
  for (const end = Date.now() + 5000; hook.received.length < 2 && Date.now() < end; ) await new Promise((r) => setTimeout(r, 10))
  assert.equal(answered, false)
  const { status, json } = await sending
  assert.equal(status, 200)
  assert.ok(hook.received[0].body.includes(json.message_id))
  assert.equal(meta.sent().length, 1)
})

test('a dropped connection has taken the message or has not', async () => {
  meta.fault({ drop: 'after' }, { drop: 'before' })
  await assert.rejects(send(say('terkirim')))
  await assert.rejects(send(say('hilang')))
  assert.deepEqual(meta.sent().map((s) => s.text), ['terkirim'])
})

test('echoes and receipts are signed as the platform signs them', async () => {
  meta.set({ echo: true, delivery: true, read: true })
  const { json } = await send(say('Sudah 👍 https://a.example/b', { metadata: 'p9' }))
  await meta.settled()
  assert.equal(hook.received.length, 3)
  for (const one of hook.received) assert.ok(verify(one.body, one.headers['x-hub-signature-256'], meta.settings.appSecret))
  assert.ok(hook.received[0].body.includes('\\ud83d\\udc4d https:\\/\\/a.example\\/b'))
  const echo = JSON.parse(hook.received[0].body).entry[0].messaging[0]
  assert.deepEqual([echo.message.mid, echo.message.metadata, echo.sender.id, echo.recipient.id], [json.message_id, 'p9', meta.settings.account, '77'])
  assert.deepEqual(JSON.parse(hook.received[1].body).entry[0].messaging[0].delivery.mids, [json.message_id])
})

test('an echo may come before the answer', async () => {
  meta.set({ echo: true, echoBeforeAnswer: true })
  await send(say())
  assert.equal(hook.received.length, 1)
})

test('a citizen who writes opens the window and reaches the webhook', async () => {
  meta.citizen('77', { hours_ago: 30 })
  const { status, mid } = await meta.citizenSays('77', 'halo')
  assert.equal(status, 200)
  assert.equal(JSON.parse(hook.received[0].body).entry[0].messaging[0].message.mid, mid)
  assert.equal((await send(say())).status, 200)
})

test('bodies of every kind and shape can be posted', async () => {
  const who = { account: meta.settings.account, contact: '77', mid: 'm_1', text: 'x' }
  for (const [name, make] of Object.entries(element)) assert.ok(JSON.parse(escaped(make({ ...who, attachments: [] }))), name)
  await meta.hook([element.text(who), element.text({ ...who, mid: 'm_2' })], { batch: true })
  await meta.hook([element.text(who)], { duplicate: true, standby: true })
  assert.equal(JSON.parse(hook.received[0].body).entry.length, 2)
  assert.equal(JSON.parse(hook.received[1].body).entry[1].standby[0].message.mid, 'm_1')
  await meta.hook([element.text(who)], { unsigned: true })
  assert.equal(hook.received[2].headers['x-hub-signature-256'], undefined)
  await meta.hook([], { raw: 'nonsense' })
  assert.equal(hook.received[3].headers['x-hub-signature-256'], signatureOf('nonsense', meta.settings.appSecret))
  assert.ok(bodyOf([], { kind: 'instagram', account: '0' }).includes('"object":"instagram"'))
})

test('it can be steered over HTTP', async () => {
  const control = (path, body) => fetch(`${meta.origin}${path}`, { method: 'POST', body: JSON.stringify(body) }).then((r) => r.json())
  await control('/_fault', [{ status: 503 }])
  assert.equal((await send(say())).status, 503)
  await control('/_citizen', { id: '77', hours_ago: 25 })
  assert.equal((await send(say())).json.error.code, 10)
  await control('/_settings', { enforceWindow: false })
  assert.equal((await send(say())).status, 200)
  await control('/_settings', { enforceWindow: true })
  assert.equal((await control('/_webhook', { elements: [element.text({ account: meta.settings.account, contact: '77', mid: 'm', text: 'x' })] })).status, 200)
  assert.equal((await (await fetch(`${meta.origin}/_log`)).json()).length, 3)
  await control('/_reset', {})
  assert.equal(meta.log().length, 0)
})
