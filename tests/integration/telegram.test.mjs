// Telegram: a question in, an officer's answer out, what is told of messages, every row of the error table, redelivery,
// rotation, and the bot's token in no line of the log.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, beforeEach, describe, test } from 'node:test'
import { faults, start as start_bot } from '../standin/telegram.mjs'
import { eventually, start_social } from './social_support.mjs'

const token = '700100200:AAE-tidak_untuk_log'
const known = []
const last = (log) => log[log.length - 1]

/** The office with one bot more, and its stand-in. */
async function start_office(options = {}) {
  const bot = await start_bot({ token, secretToken: 'kata-rahasia_1' })
  const table = { id: 'tg', kind: 'telegram', office: 'priok', queue: 'umum', account: '700100200', decision: 'KEP-12/KPU.1/2026', bot_token: 'env:TG_TOKEN', secret_token: ['env:TG_NEXT', 'env:TG_SECRET'], api_base: bot.base }
  // A second bot with the same word: what comes for one is not the other's.
  const second = { ...table, id: 'tg2', account: '1111', bot_token: 'env:TG_TOKEN2' }
  const o = await start_social({ ...options, channels: [table, second], env: { TG_TOKEN: token, TG_TOKEN2: '1111:x', TG_SECRET: 'kata-rahasia_1', TG_NEXT: 'kata-rahasia_2' } })
  bot.set({ webhookUrl: `${o.base}/webhooks/tg` })
  return { o, bot, close: async () => (await o.close(), await bot.close()) }
}

