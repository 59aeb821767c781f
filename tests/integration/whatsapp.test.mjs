// WhatsApp Cloud API, both directions: kinds, people, statuses, errors, and the template that reopens a closed window.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { element, userIdOf, valueOf } from '../standin/whatsapp.mjs'
import { accounts, eventually, start_whatsapp } from './whatsapp_support.mjs'

const hour = 3_600_000

describe('whatsapp', { timeout: 400_000 }, () => {
  let o
  let sari
  const known = []
  let serial = 0
  const newcomer = () => `62812000${String((serial += 1)).padStart(5, '0')}`
  before(async () => {
    o = await start_whatsapp({ secrets: { wa: ['wa-new-secret', 'wa-secret'] } })
    sari = await o.sign_in('sari')
  })
  after(() => o?.close())

  async function claim() {
    const conversation = await sari.claim_next('whatsapp', known)
    known.push(conversation)
    return conversation
  }
  /** Somebody asks now; the first automatic text has gone. */
  async function citizen(contact = newcomer(), id = 'wa') {
    await o[id].citizenSays(contact, `Bagaimana cara mengurus dokumen ${contact}?`)
    const conversation = await claim()
    await eventually(() => o[id].sent(contact), (l) => l.length >= 1, 'the first automatic text')
    await eventually(() => sari.log(conversation), (l) => l.filter((m) => m.from === 'system').every((m) => ['sent', 'delivered'].includes(m.delivery)), 'told')
    return { id, contact, conversation }
  }
  /** Somebody asked 25 hours ago, as the platform tells it; the window is shut. */
  async function late_citizen(id = 'wa') {
    const contact = newcomer()
    assert.equal((await o[id].citizenSays(contact, `Pertanyaan kemarin ${contact}?`, { at: Date.now() - 25 * hour })).status, 200)
    return { id, contact, conversation: await claim() }
  }
  const message = async (c, seq) => (await sari.log(c.conversation)).find((m) => m.seq === seq)
  const texts = (c) => o[c.id].sent(c.contact).filter((m) => m.type === 'text').map((m) => m.text)
  const templates = (c) => o[c.id].sent(c.contact).filter((m) => m.type === 'template')
  const state = (c) => sari.head(c.conversation)?.state
  const lines = async (conversation) => (await sari.log(conversation)).filter((m) => m.from === 'visitor')

  test('the handshake gives the challenge back, and nothing to a stranger', async () => {
    const shake = (query) => fetch(`${o.base}/webhooks/wa?${query}`)
    const good = await shake('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify-me')
    assert.equal(good.status, 200)
    assert.equal(await good.text(), '1158201444')
    assert.equal((await shake('hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong')).status, 403)
  })

  test('a body counts under any secret of a rotation, and under no other', async () => {
    for (const [secret, status] of [['wa-new-secret', 200], ['wa-secret', 200], ['bare-secret', 401], ['x', 401]]) {
      const contact = newcomer()
      const answer = await o.wa.citizenSays(contact, 'Halo, berapa tarifnya?', { how: { secret } })
      assert.equal(answer.status === 403 ? 401 : answer.status, status, secret)
      if (status === 200) await eventually(() => o.wa.sent(contact), (l) => l.length === 1, secret)
      else assert.equal(o.wa.sent(contact).length, 0)
    }
    while (sari.heads().some((h) => h.state === 'queued' && !known.includes(h.conversation))) await claim()
  })

  test('a question comes with its name, is answered, and its status only moves forward', async () => {
    const contact = newcomer()
    o.wa.named(contact, 'Sari Dewi')
    o.wa.set({ statuses: [] })
    const c = await citizen(contact).finally(() => o.wa.set({ statuses: ['sent', 'delivered'] }))
    assert.equal(sari.head(c.conversation).contact.name, 'Sari Dewi')
    assert.match(texts(c)[0], /tidak dipungut biaya/)
    o.wa.set({ statuses: [] })
    const { seq } = await sari.answer(c.conversation, 'Silakan unggah dokumen di portal.')
    await eventually(() => state(c), (s) => s === 'answered')
    const sent = o.wa.sent(contact).at(-1)
    const call = o.wa.log().find((e) => e.message_id === sent.id)
    assert.equal(call.path, `/v25.0/${accounts.wa.account}/messages`)
    assert.equal(call.headers.authorization, 'Bearer wa-token')
    assert.match(call.query.appsecret_proof, /^[0-9a-f]{64}$/)
    assert.equal(call.body.to, contact)
    for (const [status, shown] of [['sent', 'sent'], ['read', 'read'], ['delivered', 'read'], ['sent', 'read'], ['read', 'read']]) {
      await o.wa.status(sent.id, status)
      await o.settled()
      await eventually(() => message(c, seq), (m) => m.delivery === shown, `${status} shows ${shown}`)
    }
    await o.wa.status(sent.id, 'failed', 131026)
    const failed = await eventually(() => message(c, seq), (m) => m.delivery === 'failed', 'failed after all')
    assert.match(failed.reason ?? sari.updates(c.conversation, seq).at(-1).reason, /131026/)
    o.wa.set({ statuses: ['sent', 'delivered'] })
  })

  test('every kind is readable, and what is none is a placeholder', async () => {
    const c = await citizen()
    const who = { contact: c.contact }
    const first = (await lines(c.conversation))[0]
    const all = [
      [element.media({ ...who, type: 'image', caption: 'Ini fotonya' }), { kind: 'image', text: 'Ini fotonya' }],
      [element.media({ ...who, type: 'document', filename: 'PIB.pdf' }), { kind: 'file', title: /PIB\.pdf/ }],
      [element.media({ ...who, type: 'audio', voice: true }), { kind: 'audio', title: /pesan suara/ }],
      [element.media({ ...who, type: 'sticker' }), { kind: 'sticker' }],
      [element.location({ ...who, name: 'Pos 9' }), { kind: 'location', title: /Pos 9/ }],
      [element.contacts({ ...who, cards: [{ name: { formatted_name: 'Budi' }, phones: [{ phone: '+62 811' }] }] }), { kind: 'other', title: /kontak: Budi, \+62 811/ }],
      [element.button({ ...who, payload: 'impor', text: 'Impor barang' }), { kind: 'text', text: 'Impor barang' }],
      [element.choice({ ...who, choice: 'x', title: 'Ekspor' }), { kind: 'text', text: 'Ekspor' }],
      [element.order({ ...who, items: [{ product_retailer_id: 'MAP', quantity: 2 }] }), { kind: 'other', title: /pesanan: 2 × MAP/ }],
      [element.unsupported({ ...who, what: 'poll' }), { kind: 'other', title: /tidak didukung WhatsApp \(poll\)/ }],
      [element.unknown({ ...who, kind: 'holo' }), { kind: 'other', title: /tidak dapat dibaca \(holo\)/ }],
    ]
    const before_it = (await lines(c.conversation)).length
    assert.equal((await o.wa.hook([...all.map(([e]) => e), element.system(who)])).status, 200)
    const log = await eventually(() => lines(c.conversation), (l) => l.length === before_it + all.length, 'one line each')
    for (const [i, [, wanted]] of all.entries()) {
      const m = log[before_it + i]
      assert.equal(m.kind, wanted.kind, JSON.stringify(m))
      if (wanted.text) assert.equal(m.text, wanted.text)
      if (wanted.title) assert.match(JSON.stringify(m.attachments), wanted.title)
    }
    assert.ok(first)
  })

  test('edits, reactions, revokes and quotes belong to the message that they name', async () => {
    const c = await citizen()
    const said = await o.wa.citizenSays(c.contact, 'Nomornya 123')
    await o.wa.hook([element.edit({ contact: c.contact, of: said.id, text: 'Nomornya 124' })])
    await o.wa.hook([element.reaction({ contact: c.contact, of: said.id, emoji: '👍' })])
    const edited = await eventually(() => lines(c.conversation), (l) => l.some((m) => m.edited === 'Nomornya 124' || m.text === 'Nomornya 124'), 'edited')
    assert.equal(edited.filter((m) => /Nomornya/.test(m.text ?? '')).length, 1)
    await eventually(() => lines(c.conversation), (l) => l.some((m) => m.reaction === '👍'), 'reacted')
    await o.wa.hook([element.reaction({ contact: c.contact, of: said.id })])
    await eventually(() => lines(c.conversation), (l) => !l.some((m) => m.reaction === '👍'), 'taken back')
    await o.wa.citizenSays(c.contact, 'Yang ini maksud saya', { context: { from: c.contact, id: said.id } })
    await eventually(() => lines(c.conversation), (l) => l.some((m) => m.text === 'Yang ini maksud saya' && m.reply_to > 1), 'quoted')
    await o.wa.hook([element.revoke({ contact: c.contact, of: said.id })])
    await eventually(() => lines(c.conversation), (l) => l.some((m) => m.removed), 'removed')
  })

  test('history, echoes, other numbers and test events are no questions; one poisoned element costs no sibling', async () => {
    const heads = sari.heads().length
    const text = (contact, words) => element.text({ contact, text: words })
    const at = (value) => ({ values: [value] })
    await o.wa.hook([], { ...at(valueOf(o.wa.settings, { messages: [text('6281900001', 'tahun lalu')] })), field: 'history' })
    await o.wa.hook([], at({ ...valueOf(o.wa.settings, { messages: [text('6281900002', 'nomor lain')] }), metadata: { phone_number_id: '1' } }))
    await o.wa.hook([], { raw: JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '0', changes: [{ field: 'messages', value: valueOf(o.wa.settings, { messages: [text('6281900003', 'uji')] }) }] }] }) })
    await o.wa.hook([], { values: [{ event: 'APPROVED', message_template_name: 'jawaban_siap' }], field: 'message_template_status_update' })
    await o.wa.hook([], at(valueOf(o.wa.settings, { errors: [{ code: 131000 }] })))
    await o.settled()
    assert.equal(sari.heads().length, heads)
    const [a, b] = [newcomer(), newcomer()]
    assert.equal((await o.wa.hook([text(a, 'Pertanyaan pertama?'), 7, null, { type: {} }, { from: {}, id: [], type: 'text', text: 4 }, text(b, 'Pertanyaan kedua?')])).status, 200)
    for (const contact of [a, b]) await eventually(() => o.wa.sent(contact), (l) => l.length === 1, 'the first words')
    await Promise.all([claim()])
    await claim()
    const kept = await o.ctl_lines('journal', 'list')
    assert.equal(kept.length, 1, 'what may have held words is kept')
    for (const one of kept) await o.ctl('journal', 'drop', one.entry)
    const c = await citizen()
    await o.wa.hook([], { ...at(valueOf(o.wa.settings, { message_echoes: [{ from: '62215550000', to: c.contact, id: 'wamid.app', timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: 'Dijawab dari telepon kantor' } }] })), field: 'smb_message_echoes' })
    await eventually(() => sari.log(c.conversation), (l) => l.some((m) => m.from === 'officer' && m.text === 'Dijawab dari telepon kantor'), 'the echo stands as the office’s')
  })

  test('what is delivered again is one message', async () => {
    const contact = newcomer()
    const one = element.text({ contact, text: 'Hanya sekali?' })
    for (let i = 0; i < 3; i += 1) assert.equal((await o.wa.hook([one, one])).status, 200)
    await o.settled()
    const conversation = await claim()
    assert.equal((await lines(conversation)).length, 1)
    await eventually(() => o.wa.sent(contact), (l) => l.length === 1)
  })

  test('a person is one conversation, by number, by both ids, and by the user id alone', async () => {
    const contact = newcomer()
    const say = (rest, contacts) => o.wa.hook([], { values: [valueOf(o.wa.settings, { contacts, messages: [{ id: `wamid.${Math.random()}`, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', ...rest }] })] })
    const user = userIdOf(contact)
    await say({ from: contact, text: { body: 'Baris pertama?' } }, [{ wa_id: contact, profile: { name: 'Ani' } }])
    const conversation = await claim()
    await say({ from: contact, from_user_id: user, text: { body: 'Baris kedua' } }, [{ wa_id: contact, user_id: user, profile: { name: 'Ani' } }])
    await say({ from: '', from_user_id: user, text: { body: 'Baris ketiga' } }, [{ wa_id: '', user_id: user, profile: { username: 'ani.w' } }])
    await say({ text: { body: 'Baris keempat' } }, [{ user_id: user, profile: { username: 'ani.w' } }])
    assert.deepEqual((await eventually(() => lines(conversation), (l) => l.length === 4, 'four lines')).map((m) => m.text), ['Baris pertama?', 'Baris kedua', 'Baris ketiga', 'Baris keempat'])
    await eventually(() => o.wa.sent(contact), (l) => l.length >= 1)
    // Somebody else gets the number: another person.
    await say({ from: contact, from_user_id: 'ID.999', text: { body: 'Saya orang lain, boleh bertanya?' } }, [{ wa_id: contact, user_id: 'ID.999' }])
    const other = await claim()
    assert.notEqual(other, conversation)
    assert.equal((await lines(other)).length, 1)
    // Nobody but the user id.
    await say({ from: '', from_user_id: 'ID.4711', text: { body: 'Tanpa nomor, bisa?' } }, [{ user_id: 'ID.4711' }])
    const hidden = await claim()
    await sari.answer(hidden, 'Bisa.')
    const call = await eventually(() => o.wa.log().find((e) => e.body?.text?.body === 'Bisa.'), Boolean, 'the answer')
    assert.equal(call.body.recipient, 'ID.4711')
    assert.equal(call.body.to, undefined)
    await eventually(() => sari.log(hidden), (l) => l.some((m) => m.text === 'Bisa.' && m.delivery === 'delivered'), 'its status finds it')
  })

  test('a status tells what became of a send whose answer was lost, and nothing goes twice', async () => {
    for (const fault of [{ drop: 'after' }, { empty: true }, { hang: true }]) {
      const c = await citizen()
      o.wa.set({ statuses: [] })
      o.wa.fault(fault)
      const text = `Jawaban ${JSON.stringify(fault)}`
      const { seq } = await sari.answer(c.conversation, text)
      await eventually(() => message(c, seq), (m) => m.delivery === 'unknown', 'unknown')
      const sent = o.wa.sent(c.contact).find((m) => m.text === text)
      await o.wa.status(sent.id, 'delivered')
      await eventually(() => message(c, seq), (m) => m.delivery === 'delivered', 'reconciled')
      await eventually(() => state(c), (s) => s === 'answered')
      assert.equal(texts(c).filter((t) => t === text).length, 1)
      o.wa.set({ statuses: ['sent', 'delivered'] })
    }
  })

  test('a status that is faster than the answer counts', async () => {
    o.wa.set({ statusBeforeAnswer: true })
    const c = await citizen()
    const { seq } = await sari.answer(c.conversation, 'Cepat sekali.')
    await eventually(() => message(c, seq), (m) => m.delivery === 'delivered', 'delivered')
    assert.equal(texts(c).filter((t) => t === 'Cepat sekali.').length, 1)
    o.wa.set({ statusBeforeAnswer: false })
  })

  test('a long answer goes in parts of at most 4,096 characters', async () => {
    const c = await citizen()
    const long = Array.from({ length: 110 }, (_, i) => `Langkah ${i}: siapkan dokumen 👩‍👩‍👧‍👦.`).join('\n').slice(0, 3990)
    await sari.answer(c.conversation, long)
    await eventually(() => state(c), (s) => s === 'answered')
    for (const t of texts(c)) assert.ok([...t].length <= 4096)
  })

  test('an error that this message alone meets is told to the officer, at once or by a status', async () => {
    const rows = [131026, 131049, 130472, 131050, 131051, 100, 131008, 131009]
    const c = await citizen()
    for (const code of rows) {
      for (const how of [{ code }, { fails: code }]) {
        o.wa.fault(how)
        const { seq } = await sari.answer(c.conversation, `Tidak sampai ${JSON.stringify(how)}`, 'question')
        const update = await sari.see((f) => f.type === 'message.update' && f.conversation === c.conversation && f.seq === seq && f.delivery === 'failed', `${JSON.stringify(how)}: failed`)
        assert.match(update.reason, new RegExp(String(code)))
      }
    }
    await sari.answer(c.conversation, 'Yang ini sampai.')
    await eventually(() => state(c), (s) => s === 'answered')
  })

  test('a temporary error and every limit is tried again, and arrives once', async () => {
    const rows = [{ code: 131000 }, { code: 131016 }, { code: 131057 }, { code: 1 }, { code: 2 }, { status: 503 }, { rate: true }, { code: 4 }, { code: 80007 }, { code: 131048 }, { code: 133016 }, { pair: true }]
    const all = []
    for (const fault of rows) {
      const c = await citizen()
      o.wa.fault({ ...fault, to: c.contact })
      const text = `Akhirnya ${JSON.stringify(fault)}`
      const { seq } = await sari.answer(c.conversation, text)
      all.push([c, seq, text, fault])
      await eventually(() => o.wa.log().find((e) => e.fault?.to === c.contact), Boolean, 'refused first')
      if (fault.pair) {  // others go on
        const other = await citizen()
        await sari.answer(other.conversation, 'Tidak ikut menunggu.')
        await eventually(() => state(other), (s) => s === 'answered', 'another recipient', 4000)
      }
    }
    for (const [c, , text, fault] of all) {
      await eventually(() => state(c), (s) => s === 'answered', JSON.stringify(fault), 40_000)
      assert.equal(texts(c).filter((t) => t === text).length, 1)
    }
  })

  test('an error of the account stops it, is told, and a retry goes on', async () => {
    for (const code of [0, 190, 3, 10, 200, 33, 368, 131031, 130497]) {
      const c = await citizen()
      const error = { message: `(#${code}) fault`, type: 'OAuthException', code }
      o.wa.fault({ status: code === 190 || code === 0 ? 401 : 400, body: { error } })
      const { seq } = await sari.answer(c.conversation, `Tertahan ${code}.`)
      const held = await eventually(() => message(c, seq), (m) => m.delivery === 'pending' && m.reason, `${code}: pending with its reason`)
      assert.match(held.reason, new RegExp(`kode ${code}\\b`))
      await eventually(() => fetch(`${o.base}/metrics`).then((r) => r.text()), (t) => /sahut_account_stopped\{account="wa"\} 1/.test(t), 'the metric')
      const [entry] = (await o.ctl_lines('outbox', 'list')).filter((e) => e.conversation === c.conversation)
      assert.equal((await o.ctl('outbox', 'retry', entry.entry)).code, 0)
      await eventually(() => state(c), (s) => s === 'answered', `${code}: answered`)
    }
  })

  describe('after 24 hours', () => {
    test('a template asks the citizen, the tap opens the window, and the held answer arrives once', async () => {
      const c = await late_citizen()
      const head = sari.head(c.conversation)
      assert.ok(Date.parse(head.window_closes_at) < Date.now())
      const { seq } = await sari.answer(c.conversation, 'Jawaban yang terlambat.')
      const [asked] = await eventually(() => templates(c), (l) => l.length === 1, 'the template')
      assert.equal(asked.template.name, 'jawaban_siap')
      assert.equal(asked.template.language.code, 'id')
      assert.equal(asked.template.components[0].parameters[0].text, head.reference)
      const held = await eventually(() => message(c, seq), (m) => m.delivery === 'pending' && /templat/.test(m.reason ?? ''), 'held, and why')
      assert.equal(held.delivery, 'pending')
      const second = await sari.answer(c.conversation, 'Tambahan.')
      await o.settled()
      assert.deepEqual(texts(c), [])
      const before_it = (await lines(c.conversation)).length
      assert.equal((await o.wa.taps(c.contact)).status, 200)
      await eventually(() => texts(c), (l) => l.filter((t) => !/otomatis/.test(t)).length === 2, 'the held answers')
      assert.deepEqual(texts(c).filter((t) => /^(Jawaban|Tambahan)/.test(t)), ['Jawaban yang terlambat.', 'Tambahan.'])
      await eventually(() => state(c), (s) => s === 'answered')
      for (const s of [seq, second.seq]) await eventually(() => message(c, s), (m) => m.delivery === 'delivered' && !m.reason)
      assert.equal(templates(c).length, 1)
      const tap = await lines(c.conversation)
      assert.equal(tap.length, before_it + 1)
      assert.equal(tap.at(-1).text, 'Tampilkan jawaban')
      assert.equal(state(c), 'answered', 'the tap opened no request')
    })

    test('words of the citizen open it as well', async () => {
      const c = await late_citizen()
      await sari.answer(c.conversation, 'Jawaban untuk yang menulis.')
      await eventually(() => templates(c), (l) => l.length === 1, 'the template')
      await o.wa.citizenSays(c.contact, 'Halo, ada kabar?')
      await eventually(() => texts(c), (l) => l.includes('Jawaban untuk yang menulis.'), 'the held answer')
    })

    test('without a template nothing goes until the citizen writes', async () => {
      const c = await late_citizen('bare')
      const { seq } = await sari.answer(c.conversation, 'Menunggu di halaman status.')
      await eventually(() => message(c, seq), (m) => m.delivery === 'pending' && /ditahan/.test(m.reason ?? ''), 'held')
      assert.equal(o.bare.sent(c.contact).length, 0)
      await o.bare.citizenSays(c.contact, 'Ada kabar?')
      await eventually(() => texts(c), (l) => l.includes('Menunggu di halaman status.'), 'the held answer')
    })

    test('131047 in the answer or in a status leads to the template as well, though our own clock says otherwise', async () => {
      for (const fault of [{ window: true }, { fails: 131047 }]) {
        const c = await citizen()
        o.wa.fault(fault)
        const text = `Ditolak dahulu ${JSON.stringify(fault)}`
        const { seq } = await sari.answer(c.conversation, text)
        await eventually(() => templates(c), (l) => l.length === 1, `${JSON.stringify(fault)}: the template`)
        await eventually(() => message(c, seq), (m) => m.delivery === 'pending' && /templat/.test(m.reason ?? ''), 'held')
        await o.wa.taps(c.contact)
        await eventually(() => message(c, seq), (m) => m.delivery === 'delivered', 'arrived')
        assert.equal(texts(c).filter((t) => t === text).length, fault.fails ? 2 : 1)
        assert.equal(templates(c).length, 1)
      }
    })

    test('a template that is refused is told to the officer and the operator, and the answer waits', async () => {
      for (const [i, code] of [132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018].entries()) {
        const c = await late_citizen()
        o.wa.fault(i % 2 ? { code } : { fails: code })
        const { seq } = await sari.answer(c.conversation, 'Templat bermasalah.')
        const held = await eventually(() => message(c, seq), (m) => new RegExp(String(code)).test(m.reason ?? ''), `${code}: the reason`)
        assert.equal(held.delivery, 'pending')
        await o.wa.citizenSays(c.contact, 'Halo?')
        await eventually(() => texts(c), (l) => l.includes('Templat bermasalah.'), 'the held answer')
      }
      assert.match(o.said(), /the message template that asks the citizen to write was refused/)
    })

    test('a daemon that died has asked already, and the tap still brings the answer', async () => {
      const c = await late_citizen()
      const { seq } = await sari.answer(c.conversation, 'Jawaban lewat padam.')
      await eventually(() => message(c, seq), (m) => /templat/.test(m.reason ?? ''), 'asked')
      await o.end('SIGKILL')
      await o.begin()
      sari = await o.sign_in('sari')
      await eventually(() => o.ctl_lines('outbox', 'list'), (l) => l.some((e) => e.conversation === c.conversation && e.held), 'held as before')
      await o.wa.taps(c.contact)
      await eventually(() => texts(c), (l) => l.includes('Jawaban lewat padam.'), 'the held answer')
      assert.equal(templates(c).length, 1)
    })
  })
})
