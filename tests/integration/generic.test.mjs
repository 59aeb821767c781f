// The generic webhook, whole: another system's events by the configuration's pointers, and replies to its address.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { start as start_other } from '../standin/generic.mjs'
import { eventually, start_social } from './social_support.mjs'

const toml = (other, fields = '') => `[[channels]]
id = "sistem"
kind = "generic"
office = "priok"
queue = "umum"
account = "${other.settings.account}"
decision = "KEP-12/KPU.1/2026"
secret = ["env:SISTEM", "env:SISTEM_LAMA"]
reply_url = "${other.replyUrl}"
sends_per_second = 50
account_at = "#/akun"
events_at = "/peristiwa"
type_at = "/jenis"
message_types = "pesan"
contact_at = "/dari/id"
name_at = "/dari/nama"
text_at = "/isi/teks"
id_at = "/id"
time_at = "/waktu"
time_unit = "s"
quoted_at = "/balasan_untuk"
own_at = "/milik_kami"
${fields}
`
const env = { SISTEM: 'rahasia-bersama', SISTEM_LAMA: 'rahasia-lama' }

async function start_office(options = {}, fields = '') {
  const other = await start_other(options)
  const o = await start_social({ limits: { outbox_request_seconds: 2 }, env, more: (base) => (other.set({ webhookUrl: `${base}/webhooks/sistem` }), toml(other, fields)) })
  return { o, other, close: async () => (await o.close(), other.close()) }
}

const known = []
let serial = 0
async function citizen({ other }, w, text = 'Bagaimana cara mengurus impor sepatu?') {
  const id = `warga ${(serial += 1)}`.replace(' ', '-')
  const said = await other.says(id, text, { name: `Warga ${serial}` })
  assert.equal(said.status, 200, said.text)
  const conversation = await w.claim_next('generic', known)
  known.push(conversation)
  await eventually(() => other.sent(id), (l) => l.length >= 1, 'the first automatic text')
  return { id, conversation, said }
}
const update_of = (w, c, seq, delivery) => w.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === delivery, delivery)

describe('a generic webhook', { timeout: 240_000 }, () => {
  let all, o, other, sari
  before(async () => {
    all = await start_office()
    ;({ o, other } = all)
    sari = await o.sign_in('sari')
  })
  after(() => all?.close())

  test('the other system is told its webhook by its own people', async () => {
    for (const what of ['setup', 'check']) {
      const told = await o.ctl('channel', what, 'sistem')
      assert.equal(told.code, 65)
      assert.ok(told.err.includes(`${o.base}/webhooks/sistem`), told.err)
    }
  })

  test('a question arrives with its name, and its answer at the other system, signed and with our key', async () => {
    const c = await citizen(all, sari)
    assert.equal(sari.head(c.conversation).contact.name, `Warga ${serial}`)
    assert.equal(sari.head(c.conversation).channel, 'generic')
    const { seq } = await sari.answer(c.conversation, 'Silakan ajukan PIB.')
    await update_of(sari, c, seq, 'sent')
    await eventually(() => sari.head(c.conversation).state, (s) => s === 'answered')
    const answer = other.sent(c.id).at(-1)
    assert.deepEqual([answer.account, answer.contact, answer.text], ['sistem-1', c.id, 'Silakan ajukan PIB.'])
    assert.match(answer.id, new RegExp(`^${c.conversation}/${seq}/`))
  })

  test('only what is proved is stored, with the current or the former secret; what comes again is one message', async () => {
    const c = await citizen(all, sari)
    for (const how of [{ secret: 'salah' }, { unsigned: true }, { header: 'X-Lain' }, { signature: 'sha256=00' }])
      assert.equal((await other.says(c.id, 'Tidak sah', { how })).status, 401, JSON.stringify(how))
    assert.equal((await other.says(c.id, 'Dengan rahasia lama', { how: { secret: 'rahasia-lama' } })).status, 200)
    for (let i = 0; i < 3; i += 1) assert.equal((await other.says(c.id, 'Berkali-kali', { id: 'sama' })).status, 200)
    await other.says(c.id, 'Sesudahnya')
    const log = await eventually(() => sari.log(c.conversation), (l) => l.some((m) => m.text === 'Sesudahnya'))
    assert.deepEqual(log.filter((m) => m.from === 'visitor').slice(1).map((m) => m.text), ['Dengan rahasia lama', 'Berkali-kali', 'Sesudahnya'])
  })

  test('a poisoned element costs no other, other types are counted, an answer from there is the office’s', async () => {
    const c = await citizen(all, sari)
    const e = (text, more) => other.event(c.id, text, more)
    const done = await other.tell([e('Satu'), 7, { jenis: 'pesan', isi: { teks: 'tanpa pengirim' } }, e('dibaca', { jenis: 'dibaca' }), e('Dijawab di sana.', { milik_kami: true }), e('Dua')])
    assert.equal(done.status, 200)
    const log = await eventually(() => sari.log(c.conversation), (l) => l.some((m) => m.text === 'Dua'))
    assert.deepEqual(log.filter((m) => m.from === 'visitor').slice(1).map((m) => m.text), ['Satu', 'Dua'])
    assert.ok(log.some((m) => m.from === 'officer' && m.text === 'Dijawab di sana.'))
    assert.ok(!log.some((m) => m.text === 'dibaca'))
  })

  for (const [name, fault, becomes] of [
    ['400', { status: 400 }, 'failed'], ['401', { status: 401 }, 'failed'], ['404', { status: 404 }, 'failed'], ['410', { status: 410 }, 'failed'], ['422', { status: 422 }, 'failed'],
    ['408', { status: 408 }, 'sent'], ['429', { status: 429, headers: { 'Retry-After': '2' } }, 'sent'], ['500', { status: 500 }, 'sent'], ['503', { status: 503, headers: { 'Retry-After': '2' } }, 'sent'],
    ['a connection that closes before', { drop: 'before' }, 'sent'], ['a connection that closes after', { drop: 'after' }, 'sent'], ['no answer in time', { hang: true }, 'sent'],
  ]) {
    test(`the error table: ${name} is ${becomes}`, async () => {
      const c = await citizen(all, sari)
      other.fault({ ...fault, to: c.id })
      const at = Date.now()
      const { seq } = await sari.answer(c.conversation, `Jawaban untuk ${name}.`)
      await update_of(sari, c, seq, becomes)
      const arrived = other.sent(c.id).filter((m) => m.text.startsWith('Jawaban'))
      assert.equal(arrived.length, becomes === 'sent' ? 1 : 0, 'once, whatever was lost')
      if (fault.headers) assert.ok(new Date(arrived[0].at) - at >= 1900, 'not before the wait that was asked for')
    })
  }
})

describe('another form of signature', { timeout: 60_000 }, () => {
  test('base64 without a prefix in a header of its own, both ways', async () => {
    const all = await start_office({ header: 'X-Tanda-Tangan', encoding: 'base64', prefix: '' }, 'signature_header = "X-Tanda-Tangan"\nsignature_encoding = "base64"\nsignature_prefix = "none"')
    try {
      const sari = await all.o.sign_in('sari')
      const c = await citizen(all, sari)
      const { seq } = await sari.answer(c.conversation, 'Sampai.')
      await update_of(sari, c, seq, 'sent')
    } finally {
      await all.close()
    }
  })
})