describe('telegram', { timeout: 400_000 }, () => {
  let office
  let o
  let bot
  let sari
  before(async () => {
    office = await start_office({ limits: { outbox_request_seconds: 2 } })
    ;({ o, bot } = office)
    sari = await o.sign_in('sari')
  })
  beforeEach(() => bot.reset())
  after(() => office?.close())

  async function citizen(chat, question = `Bagaimana cara mengurus dokumen ${chat}?`, rest = {}) {
    const { status, message } = await bot.says(chat, question, rest)
    assert.equal(status, 200)
    const conversation = await sari.claim_told('telegram', known)
    return { chat, conversation, first: message }
  }
  const log_of = (c, holds, what) => sari.log_until(c.conversation, holds, what)
  const state = (c) => sari.head(c.conversation)?.state
  const line_of = (c, seq) => sari.line(c.conversation, seq)
  const notices = async () => (await fetch(`${o.base}/metrics`).then((r) => r.text())).split('\n').filter((l) => l.startsWith('sahut_channel_notices') && l.includes('account="tg"'))

  test('a question comes with its asker\'s name, the answer arrives as plain text, and there is no window', async () => {
    const c = await citizen('5000000123', 'Kapan <b>barang</b> saya _keluar_?', { name: 'Siti' })
    const head = sari.head(c.conversation)
    assert.equal(head.contact.name, 'Siti')
    assert.equal(head.window_closes_at, undefined)
    const { seq } = await sari.answer(c.conversation, 'Yth. Ibu, <b>besok</b> pukul 9_00* [lihat](http://a).')
    await eventually(() => state(c), (s) => s === 'answered', 'answered')
    assert.equal((await line_of(c, seq)).delivery, 'sent')
    const sent = last(bot.sent(c.chat))
    assert.equal(sent.text, 'Yth. Ibu, <b>besok</b> pukul 9_00* [lihat](http://a).')
    assert.equal(sent.body.chat_id, 5000000123)
    assert.equal(sent.body.parse_mode, undefined)
    assert.match(bot.sent(c.chat)[0].text, /tidak dipungut biaya/)
  })

  test('a body that is not authentic is refused and leaves nothing; each allowed word is taken', async () => {
    const update = (text) => bot.update({ message: bot.message('5000000200', text) })
    const cases = [{ unsigned: true }, { secret: '' }, { secret: 'kata-rahasia_0' }, { secret: 'KATA-RAHASIA_1' }, { secret: 'kata-rahasia_1x' }, { secret: token }]
    for (const how of cases) assert.equal((await bot.hook(update('palsu'), how)).status, 401, JSON.stringify(how))
    assert.equal((await fetch(`${o.base}/webhooks/tg?hub.mode=subscribe&hub.challenge=1`)).status, 403)
    const c = await citizen('5000000200', 'asli')
    assert.equal((await bot.hook(update('dengan kata kedua'), { secret: 'kata-rahasia_2' })).status, 200)
    await log_of(c, (l) => last(l).text === 'dengan kata kedua', 'the second word')
    assert.ok(!JSON.stringify(await sari.log(c.conversation)).includes('palsu'))
  })

  test('an update told again is one message, and a bot with the same word does not take it', async () => {
    const c = await citizen('5000000300')
    const update = bot.update({ message: bot.message(c.chat, 'nomor 1111 sekali saja') })
    for (let i = 0; i < 3; i += 1) assert.equal((await bot.hook(update)).status, 200)
    await o.settled()
    assert.equal((await sari.log(c.conversation)).filter((m) => m.text === 'nomor 1111 sekali saja').length, 1)
    assert.equal(sari.heads().filter((h) => h.channel === 'telegram' && h.state === 'queued' && !known.includes(h.conversation)).length, 0)
  })

  test('while nothing can be stored it is not taken, and Telegram brings it again', async () => {
    const c = await citizen('5000000350')
    await o.end()
    const later = bot.hook(bot.update({ message: bot.message(c.chat, 'sabar') }), { attempts: 100, pause: 200 })
    await o.begin()
    assert.equal((await later).status, 200)
    sari = await o.window(sari.token)
    await log_of(c, (l) => last(l).text === 'sabar', 'it came')
  })

  test('what a citizen sends is shown by its kind, once', async () => {
    const c = await citizen('5000000400')
    const shown = [
      [{ photo: [{ file_id: 's' }, { file_id: 'L' }], caption: 'resi' }, { kind: 'image', text: 'resi' }],
      [{ document: { file_id: 'd', file_name: 'PIB.pdf' } }, { kind: 'file', title: 'PIB.pdf' }],
      [{ voice: { file_id: 'v', duration: 5 } }, { kind: 'audio', title: 'pesan suara (5 detik)' }],
      [{ sticker: { file_id: 'x', emoji: '👍' } }, { kind: 'sticker', title: '👍' }],
      [{ location: { latitude: -6.1, longitude: 106.9 } }, { kind: 'location' }],
      [{ venue: { location: { latitude: -6.1, longitude: 106.9 }, title: 'TPS', address: 'Jl. 1' }, location: { latitude: -6.1, longitude: 106.9 } }, { kind: 'location', title: 'TPS, Jl. 1' }],
      [{ contact: { phone_number: '+62811', first_name: 'Agen' } }, { kind: 'other', title: 'kontak: Agen, +62811' }],
      [{ poll: { id: '1', question: 'Mana?', options: [{ text: 'A' }, { text: 'B' }] } }, { kind: 'other', title: 'jajak pendapat: Mana? (A / B)' }],
      [{ dice: { emoji: '🎲', value: 3 } }, { kind: 'sticker', title: '🎲 3' }],
      [{ text: 'lihat', forward_origin: { type: 'channel', chat: { id: -1001, title: 'Bea Cukai' } } }, { kind: 'text', text: 'lihat', title: 'pesan terusan dari Bea Cukai' }],
      [{ media_group_id: 'g1', photo: [{ file_id: 'a' }] }, { kind: 'image' }],
      [{ media_group_id: 'g1', photo: [{ file_id: 'b' }] }, { kind: 'image' }],
    ]
    for (const [rest, expected] of shown) {
      const before_it = (await sari.log(c.conversation)).length
      await bot.hook(bot.update({ message: bot.message(c.chat, undefined, rest) }))
      const m = (await log_of(c, (l) => l.length > before_it, JSON.stringify(rest))).find((x) => x.seq > before_it)
      assert.equal(m.from, 'visitor')
      assert.equal(m.kind, expected.kind, JSON.stringify(rest))
      if (expected.text) assert.equal(m.text, expected.text)
      if (expected.title) assert.equal(m.attachments[0].title ?? m.attachments[0].name, expected.title)
    }
    assert.ok(!bot.sent(c.chat).some((m) => /tidak dapat/.test(m.text)), 'nothing of it is called unreadable')
  })

  test('edits and reactions change the message they are about, a quote names it', async () => {
    const c = await citizen('5000000500', 'Pertanyaan')
    const first = (l) => l.find((m) => m.seq === 1)
    const edit = (text, edit_date) => bot.hook(bot.update({ edited_message: { ...c.first, text, edit_date } }))
    const at = c.first.date
    await edit('Pertanyaan kedua', at + 20)
    await log_of(c, (l) => first(l).edited && first(l).text === 'Pertanyaan kedua', 'edited')
    await edit('Yang lama, terlambat', at + 10)
    await o.settled()
    assert.equal(first(await sari.log(c.conversation)).text, 'Pertanyaan kedua')
    await edit('Pertanyaan ketiga', at + 20)
    await log_of(c, (l) => first(l).text === 'Pertanyaan ketiga', 'in the same second')
    const react = (list) => bot.hook(bot.update({ message_reaction: { chat: { id: Number(c.chat), type: 'private' }, message_id: c.first.message_id, user: { id: Number(c.chat), is_bot: false }, date: at + 30, old_reaction: [], new_reaction: list } }))
    await react([{ type: 'emoji', emoji: '👍' }])
    await log_of(c, (l) => first(l).reaction === '👍', 'reaction')
    await react([])
    await log_of(c, (l) => !first(l).reaction, 'taken back')
    const { seq } = await sari.answer(c.conversation, 'Nomor resinya berapa?', 'question')
    const asked = await eventually(() => bot.sent(c.chat).find((m) => m.text.includes('resinya')))
    await sari.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === 'sent', 'sent')
    await bot.says(c.chat, 'AB123', { reply_to_message: { message_id: asked.id, chat: { id: Number(c.chat) } } })
    await log_of(c, (l) => last(l).reply_to === seq, 'a quote of ours')
  })

  test('a pressed button is a line, and /start begins without a question', async () => {
    const c = await citizen('5000000600')
    const message = { message_id: 5, chat: { id: Number(c.chat), type: 'private' }, reply_markup: { inline_keyboard: [[{ text: 'Cek status', callback_data: 'cek' }]] } }
    const pressed = bot.update({ callback_query: { id: '77', from: { id: Number(c.chat), first_name: 'Budi' }, data: 'cek', message } })
    for (let i = 0; i < 2; i += 1) await bot.hook(pressed)
    const log = await log_of(c, (l) => last(l).text === 'Cek status', 'button')
    await o.settled()
    assert.equal((await sari.log(c.conversation)).length, log.length)
    const d = await citizen('5000000601', '/start resi')
    assert.equal((await sari.log(d.conversation))[0].text, '/start resi')
    assert.doesNotMatch(bot.sent(d.chat)[0].text, /REF-/, 'no promise yet: nothing was asked')
  })

  test('what is of a kind that nobody knows is shown as such and kept; groups, channels and blocks are counted', async () => {
    const c = await citizen('5000000700')
    const n = (await sari.log(c.conversation)).length
    await bot.hook(bot.update({ message: bot.message(c.chat, undefined, { hologram: {} }) }))
    await log_of(c, (l) => l.find((m) => m.seq === n + 1)?.kind === 'other', 'a placeholder')
    await eventually(() => o.ctl_lines('journal', 'list'), (l) => l.some((e) => e.entry.startsWith('tg/') && e.state === 'parked'), 'its body is kept')
    const raw = await o.ctl_lines('message', 'raw', c.conversation, String(n + 1))
    assert.deepEqual(JSON.parse(raw[0].raw).hologram, {}, 'the operator sees what Telegram sent')
    assert.ok(!JSON.stringify(await sari.log(c.conversation)).includes('hologram'), 'an officer does not')
    assert.ok(!o.said().includes('hologram'), 'nor the log')
    await o.settled()
    const after_it = (await sari.log(c.conversation)).length
    const group = { id: -1001234567890, type: 'supergroup', title: 'Grup' }
    const none = [
      { message: { ...bot.message(c.chat, 'di grup'), chat: group } },
      { edited_message: { ...bot.message(c.chat, 'di grup'), chat: group, edit_date: 1 } },
      { channel_post: { message_id: 1, chat: { id: -1009, type: 'channel' }, text: 'kanal' } },
      { my_chat_member: { chat: { id: Number(c.chat), type: 'private' }, from: { id: Number(c.chat) }, date: 1, new_chat_member: { status: 'kicked' } } },
      { my_chat_member: { chat: { id: Number(c.chat), type: 'private' }, from: { id: Number(c.chat) }, date: 1, new_chat_member: { status: 'member' } } },
      { inline_query: { id: 134567890097, from: { id: 5000000700 }, query: 'x' } },
      { brand_new: { from: { id: 5000000700 } } },
    ]
    for (const one of none) assert.equal((await bot.hook(bot.update(one))).status, 200)
    for (const raw of ['not json', '[]', '{}', '{"update_id":1,"message":7}']) assert.equal((await bot.hook(null, { raw })).status, 200, raw)
    await o.settled()
    assert.equal((await sari.log(c.conversation)).length, after_it)
    const counted = await eventually(notices, (l) => l.some((x) => x.includes('blocked')) && l.some((x) => x.includes('chat: group')), 'counted')
    assert.doesNotMatch(counted.join('\n'), /5000000700|hologram|brand_new/)
    assert.equal(sari.heads().filter((h) => h.channel === 'telegram' && h.state === 'queued' && !known.includes(h.conversation)).length, 0)
  })

  test('a long answer goes in parts of at most 4096 UTF-16 units, in order', async () => {
    const c = await citizen('5000000800')
    const before_it = bot.sent(c.chat).length
    const long = '👩‍👩‍👧‍👦 é '.repeat(300).slice(0, 3900)
    await sari.answer(c.conversation, long)
    await eventually(() => state(c), (s) => s === 'answered', 'answered')
    const parts = bot.sent(c.chat).slice(before_it).map((m) => m.text)
    assert.equal(parts.join('').replace(/\s/g, ''), long.replace(/\s/g, ''))
    for (const p of parts) assert.ok(p.length <= 4096)
  })

  test('each error has its consequence', async () => {
    const refused = [
      [faults.blocked(), /memblokir/],
      [faults.deactivated(), /tidak aktif/],
      [faults.never_started(), /belum memulai/],
      [faults.no_chat(), /tidak ditemukan/],
      [faults.refused_in_success(), /memblokir/],
    ]
    for (const [i, [fault, words]] of refused.entries()) {
      const c = await citizen(`500000090${i}`)
      bot.fault(fault)
      const { seq } = await sari.answer(c.conversation, 'Tidak sampai.')
      const m = await eventually(() => line_of(c, seq), (x) => x.delivery === 'failed', String(words))
      assert.match(m.reason, words)
      assert.equal(state(c), 'assigned', 'stops no clock')
      await sari.answer(c.conversation, 'Yang ini sampai.')
      await eventually(() => state(c), (s) => s === 'answered', 'what follows goes on')
    }
    const again = [faults.internal(), faults.conflict(), { status: 502, body: '<html>' }, { status: 503 }, faults.flood(1)]
    for (const [i, fault] of again.entries()) {
      const c = await citizen(`500000091${i}`)
      bot.fault(fault)
      await sari.answer(c.conversation, 'Dicoba lagi.')
      await eventually(() => state(c), (s) => s === 'answered', `after ${fault.status}`)
      assert.equal(bot.sent(c.chat).filter((m) => m.text === 'Dicoba lagi.').length, 1)
    }
  })

  test('retry_after is honoured by the whole bot', async () => {
    const [a, b] = [await citizen('5000001000'), await citizen('5000001001')]
    bot.fault(faults.flood(3))
    await sari.answer(a.conversation, 'Jawaban A.')
    const limited = await eventually(() => bot.log().find((e) => e.status === 429))
    await sari.answer(b.conversation, 'Jawaban B.')
    await eventually(() => [state(a), state(b)], (l) => l.every((s) => s === 'answered'), 'both answered')
    for (const m of [...bot.sent(a.chat), ...bot.sent(b.chat)].filter((x) => x.text.startsWith('Jawaban'))) assert.ok(new Date(m.at) - new Date(limited.at) >= 2990)
  })

  test('an answer that was lost is unknown and never sent twice', async () => {
    for (const [i, fault] of [{ drop: 'after' }, { empty: true }].entries()) {
      const c = await citizen(`500000110${i}`)
      bot.fault(fault)
      const { seq } = await sari.answer(c.conversation, 'Jawaban hilang.')
      await eventually(() => line_of(c, seq), (m) => m.delivery === 'unknown', 'unknown')
      assert.equal(state(c), 'assigned')
      const [entry] = (await o.ctl_lines('outbox', 'list')).filter((e) => e.conversation === c.conversation)
      assert.equal((await o.ctl('outbox', 'drop', entry.entry)).code, 0)
      assert.equal(bot.sent(c.chat).filter((m) => m.text === 'Jawaban hilang.').length, 1)
    }
  })

  test('a token that is refused stops the bot; a new one goes on without a restart', async () => {
    const c = await citizen('5000001200')
    const renewed = '700100200:AAE-yang_baru'
    bot.set({ token: renewed })
    const { seq } = await sari.answer(c.conversation, 'Tertahan oleh token.')
    await eventually(() => line_of(c, seq), (m) => m.delivery === 'pending' && /Akses bot ini/.test(m.reason ?? ''), 'pending with its reason')
    await eventually(() => fetch(`${o.base}/metrics`).then((r) => r.text()), (t) => /sahut_account_stopped\{account="tg"\} 1/.test(t), 'the metric')
    writeFileSync(`${o.folder}/token`, renewed, { mode: 0o600 })
    writeFileSync(o.file, readFileSync(o.file, 'utf8').replace('"env:TG_TOKEN"', '"file:token"'))
    assert.equal((await o.ctl('reload')).code, 0)
    await eventually(() => state(c), (s) => s === 'answered', 'answered')
    assert.equal(bot.sent(c.chat).filter((m) => m.text === 'Tertahan oleh token.').length, 1)
  })

  test('the operator has the webhook set and looked at through the daemon', async () => {
    const before_it = await o.ctl('channel', 'check', 'tg')
    assert.equal(before_it.code, 65)
    assert.match(before_it.err, /no webhook is set/)
    const set = await o.ctl('channel', 'setup', 'tg')
    assert.equal(set.code, 0, set.err)
    assert.deepEqual([bot.webhook().url, bot.webhook().secret_token], [`${o.base}/webhooks/tg`, 'kata-rahasia_2'])
    for (const kind of ['message', 'edited_message', 'callback_query', 'my_chat_member']) assert.ok(bot.webhook().allowed_updates.includes(kind))
    bot.set({ pending: 7, webhookError: { last_error_date: 1795312800, last_error_message: 'Connection timed out' } })
    const after_it = await o.ctl('channel', 'check', 'tg')
    assert.equal(after_it.code, 0)
    assert.match(after_it.out, /7 updates wait at Telegram/)
    assert.match(after_it.out, /Connection timed out/)
    assert.equal((await o.ctl('channel', 'setup', 'none')).code, 1)
    assert.doesNotMatch(set.out + after_it.out, /kata-rahasia|AAE/)
  })

  test('the bot\'s token stands in no line of the log, nor in what an operator is shown', async () => {
    const told = [o.said(), ...(await Promise.all([['outbox', 'list'], ['journal', 'list'], ['status']].map(async (w) => (await o.ctl(...w)).out))), await fetch(`${o.base}/metrics`).then((r) => r.text())].join('\n')
    assert.match(told, /nothing can be sent/)
    for (const secret of ['tidak_untuk_log', 'yang_baru', 'kata-rahasia', 'sendMessage']) assert.ok(!told.includes(secret), secret)
  })
})
