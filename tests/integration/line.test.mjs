// LINE: a question in, an officer's answer out, edits and unsends, every row of the error table, redelivery, rotation, and
// a poisoned event among good ones.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { faults, start as start_line } from '../standin/line.mjs'
import { eventually, start_social } from './social_support.mjs'

const known = []
const last = (log) => log[log.length - 1]
const user = (n) => `U${String(n).padStart(32, '0')}`

async function start_office(options = {}) {
  const line = await start_line({ accessToken: 'line-token', channelSecret: 'line-secret' })
  const table = { id: 'ln', kind: 'line', office: 'priok', queue: 'umum', account: line.settings.account, decision: 'KEP-12/KPU.1/2026', channel_secret: ['env:LINE_NEXT', 'env:LINE_SECRET'], access_token: 'env:LINE_TOKEN', content_base: line.base, api_base: line.base }
  const o = await start_social({ ...options, channels: [table], env: { LINE_TOKEN: 'line-token', LINE_SECRET: 'line-secret', LINE_NEXT: 'line-next' } })
  line.set({ webhookUrl: `${o.base}/webhooks/ln` })
  return { o, line, close: async () => (await o.close(), await line.close()) }
}

describe('line', { timeout: 400_000 }, () => {
  let office
  let o
  let line
  let sari
  before(async () => {
    office = await start_office({ limits: { outbox_request_seconds: 2 } })
    ;({ o, line } = office)
    sari = await o.sign_in('sari')
  })
  beforeEach(() => {
    line.reset()
    line.set({ quota: Infinity })
  })
  after(() => office?.close())

  async function citizen(n, question = `Bagaimana cara mengurus dokumen ${n}?`) {
    const contact = user(n)
    const { status, event } = await line.says(contact, question)
    assert.equal(status, 200)
    const conversation = await sari.claim_told('line', known)
    return { contact, conversation, first: event }
  }
  const log_of = (c, holds, what) => sari.log_until(c.conversation, holds, what)
  const state = (c) => sari.head(c.conversation)?.state
  const line_of = (c, seq) => sari.line(c.conversation, seq)
  const metrics = () => fetch(`${o.base}/metrics`).then((r) => r.text())

  test('a question comes, the answer is pushed with a key of its own, and there is no window', async () => {
    const c = await citizen(101)
    assert.equal(sari.head(c.conversation).window_closes_at, undefined)
    const { seq } = await sari.answer(c.conversation, 'Silakan datang besok.')
    await eventually(() => state(c), (s) => s === 'answered', 'answered')
    assert.equal((await line_of(c, seq)).delivery, 'sent')
    const sent = line.sent(c.contact)
    assert.equal(last(sent).text, 'Silakan datang besok.')
    assert.equal(new Set(sent.map((m) => m.key)).size, sent.length)
    assert.match(sent[0].text, /tidak dipungut biaya/)
  })

  test('a new contact is called as LINE calls them, once asked; without a name everything goes on', async () => {
    line.set({ names: { [user(150)]: 'Siti Aminah' } })
    const asked = (contact) => line.log().filter((call) => call.path === `/v2/bot/profile/${contact}`).length
    const c = await citizen(150)
    await eventually(() => sari.head(c.conversation).contact?.name, (name) => name === 'Siti Aminah', 'the name')
    await line.says(c.contact, 'Satu hal lagi.')
    await log_of(c, (l) => l.some((m) => m.text === 'Satu hal lagi.'), 'more')
    assert.equal(asked(c.contact), 1)
    const nameless = await citizen(151)
    await eventually(() => asked(nameless.contact), (n) => n === 1, 'asked')
    await line.says(nameless.contact, 'Dan ini?')
    await log_of(nameless, (l) => l.some((m) => m.text === 'Dan ini?'), 'it goes on')
    assert.equal(sari.head(nameless.conversation).contact?.name, undefined)
    assert.equal(asked(nameless.contact), 1)
    assert.ok(!o.said().includes('Siti Aminah'))
  })

  test('a body that is not authentic is refused and leaves nothing; each allowed secret is taken', async () => {
    const c = await citizen(201, 'asli')
    const forged = () => [line.message(c.contact, 'palsu')]
    for (const how of [{ unsigned: true }, { signature: '' }, { secret: 'lain' }, { signature: 'sha256=AAAA' }, { secret: 'line-token' }]) assert.equal((await line.hook(forged(), how)).status, 401, JSON.stringify(how))
    assert.equal((await fetch(`${o.base}/webhooks/ln`)).status, 403)
    assert.equal((await line.hook([line.message(c.contact, 'dengan rahasia kedua')], { secret: 'line-next' })).status, 200)
    await log_of(c, (l) => last(l).text === 'dengan rahasia kedua', 'the second secret')
    assert.ok(!JSON.stringify(await sari.log(c.conversation)).includes('palsu'))
  })

  test('the console\'s verification is answered with 200', async () => {
    assert.equal((await line.hook([], { destination: 'xxxxxxxxxx' })).status, 200)
    assert.equal((await line.hook([])).status, 200)
    await eventually(metrics, (t) => /sahut_channel_notices\w*\{[^}]*verification/.test(t), 'counted')
  })

  test('an event that is delivered again is one message', async () => {
    const c = await citizen(301)
    const event = line.message(c.contact, 'sekali saja')
    const chosen = line.event('postback', c.contact, { postback: { data: 'aksi=cek' } })
    for (const body of [[event, event], [line.again(event), chosen], [line.again(chosen)]]) assert.equal((await line.hook(body)).status, 200)
    await log_of(c, (l) => last(l).text === 'aksi=cek', 'both')
    await o.settled()
    assert.deepEqual((await sari.log(c.conversation)).filter((m) => m.from === 'visitor').map((m) => m.text).slice(1), ['sekali saja', 'aksi=cek'])
  })

  test('what a citizen sends is shown by its kind, once', async () => {
    const c = await citizen(401)
    const shown = [
      [{ type: 'image', contentProvider: { type: 'line' } }, 'image', undefined],
      [{ type: 'video', duration: 60000, contentProvider: { type: 'line' } }, 'video', 'video (60 detik)'],
      [{ type: 'audio', duration: 5000, contentProvider: { type: 'line' } }, 'audio', 'pesan suara (5 detik)'],
      [{ type: 'file', fileName: 'PIB.pdf', fileSize: 9 }, 'file', 'PIB.pdf'],
      [{ type: 'location', title: 'TPS', address: 'Jl. 1', latitude: -6.1, longitude: 106.9 }, 'location', 'TPS, Jl. 1'],
      [{ type: 'sticker', packageId: '1', stickerId: '2', keywords: ['Halo'] }, 'sticker', 'stiker: Halo'],
    ]
    for (const [message, kind, title] of shown) {
      const before_it = (await sari.log(c.conversation)).length
      await line.hook([line.message(c.contact, undefined, message)])
      const m = (await log_of(c, (l) => l.length > before_it, kind)).find((x) => x.seq > before_it)
      assert.deepEqual([m.from, m.kind], ['visitor', kind])
      if (title) assert.equal(m.attachments[0].title ?? m.attachments[0].name, title)
    }
  })

  test('edits, unsends and quotes concern their message', async () => {
    const c = await citizen(501, 'Pertanyaan')
    const first = (l) => l.find((m) => m.seq === 1)
    const id = c.first.message.id
    const at = c.first.timestamp
    await line.hook([line.event('messageEdited', c.contact, { timestamp: at + 9000, message: { id, type: 'text', text: 'Pertanyaan baru' } })])
    await log_of(c, (l) => first(l).edited && first(l).text === 'Pertanyaan baru', 'edited')
    await line.hook([line.event('messageEdited', c.contact, { timestamp: at + 3000, message: { id, type: 'text', text: 'terlambat' } })])
    await o.settled()
    assert.equal(first(await sari.log(c.conversation)).text, 'Pertanyaan baru')
    const { seq } = await sari.answer(c.conversation, 'Nomor resinya berapa?', 'question')
    const asked = await eventually(() => line.sent(c.contact).find((m) => m.text.includes('resinya')))
    await sari.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === 'sent', 'sent')
    await line.says(c.contact, 'AB123', { quotedMessageId: asked.id })
    await log_of(c, (l) => last(l).reply_to === seq, 'a quote of ours')
    await line.hook([line.event('unsend', c.contact, { unsend: { messageId: id } })])
    await log_of(c, (l) => first(l).removed && first(l).text === undefined, 'unsent')
    const gone = line.message(c.contact, 'rahasia yang ditarik')
    await line.hook([line.event('unsend', c.contact, { unsend: { messageId: gone.message.id } })])
    await line.hook([gone])
    await log_of(c, (l) => last(l).removed, 'unsent before it came')
    assert.ok(!JSON.stringify(sari.frames).includes('rahasia yang ditarik'))
  })

  test('a poisoned event costs its siblings nothing, and their order is the platform\'s', async () => {
    const c = await citizen(601)
    const at = Date.now()
    const body = [{ ...line.message(c.contact, 'dua'), timestamp: at + 2 }, 7, null, { type: 'message' }, { type: 'message', source: { type: 'user', userId: 'U 1\n' }, message: {} }, { ...line.message(c.contact, 'satu'), timestamp: at + 1 }]
    assert.equal((await line.hook(body)).status, 200)
    const log = await log_of(c, (l) => l.some((m) => m.text === 'dua'), 'both')
    assert.deepEqual(log.filter((m) => m.from === 'visitor').map((m) => m.text).slice(1), ['satu', 'dua'])
    await eventually(() => o.ctl_lines('journal', 'list'), (l) => l.some((e) => e.entry.startsWith('ln/') && e.state === 'parked'), 'the body is kept')
    for (const raw of ['not json', '[]', '{"events":7}']) assert.equal((await line.hook(null, { raw })).status, 200, raw)
  })

  test('groups, rooms, strangers\' bodies and what says nothing are counted', async () => {
    const c = await citizen(701)
    await o.settled()
    const n = (await sari.log(c.conversation)).length
    const none = [
      { ...line.message(c.contact, 'di grup'), source: { type: 'group', groupId: 'C1', userId: c.contact } },
      { ...line.message(c.contact, 'di ruang'), source: { type: 'room', roomId: 'R1', userId: c.contact } },
      line.event('join', c.contact, { source: { type: 'group', groupId: 'C1' } }),
      line.event('unfollow', c.contact),
      line.event('follow', c.contact, { follow: { isUnblocked: true } }),
      line.event('beacon', c.contact, { beacon: { hwid: 'd', type: 'enter' } }),
      line.event('accountLink', c.contact, { link: { result: 'ok', nonce: 'x' } }),
      line.event('undefined', c.contact, { undefinedField: { 1: 1 } }),
    ]
    assert.equal((await line.hook(none)).status, 200)
    assert.equal((await line.hook([line.message(c.contact, 'untuk akun lain')], { destination: user('ffff') })).status, 200)
    await o.settled()
    assert.equal((await sari.log(c.conversation)).length, n)
    const counted = (await eventually(metrics, (t) => /account="ln"[^}]*blocked/.test(t) || /blocked[^}]*account="ln"/.test(t), 'counted')).split('\n').filter((l) => l.startsWith('sahut_channel_notices'))
    assert.doesNotMatch(counted.join('\n'), /undefinedField|U0000/)
  })

  test('that a citizen blocks the account, and takes it back, stands at the conversation and in its notes', async () => {
    const c = await citizen(751)
    const told = (type) => sari.frames.filter((f) => f.type === type && f.conversation === c.conversation)
    const newest = (holds, what) => eventually(() => last(told('conversation')), holds, what)
    const when = Date.now()
    const blocked = { ...line.event('unfollow', c.contact), timestamp: when }
    assert.equal((await line.hook([blocked])).status, 200)
    assert.equal((await newest((f) => f?.blocked_at, 'blocked')).blocked_at, new Date(when).toISOString())
    assert.equal((await line.hook([blocked])).status, 200, 'told again')
    assert.equal((await line.hook([{ ...line.event('follow', c.contact, { follow: { isUnblocked: true } }), timestamp: when + 1 }])).status, 200)
    await newest((f) => f?.blocked_at === undefined, 'unblocked')
    assert.deepEqual(told('note').map((n) => n.text.match(/memblokir|membuka blokir/)?.[0]), ['memblokir', 'membuka blokir'])
    assert.equal((await line.hook([{ ...line.event('unfollow', c.contact), timestamp: when + 2 }])).status, 200)
    await newest((f) => f?.blocked_at, 'blocked once more')
    assert.equal((await line.hook([{ ...line.message(c.contact, 'Saya kembali'), timestamp: when + 3 }])).status, 200)
    await newest((f) => f?.blocked_at === undefined, 'who writes has taken it back')
    assert.equal(state(c), 'assigned', 'no clock stops')
  })

  test('each error has its consequence', async () => {
    for (const [i, [fault, words]] of [[faults.invalid(), /ditolak oleh LINE/], [faults.no_user(), /tidak ditemukan/]].entries()) {
      const c = await citizen(800 + i)
      line.fault(fault)
      const { seq } = await sari.answer(c.conversation, 'Tidak sampai.')
      const m = await eventually(() => line_of(c, seq), (x) => x.delivery === 'failed', String(words))
      assert.match(m.reason, words)
      assert.equal(state(c), 'assigned', 'stops no clock')
      await sari.answer(c.conversation, 'Yang ini sampai.')
      await eventually(() => state(c), (s) => s === 'answered', 'what follows goes on')
    }
    for (const [i, fault] of [faults.internal(), { status: 502, body: '<html>' }, { status: 503 }, faults.limited(), faults.limited(1)].entries()) {
      const c = await citizen(810 + i)
      line.fault(fault)
      await sari.answer(c.conversation, 'Dicoba lagi.')
      await eventually(() => state(c), (s) => s === 'answered', `after ${fault.status}`)
      const tried = line.log().filter((e) => e.body?.to === c.contact && e.body.messages[0].text === 'Dicoba lagi.')
      assert.equal(tried.length, 2)
      assert.equal(new Set(tried.map((e) => e.headers['x-line-retry-key'])).size, 1, 'with the same key')
    }
  })

  test('an answer that was lost is sent again under its key and arrives once', async () => {
    for (const [i, fault] of [{ drop: 'after' }, { hang: true }, { drop: 'before' }, { status: 504 }].entries()) {
      const c = await citizen(900 + i)
      line.fault(fault)
      const { seq } = await sari.answer(c.conversation, 'Jawaban hilang.')
      await eventually(() => state(c), (s) => s === 'answered', JSON.stringify(fault))
      assert.equal((await line_of(c, seq)).delivery, 'sent')
      assert.equal(line.sent(c.contact).filter((m) => m.text === 'Jawaban hilang.').length, 1)
    }
  })

  test('the month\'s limit and a refused token stop the account with their reason, and an operator mends it', async () => {
    for (const [i, [fault, words]] of [[faults.month(), /Kuota pesan bulanan/], [faults.unauthorized(), /Akses akun ini ke LINE/], [faults.forbidden(), /tidak mengizinkan/]].entries()) {
      const c = await citizen(1000 + i)
      line.fault(fault)
      const { seq } = await sari.answer(c.conversation, 'Tertahan.')
      await eventually(() => line_of(c, seq), (m) => m.delivery === 'pending' && words.test(m.reason ?? ''), String(words))
      await eventually(metrics, (t) => /sahut_account_stopped\{account="ln"\} 1/.test(t), 'the metric')
      const [entry] = (await o.ctl_lines('outbox', 'list')).filter((e) => e.conversation === c.conversation)
      assert.equal((await o.ctl('outbox', 'retry', entry.entry)).code, 0)
      await eventually(() => state(c), (s) => s === 'answered', 'answered')
    }
  })

  test('the operator has the endpoint set, looked at and tried through the daemon', async () => {
    const before_it = await o.ctl('channel', 'check', 'ln')
    assert.equal(before_it.code, 65)
    assert.match(before_it.err, /no webhook is set/)
    const set = await o.ctl('channel', 'setup', 'ln')
    assert.equal(set.code, 0, set.err)
    assert.equal(line.endpoint().endpoint, `${o.base}/webhooks/ln`)
    assert.match(set.out, /it works/)
    line.set({ testAnswer: { success: false, reason: 'COULD_NOT_CONNECT', detail: 'TLS' } })
    const failed = await o.ctl('channel', 'check', 'ln')
    assert.equal(failed.code, 65)
    assert.match(failed.err, /COULD_NOT_CONNECT/)
  })

  test('what a killed daemon left under way is sent again by the next and arrives once', async () => {
    const c = await citizen(1101)
    line.fault({ hang: true })
    await sari.answer(c.conversation, 'Jawaban sebelum mati.')
    await eventually(() => line.sent(c.contact).find((m) => m.text === 'Jawaban sebelum mati.'))
    await o.crash()
    await o.begin()
    sari = await o.window(sari.token)
    await eventually(() => sari.heads().find((h) => h.conversation === c.conversation)?.state, (s) => s === 'answered', 'answered', 40_000)
    assert.equal(line.sent(c.contact).filter((m) => m.text === 'Jawaban sebelum mati.').length, 1)
    assert.ok(line.log().some((e) => e.status === 409))
  })
})
