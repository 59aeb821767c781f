// Direct messages of X, whole: a citizen's question, the officer's answer, the platform's faults, its token of two hours.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { faults, start as start_x } from '../standin/x.mjs'
import { eventually, start_social } from './social_support.mjs'

const account = '1730000000000000001'
const toml = (x, fields) => `[[channels]]
id = "x"
kind = "x"
office = "priok"
queue = "umum"
account = "${account}"
decision = "KEP-12/KPU.1/2026"
api_base = "${x.base}"
sends_per_second = 50
${fields}
`
const static_token = 'consumer_secret = ["env:X_CONSUMER", "env:X_CONSUMER_OLD"]\noauth2_client_secret = ["env:X_CLIENT", "env:X_CLIENT_OLD"]\naccess_token = "env:X_TOKEN"'
const renewed_token = 'consumer_secret = "env:X_CONSUMER"\noauth2_client_secret = "env:X_CLIENT"\nclient_id = "klien-x"\nrefresh_token = "env:X_SEGAR"'
const env = { X_CONSUMER: 'konsumen-rahasia', X_CONSUMER_OLD: 'konsumen-lama', X_CLIENT: 'klien-rahasia', X_CLIENT_OLD: 'klien-lama', X_TOKEN: 'token-tetap' }

async function start_office(x, fields, options = {}) {
  const o = await start_social({ limits: { outbox_request_seconds: 2 }, env, more: (base) => (x.set({ webhookUrl: `${base}/webhooks/x` }), toml(x, fields)), ...options })
  return o
}

const known = []
let serial = 0
const new_citizen = () => `90071992547409${String(93000 + (serial += 1))}`
async function citizen(o, x, w, text = 'Bagaimana cara mengurus impor sepatu?', how = {}) {
  const id = new_citizen()
  const said = await x.says(id, text, { name: `Warga ${serial}`, ...how })
  assert.equal(said.status, 200, said.text)
  const conversation = await w.claim_next('x', known)
  known.push(conversation)
  return { id, conversation, said }
}
const update_of = (w, c, seq, delivery) => w.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === delivery, delivery)
const told = (x, c) => eventually(() => x.sent(c.id), (l) => l.length >= 1, 'the first automatic text')

