// Each kind of event does the right thing, and delivering it again has no second effect.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { element, eventually, start_social } from './social_support.mjs'

describe('kinds', { timeout: 240_000 }, () => {
  let o
  let sari
  const known = []
  before(async () => {
    o = await start_social()
    sari = await o.sign_in('sari')
  })
  after(() => o?.close())

  /** A citizen who has asked something, and whose conversation sari holds. */
  async function citizen(id, contact) {
    const mid = await o.says(id, contact, `Bagaimana cara mengurus dokumen ${contact}?`)
    const conversation = await sari.claim_next(o.accounts[id].kind, known)
    known.push(conversation)
    await eventually(() => sari.log(conversation), (l) => l.filter((m) => m.from === 'system' && /sent|delivered|read/.test(m.delivery)).length === 1, 'the first automatic text is told')
    return { id, contact, conversation, mid, at: (rest) => ({ ...o.who(id, contact), ...rest }) }
  }
  const fields = (m) => JSON.stringify(m, (k, v) => (k === 'rev' ? undefined : v))
  /** Delivers it, looks until it holds, delivers it twice more, and sees that nothing changed. */
  async function once(c, elements, holds, what) {
    const list = [elements].flat()
    assert.equal((await o.hook(c.id, list)).status, 200)
    const log = await eventually(() => sari.log(c.conversation), (l) => holds(l) && l.every((m) => m.delivery !== 'pending' && !m.attachments?.some((a) => a.state === 'pending')), what)
    const head = sari.head(c.conversation)
    const sent = o[c.id].sent(c.contact).length
    for (let i = 0; i < 2; i += 1) assert.equal((await o.hook(c.id, list)).status, 200)
    await o.settled()
    assert.deepEqual((await sari.log(c.conversation)).map(fields), log.map(fields), `${what}, told again`)
    assert.equal(sari.head(c.conversation).rev, head.rev, `${what}: the revision moved`)
    assert.equal(o[c.id].sent(c.contact).length, sent, `${what}: something was sent`)
    return log
  }
  const last = (log) => log.at(-1)

  const shown = [
    ['fb', 'text', (c) => element.text(c.at({ mid: 'k_text', text: 'baris kedua' })), { kind: 'text', text: 'baris kedua' }],
    ['fb', 'quick reply', (c) => element.text(c.at({ mid: 'k_quick', text: 'Ya', quickReply: 'YES' })), { kind: 'text', text: 'Ya' }],
    ['fb', 'image', (c) => element.image(c.at({ mid: 'k_image' })), { kind: 'image', attachments: [{ kind: 'image' }] }],
    ['fb', 'image with text', (c) => element.image(c.at({ mid: 'k_imgtext', text: 'lihat ini' })), { kind: 'image', text: 'lihat ini' }],
    ['fb', 'audio and video', (c) => element.attachments(c.at({ mid: 'k_av', attachments: [{ type: 'audio', payload: { url: 'https://cdn.example/a.mp4' } }, { type: 'video', payload: { url: 'https://cdn.example/v.mp4' } }] })), { kind: 'audio' }],
    ['fb', 'file', (c) => element.attachments(c.at({ mid: 'k_file', attachments: [{ type: 'file', payload: { url: 'https://cdn.example/a.pdf' } }] })), { kind: 'file' }],
    ['fb', 'location', (c) => element.location(c.at({ mid: 'k_loc' })), { kind: 'location', attachments: [{ kind: 'location', latitude: -6.1, longitude: 106.9 }] }],
    ['fb', 'sticker', (c) => element.sticker(c.at({ mid: 'k_sticker' })), { kind: 'sticker' }],
    ['fb', 'shared link without payload', (c) => element.attachments(c.at({ mid: 'k_fallback', attachments: [{ type: 'fallback', title: 'Berita', url: 'https://example.id/b' }] })), { kind: 'other', attachments: [{ kind: 'other', url: 'https://example.id/b', title: 'Berita' }] }],
    ['fb', 'unknown attachment', (c) => element.attachments(c.at({ mid: 'k_new', attachments: [{ type: 'hologram', payload: {} }] })), { kind: 'other' }],
    ['fb', 'postback without an id', (c) => element.postback(c.at({ at: 1_795_000_000_000, title: 'Cek status' })), { kind: 'text', text: 'Cek status' }],
    ['fb', 'an empty message', (c) => element.text(c.at({ mid: 'k_empty' })), { kind: 'other' }],
    ['fb', 'standby', (c) => element.text(c.at({ mid: 'k_standby', text: 'untuk aplikasi lain' })), { kind: 'text', text: 'untuk aplikasi lain' }],
    ['ig', 'story reply', (c) => element.text(c.at({ mid: 'k_story', text: 'keren', storyUrl: 'https://cdn.example/s' })), { kind: 'text', text: 'keren' }],
    ['ig', 'story mention', (c) => element.storyMention(c.at({ mid: 'k_mention' })), { kind: 'other' }],
    ['ig', 'heart', (c) => element.likeHeart(c.at({ mid: 'k_heart' })), { kind: 'sticker' }],
    ['ig', 'unsupported', (c) => element.unsupported(c.at({ mid: 'k_unsup' })), { kind: 'other' }],
    ['ig', 'postback', (c) => element.postback(c.at({ mid: 'k_pb', title: 'Mulai' })), { kind: 'text', text: 'Mulai' }],
  ]
  test('what a citizen sends is shown by its kind, once', async () => {
    const people = { fb: await citizen('fb', '7001'), ig: await citizen('ig', '7002') }
    for (const [id, name, make, expected] of shown) {
      const c = people[id]
      const before_it = (await sari.log(c.conversation)).length
      const log = await once(c, make(c), (l) => l.filter((m) => m.from === 'visitor').length && l.length > before_it, name)
      const m = log.find((l) => l.seq > before_it)  // a word on what cannot be read may follow it
      assert.equal(m.from, 'visitor', name)
      assert.equal(m.seq, before_it + 1, name)
      for (const [key, value] of Object.entries(expected)) {
        if (key === 'attachments') value.forEach((a, i) => assert.deepEqual({ ...m.attachments[i], ...a }, m.attachments[i], name))
        else assert.equal(m[key], value, name)
      }
    }
    assert.ok(sari.frames.some((f) => f.type === 'message' && f.kind === 'sticker'), 'the handling officer sees it live')
  })

  test('edits, unsends and reactions change the message they are about', async () => {
    const fb = await citizen('fb', '7101')
    const of = (log, c = fb) => log.find((m) => m.from === 'visitor' && m.seq === 1)
    await once(fb, element.edit(fb.at({ mid: fb.mid, text: 'Ubah', edits: '1' })), (l) => of(l).edited && of(l).text === 'Ubah', 'edit')
    await once(fb, element.edit(fb.at({ mid: fb.mid, text: 'Ubah lagi', edits: 2 })), (l) => of(l).text === 'Ubah lagi', 'second edit')
    await once(fb, element.reaction(fb.at({ mid: fb.mid, at: 1_795_000_000_001 })), (l) => of(l).reaction === '❤️', 'reaction')
    await once(fb, element.unreact(fb.at({ mid: fb.mid, at: 1_795_000_000_002 })), (l) => !of(l).reaction, 'reaction taken back')
    assert.ok(sari.updates(fb.conversation, 1).length >= 4)
    const ig = await citizen('ig', '7102')
    await once(ig, element.unsend(ig.at({ mid: ig.mid })), (l) => of(l).removed === true && of(l).text === undefined, 'unsend')
    assert.ok(!JSON.stringify(await sari.log(ig.conversation)).includes('dokumen 7102'))
  })

  test('an edit of a message that never came is the message', async () => {
    const fb = await citizen('fb', '7201')
    const at = Date.now()
    const log = await once(fb, element.edit(fb.at({ mid: 'never_came', text: 'Isi yang benar', at })), (l) => last(l).text === 'Isi yang benar', 'edit')
    assert.equal(last(log).from, 'visitor')
    await once(fb, element.text(fb.at({ mid: 'never_came', text: 'Isi lama', at: at - 1 })), (l) => l.length === log.length, 'the original, late')
  })

  test('what is told of a message before it comes is told of it when it comes', async () => {
    for (const [id, contact] of [['fb', '7251'], ['ig', '7252']]) {
      const c = await citizen(id, contact)
      const at = Date.now()
      await o.hook(id, [element.unsend(c.at({ mid: `gone_${id}` }))])
      await o.hook(id, [element.reaction(c.at({ mid: `liked_${id}`, at: at + 2, emoji: '👍' })), element.reaction(c.at({ mid: `liked_${id}`, at: at + 1, emoji: '😮' }))])
      const late = [element.text(c.at({ mid: `gone_${id}`, text: 'rahasia yang ditarik' })), element.text(c.at({ mid: `liked_${id}`, text: 'yang disukai', at: at + 1 }))]
      const log = await once(c, late, (l) => l.some((m) => m.text === 'yang disukai') && l.some((m) => m.removed), 'both')
      assert.equal(log.find((m) => m.text === 'yang disukai').reaction, '👍')
      const gone = log.find((m) => m.removed)
      assert.equal(gone.from, 'visitor')
      assert.ok(sari.updates(c.conversation, gone.seq).some((u) => u.removed), 'the officer is told')
      assert.ok(!JSON.stringify([sari.frames, log]).includes('rahasia yang ditarik'), 'and never saw it')
    }
  })

  test('an unsend as the very first thing of a contact counts as well', async () => {
    await o.hook('ig', [element.unsend({ ...o.who('ig', '7261'), mid: 'first_gone' })])
    await o.settled()
    await o.says('ig', '7261', 'rahasia pertama', 'first_gone')
    const conversation = await sari.claim_next('instagram', known)
    known.push(conversation)
    const [first] = await sari.log(conversation)
    assert.equal(first.removed, true)
    assert.ok(!JSON.stringify(sari.frames).includes('rahasia pertama'))
  })

  test('of several edits the highest number stands, whatever order they come in', async () => {
    const fb = await citizen('fb', '7271')
    const shown = (l) => l.find((m) => m.seq === 1).text
    await once(fb, element.edit(fb.at({ mid: fb.mid, text: 'yang ketiga', edits: '3' })), (l) => shown(l) === 'yang ketiga', 'third')
    await o.hook('fb', [element.edit(fb.at({ mid: fb.mid, text: 'yang kedua', edits: 2 }))])
    await o.settled()
    assert.equal(shown(await sari.log(fb.conversation)), 'yang ketiga')
    await once(fb, element.edit(fb.at({ mid: fb.mid, text: 'yang keempat', edits: 4 })), (l) => shown(l) === 'yang keempat', 'fourth')
  })

  test('an edit by the page of words that are not here makes no citizen\'s message', async () => {
    const fb = await citizen('fb', '7281')
    const n = (await sari.log(fb.conversation)).length
    await o.hook('fb', [{ sender: { id: o.accounts.fb.account }, recipient: { id: '7281' }, timestamp: Date.now(), message_edit: { mid: 'page_edit', text: 'Perbaikan', num_edit: 1 } }])
    await o.settled()
    assert.equal((await sari.log(fb.conversation)).length, n)
    const log = await once(fb, element.echo(fb.at({ mid: 'page_edit', text: 'Prbaikan', appId: 263902037430900 })), (l) => last(l).from === 'officer', 'the echo')
    assert.equal(last(log).text, 'Perbaikan')
    assert.equal(last(log).edited, true)
  })

  test('a quote says which message it is about', async () => {
    const fb = await citizen('fb', '7291')
    const { seq } = await sari.answer(fb.conversation, 'Nomor resinya berapa?', 'question')
    const asked = await eventually(() => o.fb.sent('7291').find((m) => m.text.includes('Nomor resinya')))
    await sari.see((f) => f.type === 'message.update' && f.conversation === fb.conversation && f.seq === seq && f.delivery === 'sent', 'sent')
    await once(fb, element.text(fb.at({ mid: 'q_1', text: 'Ini: AB123', replyTo: asked.mid })), (l) => last(l).reply_to === seq, 'a quote of ours')
    await once(fb, element.text(fb.at({ mid: 'q_2', text: 'Yang tadi', replyTo: 'q_1' })), (l) => last(l).reply_to === seq + 1, 'a quote of their own')
    await once(fb, element.text(fb.at({ mid: 'q_3', text: 'Yang lama', replyTo: 'years_ago' })), (l) => last(l).reply_to === 0, 'a quote of what is not here')
    const ig = await citizen('ig', '7292')
    await once(ig, element.text(ig.at({ mid: 'q_4', text: 'Di mana ini?', storyUrl: 'https://cdn.example/s' })), (l) => last(l).reply_to === 'story', 'a reply to a story')
    assert.ok(sari.frames.some((f) => f.type === 'message' && f.conversation === fb.conversation && f.reply_to === seq), 'live')
  })

  test('receipts that are quicker than the platform\'s answer count once it is there', async () => {
    for (const [id, contact] of [['fb', '7311'], ['ig', '7312']]) {
      const c = await citizen(id, contact)
      o[id].set({ read: true, delivery: true })
      o[id].fault({ late: 1500 })
      const { seq } = await sari.answer(c.conversation, 'Sudah dibaca sebelum dijawab.', 'question')
      await eventually(() => o[id].sent(contact).some((m) => m.text.startsWith('Sudah dibaca')))
      o[id].set({ read: false, delivery: false })
      await o.settled()
      const state = async () => (await sari.log(c.conversation)).find((m) => m.seq === seq).delivery
      assert.equal(await state(), 'pending')
      await eventually(state, (s) => s === 'read', `${id}: read`)
    }
  })

  test('deliveries and reads only go forward, and reach the handling officer', async () => {
    const fb = await citizen('fb', '7301')
    const { seq } = await sari.answer(fb.conversation, 'Silakan datang ke loket 3.', 'question')
    const sent = await eventually(() => o.fb.sent('7301').find((m) => m.text.includes('loket 3')))
    await sari.see((f) => f.type === 'message.update' && f.seq === seq && f.delivery === 'sent', 'sent')
    const state = (log) => log.find((m) => m.seq === seq).delivery
    await once(fb, element.delivery(fb.at({ mids: [sent.mid], watermark: Date.now() })), (l) => state(l) === 'delivered', 'delivery')
    await once(fb, element.read(fb.at({ watermark: Date.now() + 1000 })), (l) => state(l) === 'read', 'read')
    await once(fb, element.delivery(fb.at({ mids: [sent.mid] })), (l) => state(l) === 'read', 'a late delivery')
    assert.deepEqual(sari.updates(fb.conversation, seq).map((u) => u.delivery).filter((d, i, a) => d !== a[i - 1]), ['sent', 'delivered', 'read'])
    const ig = await citizen('ig', '7302')
    const there = await sari.answer(ig.conversation, 'Mohon kirim nomor PIB.', 'question')
    const told = await eventually(() => o.ig.sent('7302').find((m) => m.text.includes('PIB')))
    await sari.see((f) => f.type === 'message.update' && f.conversation === ig.conversation && f.seq === there.seq && f.delivery === 'sent', 'sent')
    await once(ig, element.seen(ig.at({ mid: told.mid })), (l) => l.find((m) => m.seq === there.seq).delivery === 'read', 'seen')
  })

  test('what concerns no message changes nothing, and is counted', async () => {
    const fb = await citizen('fb', '7401')
    const n = (await sari.log(fb.conversation)).length
    const none = [element.referral(fb.at()), element.optin(fb.at()), element.passThread(fb.at()), element.takeThread(fb.at()), element.requestThread(fb.at()), element.policy(fb.at()), { sender: { id: '7401' }, recipient: { id: o.accounts.fb.account }, timestamp: 1, brand_new: {} }]
    await once(fb, none, (l) => l.length === n, 'notices')
    const metrics = await eventually(() => fetch(`${o.base}/metrics`).then((r) => r.text()), (t) => /sahut_channel_notices\w*\{[^}]*account="fb"/.test(t), 'notices among the metrics')
    assert.doesNotMatch(metrics, /7401/)
  })

  test('an echo of a human in the page\'s own inbox is shown, stops no clock, and can be made the answer', async () => {
    for (const [id, contact] of [['fb', '7501'], ['ig', '7502']]) {
      const c = await citizen(id, contact)
      const echo = element.echo(c.at({ mid: `human_${id}`, text: 'Sudah saya jawab di sini', ...(id === 'fb' ? { appId: 263902037430900 } : {}) }))
      const log = await once(c, echo, (l) => last(l).text === 'Sudah saya jawab di sini', 'echo')
      assert.equal(last(log).from, 'officer')
      assert.equal(last(log).officer, undefined)
      assert.equal(last(log).delivery, undefined)
      assert.equal(sari.head(c.conversation).state, 'assigned')
      await sari.must('message.reclassify', { conversation: c.conversation, seq: last(log).seq, purpose: 'answer' })
      await eventually(() => sari.head(c.conversation).state, (s) => s === 'answered', 'answered')
      assert.equal((await o.ctl_lines('conversation', 'show', c.conversation))[0].outcome, 'answered')
    }
  })

  test('our own echoes are never a second message', async () => {
    for (const id of ['fb', 'ig']) {
      o[id].set({ echo: true, echoBeforeAnswer: true, read: true, delivery: true })
      const c = await citizen(id, `76${id === 'fb' ? '01' : '02'}`)
      await sari.answer(c.conversation, `${'Jawaban yang panjang. '.repeat(150)}Selesai.`)
      await eventually(() => sari.head(c.conversation).state, (s) => s === 'answered', 'answered')
      await o.settled()
      const log = await sari.log(c.conversation)
      assert.equal(log.filter((m) => m.from === 'officer').length, 1)
      assert.deepEqual(log.map((m) => m.seq), log.map((_, i) => i + 1))
      const mine = log.find((m) => m.from === 'officer')
      await eventually(() => sari.log(c.conversation), (l) => l.find((m) => m.seq === mine.seq).delivery === 'read', 'read')
      o[id].set({ echo: false, echoBeforeAnswer: false, read: false, delivery: false })
      assert.equal(o[id].sent(c.contact).filter((m) => m.text.includes('Selesai.')).length, 1)
    }
  })

  test('another app\'s echo whose metadata only looks like ours is shown', async () => {
    const c = await citizen('fb', '7701')
    const echo = element.echo(c.at({ mid: 'alien', text: 'Dari aplikasi lain', appId: 5, metadata: 'a/1/1' }))
    const log = await once(c, echo, (l) => last(l).text === 'Dari aplikasi lain', 'echo')
    assert.equal(last(log).from, 'officer')
    const theirs = element.echo(c.at({ mid: 'alien2', text: 'Dari aplikasi lain pula', appId: 5, metadata: `${c.conversation}/1/1` }))
    await once(c, theirs, (l) => last(l).text === 'Dari aplikasi lain pula', 'echo with a citizen\'s line for its token')
  })
})
