// Files on every platform, whole: a citizen's picture comes to the officer, the officer's goes to the citizen, and what cannot be
// had or sent is told in words without holding up a line.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { start as start_generic } from '../standin/generic.mjs'
import { start as start_line } from '../standin/line.mjs'
import { start as start_telegram } from '../standin/telegram.mjs'
import { element as wa_element, start as start_whatsapp } from '../standin/whatsapp.mjs'
import { start as start_x } from '../standin/x.mjs'
import { element, eventually, start_social } from './social_support.mjs'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const pdf = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')
const about = { type: 'image/png', name: 'foto.png' }
const base_of = { office: 'priok', queue: 'umum', decision: 'KEP-12/KPU.1/2026', sends_per_second: 50 }
const bytes_at = async (url) => Buffer.from(await (await fetch(url)).arrayBuffer())
const last = (list) => list[list.length - 1]

describe('files on every platform', { timeout: 400_000 }, () => {
  let o, sari, bot, wa, line, x, other, platforms
  const known = []

  before(async () => {
    ;[bot, wa, line, x, other] = await Promise.all([
      start_telegram({ token: '700100200:AAE-tidak_untuk_log', secretToken: 'kata-rahasia_1' }),
      start_whatsapp({ accessToken: 'wa-token', appSecret: 'wa-secret' }),
      start_line({ accessToken: 'line-token', channelSecret: 'line-secret' }),
      start_x({ accessToken: 'token-tetap', budget: 10_000, dayBudget: 100_000 }),
      start_generic(),
    ])
    const channels = [
      { id: 'tg', kind: 'telegram', ...base_of, account: '700100200', bot_token: 'env:TG_TOKEN', secret_token: 'env:TG_SECRET', api_base: bot.base },
      { id: 'wa', kind: 'whatsapp', ...base_of, account: wa.settings.account, app_secret: 'env:WA_SECRET', verify_token: 'env:VERIFY_TOKEN', access_token: 'env:WA_TOKEN', api_base: wa.base },
      { id: 'ln', kind: 'line', ...base_of, account: line.settings.account, channel_secret: 'env:LINE_SECRET', access_token: 'env:LINE_TOKEN', api_base: line.base, content_base: line.base },
      { id: 'x', kind: 'x', ...base_of, account: x.settings.account, consumer_secret: 'env:X_CONSUMER', access_token: 'env:X_TOKEN', api_base: x.base },
      { id: 'sistem', kind: 'generic', ...base_of, account: other.settings.account, secret: 'env:SISTEM', reply_url: other.replyUrl, events_at: '/peristiwa', contact_at: '/dari/id', text_at: '/isi/teks', id_at: '/id', attachments_at: '/lampiran', attachment_url_at: '/alamat', attachment_name_at: '/nama', attachment_kind_at: '/jenis' },
    ]
    const env = { TG_TOKEN: bot.settings.token, TG_SECRET: 'kata-rahasia_1', WA_SECRET: 'wa-secret', WA_TOKEN: 'wa-token', LINE_SECRET: 'line-secret', LINE_TOKEN: 'line-token', X_CONSUMER: 'konsumen-rahasia', X_TOKEN: 'token-tetap', SISTEM: 'rahasia-bersama' }
    o = await start_social({ channels, env, limits: { outbox_request_seconds: 5 } })
    for (const [one, id] of [[bot, 'tg'], [wa, 'wa'], [line, 'ln'], [x, 'x'], [other, 'sistem']]) one.set({ webhookUrl: `${o.base}/webhooks/${id}` })
    sari = await o.sign_in('sari')
    platforms = {
      telegram: { contact: '5000000123', sends: (c, bytes) => bot.says(c, undefined, { photo: [{ file_id: bot.hold(bytes, about), file_size: bytes.length, width: 1, height: 1 }], caption: 'Ini fotonya' }), got: (c) => last(bot.sent(c))?.file?.bytes },
      whatsapp: { contact: '6281200000001', sends: (c, bytes) => (wa.citizen(c), wa.hook([wa_element.media({ contact: c, media: wa.hold(bytes, about), caption: 'Ini fotonya' })])), got: (c) => last(wa.sent(c))?.file?.bytes },
      line: { contact: `U${'7'.repeat(32)}`, sends: (c, bytes) => { const id = line.next_id(); line.hold(bytes, { id, ...about }); return line.says(c, undefined, { id, type: 'image', contentProvider: { type: 'line' } }) }, got: async (c) => { const url = last(line.sent(c))?.text?.match(/http:\S+$/)?.[0]; return url && bytes_at(url) } },
      x: { contact: '9007199254740993001', sends: (c, bytes) => x.says(c, 'Ini fotonya', { data: { attachment: { type: 'media', media: { id_str: x.new_id(), media_url_https: x.hold(bytes, about), type: 'photo' } } } }), got: (c) => last(x.sent(c))?.file?.bytes },
      generic: { contact: 'warga-1', sends: (c, bytes) => other.says(c, 'Ini fotonya', { lampiran: [{ alamat: other.hold(bytes, about), nama: about.name, jenis: about.type }] }), got: async (c) => { const url = last(other.sent(c))?.file?.url; return url && bytes_at(url) } },
      messenger: { contact: '7001', sends: (c, bytes) => (o.fb.citizen(c), o.hook('fb', [element.image({ ...o.who('fb', c), mid: `m_${c}`, text: 'Ini fotonya', url: o.fb.hold(bytes, about) })])), got: (c) => last(o.fb.sent(c))?.file?.bytes },
      instagram: { contact: '7002', sends: (c, bytes) => (o.ig.citizen(c), o.hook('ig', [element.image({ ...o.who('ig', c), mid: `m_${c}`, text: 'Ini fotonya', url: o.ig.hold(bytes, about) })])), got: async (c) => { const url = last(o.ig.sent(c))?.url; return url && bytes_at(url) } },
    }
  })
  after(async () => {
    await o?.close()
    await Promise.all([bot, wa, line, x, other].map((one) => one?.close()))
  })

  async function upload(bytes, name) {
    const reply = await fetch(`${o.base}/api/v1/media`, { method: 'POST', body: bytes, headers: { Authorization: `Bearer ${sari.token}`, 'Content-Type': 'application/octet-stream', 'Sahut-File-Name': name } })
    assert.equal(reply.status, 201, await reply.clone().text())
    return (await reply.json()).media
  }
  async function answer_with(conversation, media, text = 'Terlampir.') {
    const seen = Math.max(0, ...(await sari.log(conversation)).map((m) => m.seq ?? 0))
    return sari.ask('message.send', { conversation, seen, text, purpose: 'answer', attachments: [{ media }] })
  }
  async function comes(kind, contact, bytes) {
    const { status } = await platforms[kind].sends(contact, bytes)
    assert.equal(status, 200)
    const conversation = await sari.claim_next(kind, known)
    known.push(conversation)
    return conversation
  }
  async function comes_from_line(contact) {
    await line.says(contact, 'Mohon kirim formulirnya.')
    const conversation = await sari.claim_next('line', known)
    known.push(conversation)
    return conversation
  }
  const attached = (conversation, holds, what) =>
    eventually(async () => (await sari.log(conversation)).find((m) => m.from === 'visitor' || m.from === 'citizen')?.attachments?.[0], (a) => a && holds(a), what)

  for (const kind of ['telegram', 'whatsapp', 'line', 'x', 'generic', 'messenger', 'instagram'])
    test(`${kind}: a citizen's picture comes to the officer, and the officer's picture to the citizen`, async () => {
      const { contact, got } = platforms[kind]
      const conversation = await comes(kind, contact, png)
      const ready = await attached(conversation, (a) => a.state === 'ready', 'the file is there')
      assert.deepEqual([ready.kind, ready.type, ready.bytes], ['image', 'image/png', png.length])
      const read = await fetch(`${o.base}/api/v1/media/${ready.media}`, { headers: { Authorization: `Bearer ${sari.token}` } })
      assert.equal(read.status, 200)
      assert.deepEqual(Buffer.from(await read.arrayBuffer()), png)

      const sent = await answer_with(conversation, await upload(png, 'balasan.png'))
      assert.equal(sent.type, 'ack', JSON.stringify(sent))
      assert.deepEqual(await eventually(() => got(contact), Boolean, 'the citizen has it'), png)
      await eventually(() => sari.log(conversation), (l) => ['sent', 'delivered'].includes(l.find((m) => m.seq === sent.seq)?.delivery), 'sent')
    })

  test('line: the address that LINE is given shows a small picture where it asks for one, and of every other file the file itself', async () => {
    const contact = `U${'8'.repeat(32)}`
    const conversation = await comes_from_line(contact)
    const addresses = []
    for (const [bytes, name] of [[png, 'a.png'], [Buffer.from('%PDF-1.4\nsurat'), 'surat.pdf']]) {
      const sent = await answer_with(conversation, await upload(bytes, name), `Ini ${name}.`)
      assert.equal(sent.type, 'ack', JSON.stringify(sent))
      const message = await eventually(() => line.sent(contact).find((m) => m.text?.includes(`📎 ${name}`)), Boolean, name)
      addresses.push(message.text.match(/http:\S+$/)[0])
    }
    const small = await Promise.all(addresses.map((a) => fetch(`${a}&preview`)))
    assert.deepEqual(small.map((r) => r.status), [200, 200])
    assert.equal(small[1].headers.get('content-type'), 'application/pdf')
    assert.match(small[0].headers.get('content-type'), /^image\/(png|jpeg)$/)
    assert.equal((await small[1].text()), '%PDF-1.4\nsurat')
    assert.equal((await fetch(addresses[0].replace('link=', 'link=1') + '&preview')).status, 404)
  })

  test('a file that is gone is told as such, and its words stay', async () => {
    wa.citizen('6281200000002')
    await wa.hook([wa_element.media({ contact: '6281200000002', media: '999', caption: 'Mohon dilihat' })])
    const conversation = await sari.claim_next('whatsapp', known)
    known.push(conversation)
    const failed = await attached(conversation, (a) => a.state === 'failed', 'it has failed')
    assert.equal(failed.reason, 'gone')
    assert.ok((await sari.log(conversation)).some((m) => m.text === 'Mohon dilihat'))
  })

  test('a file at an address that no list names is not fetched', async () => {
    await other.says('warga-2', 'Ini fotonya', { lampiran: [{ alamat: 'http://169.254.169.254/latest/meta-data/', nama: 'a.png', jenis: 'image/png' }] })
    const conversation = await sari.claim_next('generic', known)
    known.push(conversation)
    const failed = await attached(conversation, (a) => a.state === 'failed', 'it has failed')
    assert.equal(failed.reason, 'unreachable')
  })

  test('a film that LINE has not made ready is fetched later', async () => {
    const contact = `U${'9'.repeat(32)}`
    const id = line.next_id()
    line.hold(png, { id, ready_after: 1, ...about })
    await line.says(contact, undefined, { id, type: 'image', contentProvider: { type: 'line' } })
    const conversation = await sari.claim_next('line', known)
    known.push(conversation)
    await attached(conversation, (a) => a.state === 'ready', 'it is there in the end')
  })

  test('a file that the platform does not take is refused before it is sent, with words', async () => {
    const conversation = await comes('x', '9007199254740993002', png)
    const refused = await answer_with(conversation, await upload(pdf, 'surat.pdf'))
    assert.equal(refused.type, 'error', JSON.stringify(refused))
    assert.equal(x.sent('9007199254740993002').some((m) => m.file), false)
  })

  test('an upload that fails for a while is tried again, and the message comes once', async () => {
    const contact = '6281200000003'
    const conversation = await comes('whatsapp', contact, png)
    wa.fault({ call: 'media', code: 131053 })
    const sent = await answer_with(conversation, await upload(png, 'balasan.png'))
    assert.equal(sent.type, 'ack', JSON.stringify(sent))
    await eventually(() => wa.sent(contact).filter((m) => m.file), (l) => l.length === 1, 'it has come', 30_000)
  })

  test('no token and no address of a file stands in the log', () => {
    for (const secret of ['AAE-tidak_untuk_log', 'wa-token', 'line-token', 'token-tetap', '/file/bot', '/files/', '169.254']) assert.ok(!o.said().includes(secret), secret)
  })
})