describe('X', { timeout: 300_000 }, () => {
  let o, x, sari
  before(async () => {
    x = await start_x({ account, accessToken: 'token-tetap', budget: 10_000, dayBudget: 100_000 })
    o = await start_office(x, static_token)
    sari = await o.sign_in('sari')
  })
  after(async () => {
    await o?.close()
    await x?.close()
  })

  test('the handshake gives the right token, and none without one', async () => {
    const good = await x.crc()
    assert.deepEqual([good.status, good.valid], [200, true], good.text)
    assert.match(good.type, /^application\/json/)
    const without = await fetch(`${o.base}/webhooks/x`)
    assert.equal(without.status, 403)
  })

  test('a question arrives with its name, its answer goes out, and the citizen reads it', async () => {
    const c = await citizen(o, x, sari, 'PIB & PEB <1>?')
    const log = await sari.log(c.conversation)
    assert.equal(log[0].text, 'PIB & PEB <1>?')
    assert.equal(sari.head(c.conversation).contact.name, `Warga ${serial}`)
    await told(x, c)
    const { seq } = await sari.answer(c.conversation, 'Silakan ajukan PIB & lampirkan <faktur>.')
    await update_of(sari, c, seq, 'sent')
    await eventually(() => sari.head(c.conversation).state, (s) => s === 'answered')
    const [last] = x.sent(c.id).slice(-1)
    assert.equal(last.text, 'Silakan ajukan PIB & lampirkan <faktur>.')
    assert.equal(last.token, 'Bearer token-tetap')
    await x.types(c.id)
    await x.reads(c.id, last.id)
    await update_of(sari, c, seq, 'read')
  })

  test('both envelopes and both headers are taken, with the current and the former secret; a wrong one stores nothing', async () => {
    const id = new_citizen()
    const ways = [
      { envelope: 'aaa' }, { signs: ['oauth2'] }, { signs: ['consumer', 'oauth2'] }, { secret: 'konsumen-lama' }, { signs: ['oauth2'], clientSecret: 'klien-lama' },
      { signs: ['consumer', 'oauth2'], secret: 'salah' },
    ]
    for (const [i, how] of ways.entries()) assert.equal((await x.says(id, `Cara ${i}`, how)).status, 200, JSON.stringify(how))
    for (const how of [{ secret: 'salah' }, { signs: ['oauth2'], clientSecret: 'konsumen-rahasia' }, { signs: [] }, { signature: 'sha256=AAAA' }])
      assert.ok([401, 403].includes((await x.says(id, 'Tidak sah', how)).status), JSON.stringify(how))
    const conversation = await sari.claim_next('x', known)
    known.push(conversation)
    await o.settled()
    const texts = (await sari.log(conversation)).filter((m) => m.from === 'visitor').map((m) => m.text)
    assert.deepEqual(texts, ways.map((_, i) => `Cara ${i}`))
  })

  test('what is delivered again, in whichever envelope, is one message', async () => {
    const c = await citizen(o, x, sari)
    for (const envelope of ['xaa', 'aaa', 'xaa']) assert.equal((await x.says(c.id, 'Bagaimana cara mengurus impor sepatu?', { id: c.said.id, envelope })).status, 200)
    await x.says(c.id, 'Sesudahnya')
    await eventually(() => sari.log(c.conversation), (l) => l.some((m) => m.text === 'Sesudahnya'))
    assert.equal((await sari.log(c.conversation)).filter((m) => m.from === 'visitor').length, 2)
  })

  test('a poisoned element among good ones costs none of them; what cannot be read is shown and kept', async () => {
    const id = new_citizen()
    const good = (text) => x.event.message({ from: id, text })
    const body = x.body_of([good('Satu'), 7, { type: 'message_create' }, { type: 'reaction_create', id: '1', reaction_create: { sender_id: id } }, good('Dua')])
    assert.equal((await x.post(body)).status, 200)
    const conversation = await sari.claim_next('x', known)
    known.push(conversation)
    const log = await eventually(() => sari.log(conversation), (l) => l.filter((m) => m.from === 'visitor').length === 3)
    assert.deepEqual(log.filter((m) => m.kind === 'text' && m.from === 'visitor').map((m) => m.text), ['Satu', 'Dua'])
    const [entry] = await eventually(() => o.ctl_lines('journal', 'list'), (l) => l.length === 1 && l[0].state === 'parked', 'its body is kept for an operator')
    assert.match(entry.entry, /^x\//)
    assert.equal((await o.ctl('journal', 'drop', entry.entry)).code, 0)
  })

  test('an answer given in the app of X is an answer of the office; our own echo is none', async () => {
    const c = await citizen(o, x, sari)
    await told(x, c)
    x.set({ echo: true })
    const { seq } = await sari.answer(c.conversation, 'Boleh tahu jenis barang & nilainya?', 'question')
    await update_of(sari, c, seq, 'sent')
    await x.settled()
    x.set({ echo: false })
    await x.tell([x.event.message({ from: account, to: c.id, text: 'Dijawab dari aplikasi X.' })], { type: 'dm.sent' })
    const log = await eventually(() => sari.log(c.conversation), (l) => l.some((m) => m.text === 'Dijawab dari aplikasi X.'))
    assert.equal(log.filter((m) => m.text === 'Boleh tahu jenis barang & nilainya?').length, 1)
    const outside = log.find((m) => m.text === 'Dijawab dari aplikasi X.')
    assert.deepEqual([outside.from, outside.officer], ['officer', undefined])
  })

  test('an encrypted message is shown as one that cannot be read here', async () => {
    const id = new_citizen()
    const body = JSON.stringify({ data: { event_uuid: '77', event_type: 'chat.received', filter: { user_id: account }, payload: { id: `c-${id}`, sender_id: id, conversation_id: `${id}:${account}`, created_at_msec: String(Date.now()), encoded_event: 'QUJD' } } })
    assert.equal((await x.post(body)).status, 200)
    const conversation = await sari.claim_next('x', known)
    known.push(conversation)
    const [first] = await sari.log(conversation)
    assert.match(JSON.stringify(first.attachments), /terenkripsi/)
  })

  for (const [name, fault, becomes] of [
    ['no permission', faults.no_permission, 'failed'],
    ['not permitted', faults.not_permitted, 'failed'],
    ['invalid', faults.invalid, 'failed'],
    ['no such user', faults.no_user, 'failed'],
    ['unavailable', faults.unavailable, 'sent'],
    ['500', () => ({ status: 500, body: '' }), 'sent'],
    ['too many in 15 minutes', () => faults.too_many(2), 'sent'],
    ['too many a day', () => faults.too_many_a_day(2), 'sent'],
    ['closed before it was taken', () => ({ drop: 'before' }), 'unknown'],
    ['closed after it was taken', () => ({ drop: 'after' }), 'unknown'],
    ['504', () => ({ status: 504, body: '' }), 'unknown'],
  ]) {
    test(`the error table: ${name} is ${becomes}`, async () => {
      const c = await citizen(o, x, sari)
      await told(x, c)
      await eventually(() => o.ctl_lines('outbox', 'list'), (l) => l.every((e) => e.state === 'unknown' || !JSON.stringify(e).includes(c.conversation)))
      x.fault({ ...fault(), to: c.id })
      const at = Date.now()
      const { seq } = await sari.answer(c.conversation, `Jawaban untuk ${name}.`)
      const update = await update_of(sari, c, seq, becomes)
      if (becomes === 'failed') assert.ok(update.reason.length > 10, 'the officer is told why')
      if (name.startsWith('too many')) {
        const [taken] = x.sent(c.id).filter((m) => m.text.includes(name))
        assert.ok(new Date(taken.at) - at >= 1000, 'not before the reset')
      }
    })
  }

  for (const [name, fault] of [['401', faults.unauthorized], ['no credits', faults.no_credits], ['not enrolled', faults.not_enrolled]]) {
    test(`the error table: ${name} stops the account with its reason, and a renewed configuration tries again`, async () => {
      const c = await citizen(o, x, sari)
      await told(x, c)
      x.fault({ ...fault(), to: c.id })
      const { seq } = await sari.answer(c.conversation, `Jawaban setelah ${name}.`)
      const update = await update_of(sari, c, seq, 'pending')
      assert.match(update.reason, /X/)
      assert.equal((await o.ctl('reload')).code, 0)
      await update_of(sari, c, seq, 'sent')
    })
  }
})

describe('the budget of X', { timeout: 120_000 }, () => {
  test('is not overdrawn: what is over it waits for the reset, whole account, and says so', async () => {
    const x = await start_x({ account, accessToken: 'token-tetap', budget: 3, window: 6 })
    const o = await start_office(x, static_token)
    try {
      const sari = await o.sign_in('sari')
      const c = await citizen(o, x, sari)
      await told(x, c)
      const seqs = []
      for (let i = 0; i < 5; i += 1) seqs.push((await sari.answer(c.conversation, `Baris ${i}`, 'question')).seq)
      const waits = await sari.see((f) => f.type === 'message.update' && f.conversation === c.conversation && /Batas kirim X|membatasi/.test(f.reason ?? ''), 'a reason')
      assert.equal(waits.delivery, 'pending')
      await eventually(() => x.sent(c.id), (l) => l.length === 6, 'all of them', 60_000)
      assert.deepEqual(x.sent(c.id).slice(1).map((m) => m.text), [0, 1, 2, 3, 4].map((i) => `Baris ${i}`))
      assert.ok(x.log().filter((e) => e.status === 429).length <= 3, 'X is not asked again and again')
    } finally {
      await o.close()
      await x.close()
    }
  })
})

describe('the token of X', { timeout: 240_000 }, () => {
  async function connected(options, run) {
    const x = await start_x({ account, budget: 10_000, dayBudget: 100_000, ...options })
    const o = await start_office(x, renewed_token, { env: { ...env, X_SEGAR: x.settings.refreshToken } })
    try {
      await run(o, x, await o.sign_in('sari'))
    } finally {
      await o.close()
      await x.close()
    }
  }
  const good_refreshes = (x) => x.refreshes().filter((r) => r.refreshed)

  test('is asked for once, renewed before it ends, and survives a kill', async () => {
    await connected({ lives: 8 }, async (o, x, sari) => {
      const c = await citizen(o, x, sari)
      await told(x, c)
      assert.equal(good_refreshes(x).length, 1)
      await o.crash()
      await o.begin()
      const w = await o.sign_in('joko')
      const d = await citizen(o, x, w)
      await eventually(() => x.sent(d.id), (l) => l.length >= 1, 'the next owner sends', 60_000)
      await eventually(async () => {
        await x.says(d.id, 'Masih ada?')
        await w.answer(d.conversation, 'Masih.', 'question')
        return good_refreshes(x).length
      }, (n) => n >= 2, 'a renewal', 30_000)
      await eventually(() => x.sent(d.id).filter((m) => m.text === 'Masih.').length, (n) => n >= 2, 'sent', 30_000)
      assert.equal(x.refreshes().length, good_refreshes(x).length, 'no refresh token was used twice')
      assert.equal(x.log().filter((e) => e.status === 401).length, 0)
    })
  })

  test('that X ends early is renewed, and the answer arrives', async () => {
    await connected({}, async (o, x, sari) => {
      const c = await citizen(o, x, sari)
      await told(x, c)
      x.revoke()
      const { seq } = await sari.answer(c.conversation, 'Setelah token dicabut.')
      await update_of(sari, c, seq, 'sent')
      assert.equal(good_refreshes(x).length, 2)
      assert.equal(x.sent(c.id).filter((m) => m.text === 'Setelah token dicabut.').length, 1)
    })
  })

  test('the process is killed between X’s answer and the store: the account stops with clear words until it is connected anew', async () => {
    await connected({}, async (o, x, sari) => {
      x.fault({ call: '/2/oauth2/token', hang: true }) // the old refresh token is used up, and nobody here knows the new one
      const c = await citizen(o, x, sari)
      await eventually(() => good_refreshes(x).length, (n) => n === 1, 'asked')
      await o.crash()
      await o.begin()
      await eventually(() => /connect the account anew/.test(o.said()), Boolean, 'the operator is told', 60_000)
      const w = await o.sign_in('joko')
      const log = await w.log(c.conversation)
      const system = log.find((m) => m.from === 'system')
      assert.notEqual(system?.delivery, 'unknown', 'nothing of it was sent, and everybody knows that')
    })
  })
})

describe('two daemons and one account of X', { timeout: 120_000 }, () => {
  test('share one token: with several workers it is asked for once', async () => {
    const x = await start_x({ account, budget: 10_000 })
    const o = await start_office(x, renewed_token, { workers: 3, env: { ...env, X_SEGAR: x.settings.refreshToken } })
    try {
      const sari = await o.sign_in('sari')
      const all = []
      for (let i = 0; i < 4; i += 1) all.push(await citizen(o, x, sari, `Pertanyaan ${i}`))
      for (const c of all) await told(x, c)
      assert.equal(x.refreshes().length, 1)
    } finally {
      await o.close()
      await x.close()
    }
  })
})
