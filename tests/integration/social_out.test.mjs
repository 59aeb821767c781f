// What goes out to Messenger and Instagram: length, order, faults of the platform, and what a killed daemon leaves.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { bytes, element, eventually, start_social, wait } from './social_support.mjs'

const known = []
async function citizen(o, w, id, contact, question = `Bagaimana cara mengurus dokumen ${contact}?`) {
  await o.says(id, contact, question)
  const conversation = await w.claim_next(o.accounts[id].kind, known)
  known.push(conversation)
  await eventually(() => o[id].sent(contact), (l) => l.length >= 1, 'the first automatic text')
  await eventually(() => w.log(conversation), (l) => l.filter((m) => m.from === 'system').every((m) => m.delivery === 'sent'), 'told')
  return { id, contact, conversation, at: (rest) => ({ ...o.who(id, contact), ...rest }) }
}
const state_of = async (w, c, seq) => (await w.log(c.conversation)).find((m) => m.seq === seq)
const state = (w, c) => w.head(c.conversation)?.state

describe('sending', { timeout: 300_000 }, () => {
  let o
  let sari
  before(async () => {
    o = await start_social({ limits: { outbox_request_seconds: 2 } })
    sari = await o.sign_in('sari')
  })
  beforeEach(() => [o.fb, o.ig].forEach((p) => p.reset()))
  after(() => o?.close())

  test('the first automatic text is one message, says that it is free and where to complain, and comes once', async () => {
    for (const [id, contact, limit] of [['fb', '8001', (t) => [...t].length <= 2000], ['ig', '8002', (t) => bytes(t) <= 1000]]) {
      const c = await citizen(o, sari, id, contact)
      const system = (await sari.log(c.conversation)).filter((m) => m.from === 'system')
      assert.equal(system.length, 1)
      const parts = await eventually(() => o[id].sent(contact), (l) => l.map((p) => p.text).join('').replace(/\s/g, '').replace(/(#REF-[\d-]+\.)[\w-]+/g, '$1•••') === system[0].text.replace(/\s/g, ''), 'every part; the secret is the citizen’s alone')
      if (id === 'ig') assert.ok(parts.length > 1)
      for (const p of parts) assert.ok(limit(p.text) && p.type === 'RESPONSE')
      const said = parts.map((p) => p.text).join('\n')
      for (const must of [/tidak dipungut biaya/, /SIPUMA/, /1500 225/, /pengaduan\.beacukai@customs\.go\.id/, /WhatsApp 0811-0000-PRI/, /status\/#REF-/, /otomatis/])
        assert.match(said, must)
      await o.says(id, contact, 'Satu hal lagi')
      await o.settled()
      await eventually(() => o.ctl_lines('outbox', 'list'), (l) => l.length === 0, 'nothing more to send')
      assert.equal(o[id].sent(contact).length, parts.length, 'no second automatic text while the request waits')
      const [, number, secret] = said.match(/#(REF-[\d-]+)\.(\S+?)[.\s]/)
      const status = await fetch(`${o.base}/api/v1/tickets/${number}`, { headers: { 'Sahut-Ticket-Secret': secret } })
      assert.equal(status.status, 200)
      assert.equal((await status.json()).state, 'assigned')
    }
  })

  test('calls carry the token in the header and the proof in the query', async () => {
    await citizen(o, sari, 'fb', '8051')
    const [call] = o.fb.log().filter((e) => e.accepted)
    assert.equal(call.headers.authorization, 'Bearer fb-token')
    assert.match(call.query.appsecret_proof, /^[0-9a-f]{64}$/)
    assert.equal(call.path, '/v25.0/me/messages')
  })

  test('an answer is pending, then sent; only then is the request answered; the head tells the window', async () => {
    const c = await citizen(o, sari, 'fb', '8101')
    const head = sari.head(c.conversation)
    assert.ok(Math.abs(new Date(head.window_closes_at) - Date.now() - 24 * 3600_000) < 60_000)
    o.fb.fault({ delay: 1200 })
    const { seq } = await sari.answer(c.conversation, 'Silakan unggah dokumen di portal.')
    assert.equal((await state_of(sari, c, seq)).delivery, 'pending')
    assert.equal(state(sari, c), 'assigned')
    await sari.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === 'sent', 'sent')
    await eventually(() => state(sari, c), (s) => s === 'answered')
    assert.equal(o.fb.sent('8101').filter((m) => m.text.includes('unggah')).length, 1)
  })

  test('a long answer goes out in parts within the limit, whole words and graphemes, in order', async () => {
    const long = Array.from({ length: 140 }, (_, i) => `Langkah ${i}: siapkan dokumen 👩‍👩‍👧‍👦 é.`).join('\n')
    for (const [id, contact] of [['fb', '8201'], ['ig', '8202']]) {
      const c = await citizen(o, sari, id, contact)
      const before_it = o[id].sent(contact).length
      await sari.answer(c.conversation, long.slice(0, 3900))
      await eventually(() => state(sari, c), (s) => s === 'answered', 'answered', 30_000)
      const parts = o[id].sent(contact).slice(before_it).map((m) => m.text)
      assert.ok(parts.length >= (id === 'ig' ? 4 : 2))
      assert.equal(parts.join('').replace(/\s/g, ''), long.slice(0, 3900).replace(/\s/g, ''))
      for (const p of parts) assert.ok(id === 'ig' ? bytes(p) <= 1000 : p.length <= 2000)
    }
  })

  test('order is kept for a recipient through faults, and others do not wait', async () => {
    const slow = await citizen(o, sari, 'ig', '8301')
    const other = await citizen(o, sari, 'ig', '8302')
    const before_it = o.ig.sent('8301').length
    o.ig.fault({ status: 500 }, { status: 503, body: 'busy' })
    for (const n of [1, 2, 3]) await sari.answer(slow.conversation, `Pertanyaan balik ${n}?`, 'question')
    await sari.answer(other.conversation, 'Untuk yang lain.')
    await eventually(() => o.ig.sent('8301').slice(before_it).map((m) => m.text), (l) => l.length === 3, 'three lines', 30_000).then((l) => assert.deepEqual(l, [1, 2, 3].map((n) => `Pertanyaan balik ${n}?`)))
    await eventually(() => state(sari, other), (s) => s === 'answered')
  })

  test('a rate limit is honoured by the whole account', async () => {
    const a = await citizen(o, sari, 'fb', '8401')
    const b = await citizen(o, sari, 'fb', '8402')
    o.fb.fault({ rate: true, retryAfter: 3 })
    await sari.answer(a.conversation, 'Jawaban A.')
    const limited = await eventually(() => o.fb.log().find((e) => e.status === 429))
    await sari.answer(b.conversation, 'Jawaban B.')
    await eventually(() => [state(sari, a), state(sari, b)], (l) => l.every((s) => s === 'answered'), 'both answered')
    for (const m of [...o.fb.sent('8401'), ...o.fb.sent('8402')].filter((x) => x.text.startsWith('Jawaban')))
      assert.ok(new Date(m.at) - new Date(limited.at) >= 2990, `${new Date(m.at) - new Date(limited.at)} ms`)
  })

  test('a rate limit inside a success is no success', async () => {
    const c = await citizen(o, sari, 'ig', '8451')
    o.ig.fault({ code: 613, status: 200 })
    await sari.answer(c.conversation, 'Jawaban setelah jeda.')
    await eventually(() => state(sari, c), (s) => s === 'answered')
    assert.equal(o.ig.sent('8451').filter((m) => m.text === 'Jawaban setelah jeda.').length, 1)
  })

  test('a permanent error is shown to the officer, stops no clock, and what follows goes on', async () => {
    const c = await citizen(o, sari, 'fb', '8501')
    o.fb.fault({ code: 551, subcode: 1545041 })
    const { seq } = await sari.answer(c.conversation, 'Tidak akan sampai.')
    const update = await sari.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === 'failed', 'failed')
    assert.ok(update.reason.length > 5)
    assert.equal(state(sari, c), 'assigned')
    await sari.answer(c.conversation, 'Yang ini sampai.')
    await eventually(() => state(sari, c), (s) => s === 'answered')
  })

  test('what fails after the close stays with its officer, also after a new sign-in, and is sent again or set aside', async () => {
    for (const [contact, again] of [['8551', true], ['8552', false]]) {
      const c = await citizen(o, sari, 'fb', contact)
      o.fb.fault({ status: 500, to: contact }, { code: 551, subcode: 1545041, to: contact })
      const { seq } = await sari.answer(c.conversation, 'Boleh tahu nomor resinya?', 'question')
      await sari.must('conversation.close', { conversation: c.conversation, outcome: 'abandoned' })
      const ours = (f) => f.conversation === c.conversation
      const newest = (w) => w.frames.findLast((f) => f.type === 'conversation' && ours(f)) ?? w.welcome.conversations.find(ours)
      const left = (w) => newest(w)?.undelivered
      await eventually(() => left(sari), (u) => u?.seq === seq && u.with === 'sari', 'it stands with her')
      assert.equal(newest(sari).state, 'closed')
      const later = await o.sign_in('sari')
      assert.equal(left(later)?.seq, seq)
      if (again) await later.must('message.retry', { conversation: c.conversation, seq })
      else await later.must('conversation.close', { conversation: c.conversation, outcome: 'abandoned' })
      if (again) await eventually(() => o.fb.sent(contact), (l) => l.some((m) => m.text === 'Boleh tahu nomor resinya?'), 'it arrived')
      await eventually(() => left(later), (u) => !u, 'it stands with nobody')
      const last = await o.sign_in('sari')
      assert.equal(newest(last), undefined)
    }
  })

  test('a window that the platform has closed holds an answer until the citizen writes again', async () => {
    const c = await citizen(o, sari, 'fb', '8601')
    o.fb.fault({ window: true }, { window: true })
    const { seq } = await sari.answer(c.conversation, 'Jawaban yang ditahan.')
    await eventually(() => state_of(sari, c, seq), (m) => m.delivery === 'pending' && m.reason, 'held, with the reason')
    const tried = o.fb.log().filter((e) => e.fault?.window)
    assert.deepEqual(tried.map((e) => e.body.tag), [undefined, 'HUMAN_AGENT'])
    await wait(700) // further tries would be this close
    assert.equal(o.fb.log().filter((e) => e.body?.message?.text === 'Jawaban yang ditahan.').length, 2, 'no further try')
    assert.equal(state(sari, c), 'assigned')
    assert.equal((await o.ctl_lines('outbox', 'list')).filter((e) => e.held).length, 1)
    await o.says('fb', '8601', 'Halo, ada kabar?')
    await eventually(() => o.fb.sent('8601'), (l) => l.some((m) => m.text === 'Jawaban yang ditahan.'), 'the held answer')
    await eventually(() => state_of(sari, c, seq), (m) => m.delivery === 'sent' && !m.reason)
    assert.equal(o.fb.sent('8601').find((m) => m.text === 'Jawaban yang ditahan.').type, 'RESPONSE')
  })

  test('without the human-agent feature a late answer is held and the account goes on', async () => {
    const c = await citizen(o, sari, 'ig', '8651')
    const other = await citizen(o, sari, 'ig', '8652')
    o.ig.set({ humanAgent: false })
    o.ig.fault({ window: true })
    const { seq } = await sari.answer(c.conversation, 'Terlambat.')
    await eventually(() => state_of(sari, c, seq), (m) => m.delivery === 'pending' && m.reason, 'held')
    await sari.answer(other.conversation, 'Tidak terlambat.')
    await eventually(() => state(sari, other), (s) => s === 'answered')
    await o.says('ig', '8651', 'Halo lagi?')
    await eventually(() => o.ig.sent('8651'), (l) => l.some((m) => m.text === 'Terlambat.'), 'the held answer')
    o.ig.set({ humanAgent: true })
  })

  test('a token error stops the account, is told to the operator and to officers, and a retry mends it', async () => {
    const a = await citizen(o, sari, 'ig', '8701')
    const b = await citizen(o, sari, 'ig', '8702')
    o.ig.fault({ token: true })
    const first = await sari.answer(a.conversation, 'Tertahan oleh token.')
    await eventually(() => state_of(sari, a, first.seq), (m) => m.delivery === 'pending' && /Akses akun ini/.test(m.reason ?? ''), 'pending with its reason')
    const second = await sari.answer(b.conversation, 'Juga tertahan.')
    const update = await sari.see((f) => f.type === 'message.update' && f.conversation === b.conversation && f.seq === second.seq && f.reason, 'the second one as well')
    assert.equal(update.delivery, 'pending')
    const listed = (await o.ctl_lines('outbox', 'list')).filter((e) => e.entry.startsWith('ig/'))
    assert.equal(listed.length, 2)
    assert.ok(listed.every((e) => /Akses akun ini/.test(e.reason)))
    await eventually(() => fetch(`${o.base}/metrics`).then((r) => r.text()), (t) => /sahut_account_stopped\{account="ig"\} 1/.test(t), 'the metric')
    assert.equal((await o.ctl('outbox', 'retry', listed[0].entry)).code, 0)
    await eventually(() => [state(sari, a), state(sari, b)], (l) => l.every((s) => s === 'answered'), 'both answered')
    await eventually(() => fetch(`${o.base}/metrics`).then((r) => r.text()), (t) => /sahut_account_stopped\{account="ig"\} 0/.test(t), 'the metric')
  })

  test('no answer, a broken connection or a success without an id is unknown, and never sent twice', async () => {
    const cases = [['drop', { drop: 'after' }], ['hang', { hang: true }], ['empty', { empty: true }], ['slow', { delay: 3500 }]]
    for (const [i, [name, fault]] of cases.entries()) {
      for (const id of ['fb', 'ig']) {
        const c = await citizen(o, sari, id, `88${i}${id === 'fb' ? 1 : 2}`)
        o[id].fault(fault)
        const text = `Jawaban ${name} ${id}.`
        const { seq } = await sari.answer(c.conversation, text)
        await eventually(() => state_of(sari, c, seq), (m) => m.delivery === 'unknown', `${name}: unknown`)
        assert.equal(state(sari, c), 'assigned', 'unknown stops nothing')
        await sari.answer(c.conversation, 'Baris sesudahnya.', 'question')
        const sent = await eventually(() => o[id].sent(c.contact).find((m) => m.text === text))
        await wait(500) // it would have gone within this; it may go after ten seconds
        assert.ok(!o[id].sent(c.contact).some((m) => m.text === 'Baris sesudahnya.'), `${name}: what follows waits`)
        await o.hook(id, [element.echo(c.at({ mid: sent.mid, text, metadata: sent.metadata, ...(id === 'fb' ? { appId: 700100200300 } : {}) }))])
        await eventually(() => state(sari, c), (s) => s === 'answered', `${name} ${id}: reconciled`)
        await eventually(() => o[id].sent(c.contact).filter((m) => m.text === 'Baris sesudahnya.').length, (n) => n === 1)
        assert.equal(o[id].sent(c.contact).filter((m) => m.text === text).length, 1, name)
        assert.equal((await sari.log(c.conversation)).filter((m) => m.text === text).length, 1)
      }
    }
  })

  test('an unknown answer is dropped or sent again by an operator\'s hand', async () => {
    const c = await citizen(o, sari, 'fb', '8901')
    o.fb.fault({ drop: 'before' })
    const { seq } = await sari.answer(c.conversation, 'Ragu-ragu.')
    await eventually(() => state_of(sari, c, seq), (m) => m.delivery === 'unknown')
    const [entry] = (await o.ctl_lines('outbox', 'list')).filter((e) => e.conversation === c.conversation)
    assert.deepEqual(entry.parts, ['unknown'])
    assert.doesNotMatch(JSON.stringify(entry), /Ragu|8901/)
    assert.equal((await o.ctl('outbox', 'retry', entry.entry)).code, 0)
    await eventually(() => state(sari, c), (s) => s === 'answered')
    const d = await citizen(o, sari, 'fb', '8902')
    o.fb.fault({ drop: 'before' })
    const other = await sari.answer(d.conversation, 'Dibatalkan.')
    await eventually(() => state_of(sari, d, other.seq), (m) => m.delivery === 'unknown')
    const [again] = (await o.ctl_lines('outbox', 'list')).filter((e) => e.conversation === d.conversation)
    assert.equal((await o.ctl('outbox', 'drop', again.entry)).code, 0)
    await eventually(() => state_of(sari, d, other.seq), (m) => m.delivery === 'failed' && m.reason)
    assert.notEqual((await o.ctl('outbox', 'drop', again.entry)).code, 0)
    assert.deepEqual((await o.ctl_lines('outbox', 'list')).filter((e) => e.conversation === d.conversation), [])
    assert.notEqual((await o.ctl('journal', 'retry', 'fb/999')).code, 0)
  })
})

describe('a daemon that dies', { timeout: 300_000 }, () => {
  let o
  before(async () => {
    o = await start_social({})
  })
  after(() => o?.close())

  test('between the platform\'s acceptance and the commit: unknown, reconciled by its echo, sent once', async () => {
    for (const [id, contact] of [['fb', '6001'], ['ig', '6002']]) {
      const w = await o.sign_in(`sari.${id}`)
      const c = await citizen(o, w, id, contact)
      o[id].fault({ hang: true })
      const text = `Jawaban sebelum mati, ${id}.`
      const { seq } = await w.answer(c.conversation, text)
      const sent = await eventually(() => o[id].sent(contact).find((m) => m.text === text))
      await o.crash()
      await o.begin()
      const again = await o.window(w.token)
      await eventually(() => state_of(again, c, seq), (m) => m.delivery === 'unknown', 'unknown', 40_000)
      assert.equal(again.heads().find((h) => h.conversation === c.conversation).state, 'assigned')
      await wait(1500) // an answer is never sent again, however long its echo takes
      assert.equal(o[id].sent(contact).filter((m) => m.text === text).length, 1)
      await o.hook(id, [element.echo(c.at({ mid: sent.mid, text, metadata: sent.metadata }))])
      await eventually(() => again.head(c.conversation)?.state, (s) => s === 'answered', 'answered')
      assert.equal((await state_of(again, c, seq)).delivery, 'sent')
      assert.equal(o[id].sent(contact).filter((m) => m.text === text).length, 1)
      assert.equal((await again.log(c.conversation)).filter((m) => m.text === text).length, 1)
    }
  })

  test('right after its 200: the message is there once', async () => {
    const w = await o.sign_in('tuti')
    const elements = Array.from({ length: 40 }, (_, i) => element.text({ ...o.who('fb', '6101'), mid: `crash_${i}`, text: `baris ${i}`, at: Date.now() + i }))
    assert.equal((await o.hook('fb', elements)).status, 200)
    await o.crash()
    await o.begin()
    const again = await o.window(w.token)
    const c = await again.claim_next('messenger', known)
    known.push(c)
    const log = await eventually(() => again.log(c), (l) => l.filter((m) => m.from === 'visitor').length >= 40, 'all of it', 40_000)
    assert.deepEqual(log.filter((m) => m.from === 'visitor').map((m) => m.text), elements.map((e) => e.message.text))
    assert.equal((await o.hook('fb', elements)).status, 200)
    await o.settled()
    assert.equal((await again.log(c)).filter((m) => m.from === 'visitor').length, 40)
    // Killed between `sending` and the request, nobody can know whether it went out: it is shown so, and not sent blindly.
    const told = async () => (await again.log(c)).filter((m) => m.from === 'system')
    await eventually(told, (l) => l.length === 1 && ['sent', 'unknown'].includes(l[0].delivery), 'told, or not known to be')
    const [{ delivery }] = await told()
    const sent = o.fb.sent('6101').length
    assert.ok(delivery === 'sent' ? sent === 1 : sent <= 1, `${delivery}, sent ${sent} times`)
  })
})

describe('a platform that is away', { timeout: 120_000 }, () => {
  test('an answer waits for it with growing pauses and is sent once', async () => {
    const o = await start_social({})
    try {
      const w = await o.sign_in('sari')
      const c = await citizen(o, w, 'fb', '6201')
      const port = o.fb.port
      await o.fb.close()
      const { seq } = await w.answer(c.conversation, 'Sabar menunggu.')
      await eventually(async () => (await o.ctl_lines('outbox', 'list'))[0]?.attempts, (n) => n >= 2, 'attempts')
      const waiting = await eventually(() => state_of(w, c, seq), (m) => m.reason, 'the reason')
      assert.equal(waiting.delivery, 'pending')
      assert.match(waiting.reason, /Platform tidak terjangkau/)
      assert.equal((await o.ctl_lines('outbox', 'list'))[0].reason, waiting.reason)
      assert.match(o.said(), /account=fb entry=\d+: a sending failed and will be tried again: Platform tidak terjangkau/)
      assert.doesNotMatch(o.said(), /Sabar menunggu/)
      const { start } = await import('../standin/platform.mjs')
      const a = o.accounts.fb
      const back = await start({ port, kind: a.kind, account: a.account, appId: a.appId, accessToken: a.token, appSecret: a.secret })
      try {
        await eventually(() => w.head(c.conversation).state, (s) => s === 'answered', 'answered', 40_000)
        assert.equal(back.sent('6201').length, 1)
      } finally {
        await back.close()
      }
    } finally {
      await o.close()
    }
  })
})

describe('tickets', { timeout: 120_000 }, () => {
  test('a number is told on the channel when the time comes, and a late answer is the ticket\'s', async () => {
    const o = await start_social({ policy: { answer_limit_minutes: 0.1 } })
    try {
      const w = await o.sign_in('sari')
      for (const [id, contact] of [['fb', '6301'], ['ig', '6302']]) {
        await o.says(id, contact, 'Kapan barang saya keluar?')
        const c = await w.claim_next(o.accounts[id].kind, known)
        known.push(c)
        const told = await eventually(() => o[id].sent(contact).find((m) => /ESK-\d{6}-\d{5}-\d/.test(m.text)), Boolean, 'the number', 30_000)
        const number = told.text.match(/ESK-\d{6}-\d{5}-\d/)[0]
        const link = o[id].sent(contact).map((m) => m.text).join('\n').match(new RegExp(`#${number}\\.([\\w-]+)`))
        assert.ok(link, 'the status link')
        const status = await fetch(`${o.base}/api/v1/tickets/${number}`, { headers: { 'Sahut-Ticket-Secret': link[1] } })
        assert.equal(status.status, 200)
        await eventually(async () => (await o.ctl_lines('ticket', 'show', number)).find((l) => l.told)?.told, (t) => t === 'told', 'told')
        await w.answer(c, 'Barang Anda sudah keluar.')
        await eventually(async () => (await o.ctl_lines('ticket', 'show', number)).find((l) => l.told)?.state, (s) => s === 'answered', 'answered')
      }
    } finally {
      await o.close()
    }
  })

  test('a number whose answer was lost is told again when no echo comes, and only once more', async () => {
    const o = await start_social({ policy: { answer_limit_minutes: 0.1 }, limits: { outbox_echo_seconds: 2 } })
    try {
      await o.says('fb', '6311', 'Kapan barang saya keluar?')
      await eventually(() => o.fb.sent('6311').length, (n) => n === 1, 'the first automatic text')
      await o.settled()
      o.fb.fault({ drop: 'after' })
      const told = () => o.fb.sent('6311').filter((m) => /ESK-\d{6}-\d{5}-\d/.test(m.text))
      await eventually(told, (l) => l.length === 1, 'the number', 30_000)
      const number = told()[0].text.match(/ESK-\d{6}-\d{5}-\d/)[0]
      await eventually(told, (l) => l.length === 2, 'again', 30_000)
      assert.equal(told()[1].text, told()[0].text)
      await eventually(async () => (await o.ctl_lines('ticket', 'show', number)).find((l) => l.told)?.told, (t) => t === 'told', 'told')
      await wait(4000) // twice as long as the pause before the second
      assert.equal(told().length, 2)
    } finally {
      await o.close()
    }
  })
})

describe('two workers', { timeout: 120_000 }, () => {
  test('what became of a message reaches its officer wherever the account is served', async () => {
    const o = await start_social({ workers: 3 })
    try {
      const w = await o.sign_in('sari')
      for (let i = 0; i < 6; i += 1) {
        const other = await o.window(w.token)
        const c = await citizen(o, w, 'fb', `640${i}`)
        const { seq } = await other.answer(c.conversation, 'Silakan datang.')
        for (const one of [w, other]) await one.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === 'sent', 'sent')
        await w.must('note.add', { conversation: c.conversation, text: 'catatan' })
        await other.see((f) => f.type === 'note' && f.conversation === c.conversation, 'the note')
        await w.must('note.add', { conversation: c.conversation, text: 'sesudahnya' })
        await other.see((f) => f.type === 'note' && f.conversation === c.conversation && f.text === 'sesudahnya', 'the note after it')
        assert.equal(other.frames.filter((f) => f.type === 'note' && f.conversation === c.conversation && f.text === 'catatan').length, 1)
        other.close()
      }
    } finally {
      await o.close()
    }
  })
})
