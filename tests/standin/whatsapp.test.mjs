// The stand-in of WhatsApp keeps the platform's rules. Run: node --test tests/standin/
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { receive } from './receiver.mjs'
import { start } from './whatsapp.mjs'
import { verify } from './webhooks.mjs'

const HOUR = 3600_000
let wa
let hook
before(async () => {
  hook = await receive()
  wa = await start({ webhookUrl: hook.address, redeliverAfter: 5 })
})
after(async () => {
  await wa.close()
  await hook.close()
})
beforeEach(async () => {
  await wa.settled()
  wa.reset()
  wa.set({ lateWindow: false })
  hook.reset()
})

// What the bodies say; each must be signed.
const values = () =>
  hook.received.map(({ body, headers }) => {
    assert.ok(verify(body, headers['x-hub-signature-256'], wa.settings.appSecret))
    return JSON.parse(body).entry[0].changes[0].value
  })
const proof = () => createHmac('sha256', wa.settings.appSecret).update(wa.settings.accessToken).digest('hex')
async function send(body, { token = wa.settings.accessToken, query = `?appsecret_proof=${proof()}` } = {}) {
  const response = await fetch(`${wa.base}/${wa.settings.account}/messages${query}`, { method: 'POST', headers: { Authorization: `Bearer ${token}` }, body: JSON.stringify({ messaging_product: 'whatsapp', ...body }) })
  return { status: response.status, json: await response.json() }
}
const say = (body = 'Baik', more = {}) => ({ to: '6281200000001', type: 'text', text: { body }, ...more })
const ask = (name = 'jawaban_siap', parameters = [{ type: 'text', text: 'REF-1' }]) => ({
  to: '6281200000001', type: 'template',
  template: { name, language: { code: 'id' }, components: [{ type: 'body', parameters }, { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'P' }] }] },
})

test('what is taken gets an id, and its statuses bring back what it carried', async () => {
  const { status, json } = await send(say('satu', { biz_opaque_callback_data: 'p1' }))
  assert.equal(status, 200)
  await wa.settled()
  const told = values().map((v) => v.statuses[0])
  assert.deepEqual(told.map((s) => [s.id, s.status, s.biz_opaque_callback_data]), [[json.messages[0].id, 'sent', 'p1'], [json.messages[0].id, 'delivered', 'p1']])
})

test('token, proof, recipient and length are checked', async () => {
  assert.equal((await send(say(), { token: 'x' })).json.error.code, 190)
  assert.equal((await send(say(), { query: '' })).json.error.code, 100)
  assert.equal((await send({ type: 'text', text: { body: 'x' } })).json.error.code, 131008)
  assert.equal((await send(say('x'.repeat(4096)))).status, 200)
  assert.equal((await send(say('x'.repeat(4097)))).json.error.code, 100)
})

test('after 24 hours only an approved template goes, as it was approved', async () => {
  wa.citizen('6281200000001', { hours_ago: 24.1 })
  assert.equal((await send(say())).json.error.code, 131047)
  assert.equal((await send(ask())).status, 200)
  assert.equal((await send(ask('lain'))).json.error.code, 132001)
  assert.equal((await send(ask('jawaban_siap', []))).json.error.code, 132000)
  assert.equal((await send(ask('jawaban_siap', [{ type: 'text', text: 'a\nb' }]))).json.error.code, 132018)
  await wa.settled()
  hook.reset()
  await wa.taps('6281200000001')
  assert.equal(values()[0].messages[0].button.payload, 'P')
  assert.equal((await send(say())).status, 200, 'the tap opened it')
})

test('the window may be told by a status instead', async () => {
  wa.set({ lateWindow: true })
  wa.citizen('6281200000001', { last_message_at: Date.now() - 25 * HOUR })
  assert.equal((await send(say())).status, 200)
  await wa.settled()
  assert.deepEqual(values().map((v) => [v.statuses[0].status, v.statuses[0].errors?.[0].code]), [['failed', 131047]])
})

test('a webhook that is not taken is delivered again', async () => {
  hook.statuses = [503, 503]
  await send(say())
  await wa.settled()
  assert.deepEqual(values().map((v) => v.statuses[0].status), ['sent', 'sent', 'sent', 'delivered'])
})
