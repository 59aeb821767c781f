// An officer writes and reads, and citizens at Messenger, Instagram, WhatsApp, Telegram and LINE are shown it; never more often than
// they may be, never instead of an answer, and to nobody by a colleague who only looks. Two workers: the window and the account's owner may be apart.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { start as start_line } from '../standin/line.mjs'
import { start as start_bot } from '../standin/telegram.mjs'
import { start as start_whatsapp } from '../standin/whatsapp.mjs'
import { eventually, start_social } from './social_support.mjs'

const known = []
const user = (n) => `U${String(n).padStart(32, '0')}`
const token = '700100200:AAE-standin_token'

async function start_office() {
  const line = await start_line({ accessToken: 'line-token', channelSecret: 'line-secret', chat: true })
  const bot = await start_bot({ token, secretToken: 'kata-rahasia_1' })
  const wa = await start_whatsapp({ accessToken: 'wa-token', appSecret: 'wa-secret', statuses: ['sent'] })
  const table = (id, kind, rest) => ({ id, kind, office: 'priok', queue: 'umum', decision: 'KEP-12/KPU.1/2026', ...rest })
  const o = await start_social({
    workers: 2,
    channels: [
      table('ln', 'line', { account: line.settings.account, channel_secret: 'env:LINE_SECRET', access_token: 'env:LINE_TOKEN', content_base: line.base, api_base: line.base }),
      table('tg', 'telegram', { account: '700100200', bot_token: 'env:TG_TOKEN', secret_token: 'env:TG_SECRET', api_base: bot.base }),
      table('wa', 'whatsapp', { account: wa.settings.account, app_secret: 'env:WA_SECRET', verify_token: 'env:VERIFY_TOKEN', access_token: 'env:WA_TOKEN', api_base: wa.base, template: 'jawaban_siap' }),
    ],
    env: { LINE_TOKEN: 'line-token', LINE_SECRET: 'line-secret', TG_TOKEN: token, TG_SECRET: 'kata-rahasia_1', WA_TOKEN: 'wa-token', WA_SECRET: 'wa-secret' },
  })
  line.set({ webhookUrl: `${o.base}/webhooks/ln` })
  bot.set({ webhookUrl: `${o.base}/webhooks/tg` })
  wa.set({ webhookUrl: `${o.base}/webhooks/wa` })
  return { o, line, bot, wa, close: async () => (await o.close(), await Promise.all([line.close(), bot.close(), wa.close()])) }
}

describe('what passes', { timeout: 400_000 }, () => {
  let office
  let o
  let line
  let bot
  let wa
  let sari
  before(async () => {
    office = await start_office()
    ;({ o, line, bot, wa } = office)
    sari = await o.sign_in('sari')
  })
  beforeEach(() => {
    for (const platform of [o.fb, o.ig, line, bot, wa]) platform.mend()
  })
  after(() => office?.close())

  const tell = (w, type, conversation, rest = {}) => w.socket.send(JSON.stringify({ type, conversation, ...rest }))
  async function last_seq(conversation) {
    const of_citizen = (await sari.log(conversation)).filter((m) => m.from === 'visitor')
    return of_citizen[of_citizen.length - 1].seq
  }
  async function reads(conversation) {
    tell(sari, 'read', conversation, { seq: await last_seq(conversation) })
  }
  /** She goes on typing until it holds; the window passes it on once a second. */
  const types_until = (conversation, read, holds, what) =>
    eventually(
      () => {
        tell(sari, 'typing', conversation)
        return read()
      },
      holds,
      what,
    )
  const counted = async (account, sign, outcome) => {
    const lines = (await fetch(`${o.base}/metrics`).then((r) => r.text())).split('\n')
    const found = lines.find((l) => l.startsWith('sahut_passing_signs_total') && [`account="${account}"`, `sign="${sign}"`, `outcome="${outcome}"`].every((x) => l.includes(x)))
    return Number(found?.split(' ').at(-1) ?? 0)
  }

  for (const [id, channel] of [['fb', 'messenger'], ['ig', 'instagram']])
    test(`${channel}: read once, typing at most every five seconds`, async () => {
      const contact = `61${id === 'fb' ? 1 : 2}0001`
      await o.says(id, contact, `Berapa lama pemeriksaan lewat ${channel}?`)
      const c = await sari.claim_told(channel, known)
      const shown = () => o[id].actions(contact).map((a) => a.action)
      await reads(c)
      await eventually(shown, (s) => s.length === 1, 'seen')
      await reads(c)
      await types_until(c, shown, (s) => s.filter((a) => a === 'typing_on').length >= 2, 'typing')
      assert.deepEqual(shown().filter((a) => a === 'mark_seen'), ['mark_seen'])
      const typed = o[id].actions(contact).filter((a) => a.action === 'typing_on').map((a) => Date.parse(a.at))
      assert.ok(typed[1] - typed[0] >= 4_500, String(typed))
      await eventually(() => counted(id, 'typing', 'shown'), (n) => n === typed.length, 'counted')
    })

  test('whatsapp: the message that was read is marked, and typing goes with it', async () => {
    const { id } = await wa.citizenSays('6281100001', 'Bagaimana cara mengurus izin?')
    const c = await sari.claim_told('whatsapp', known)
    await types_until(c, () => counted('wa', 'typing', 'unknown'), Boolean, 'dropped') // she has not read: it would mark what she has not seen
    assert.deepEqual(wa.marks(), [])
    await reads(c)
    await eventually(() => wa.marks(), (m) => m.length === 1, 'read')
    await types_until(c, () => wa.marks(), (m) => m.length === 2, 'typing')
    assert.deepEqual(wa.marks().map((m) => [m.of, m.typing]), [[id, false], [id, true]])
  })

  test('telegram: typing alone', async () => {
    await bot.says('5000000123', 'Kapan barang saya keluar?')
    const c = await sari.claim_told('telegram', known)
    await reads(c)
    await types_until(c, () => bot.actions(), (a) => a.length === 1, 'typing')
    assert.deepEqual(bot.actions().map(({ to, action }) => [to, action]), [['5000000123', 'typing']])
  })

  test('line: the loading animation, and the read mark where a token came', async () => {
    const { event } = await line.says(user(7), 'Apakah tutup hari libur?')
    const c = await sari.claim_told('line', known)
    await reads(c)
    await eventually(() => line.signs(), (s) => s.length === 1, 'read')
    await types_until(c, () => line.signs(), (s) => s.length === 2, 'typing')
    assert.deepEqual(line.signs().map((s) => s.of ?? s.to), [event.message.id, user(7)])
    line.set({ chat: false }) // LINE marks what comes as read by itself, and gives no token
    await line.says(user(8), 'Dokumen apa saja yang dibawa?')
    const d = await sari.claim_told('line', known)
    await reads(d)
    await eventually(() => counted('ln', 'read', 'unknown'), (n) => n === 1, 'dropped')
    assert.equal(line.signs().length, 2)
  })

  test('a colleague who only looks shows the citizen nothing', async () => {
    const tono = await o.sign_in('tono')
    await bot.says('5000000555', 'Siapa yang membaca ini?')
    const c = await sari.claim_told('telegram', known)
    const before_it = bot.actions().length
    tell(tono, 'typing', c)
    await tono.see((f) => f.type === 'error' && f.code === 'not_handling', 'an error')
    await types_until(c, () => bot.actions(), (a) => a.length > before_it, 'typing')
    assert.equal(bot.actions().length, before_it + 1)
  })

  test('a platform that refuses them is left alone for a while, and the answer arrives all the same', async () => {
    await o.says('fb', '610777', 'Di mana loket pembayaran?')
    const c = await sari.claim_told('messenger', known)
    o.fb.fault({ call: 'action', code: 4, status: 400 })
    await types_until(c, () => counted('fb', 'typing', 'failed'), (n) => n === 1, 'failed')
    await reads(c)
    await eventually(() => counted('fb', 'read', 'paused'), (n) => n === 1, 'dropped')
    const { seq } = await sari.answer(c, 'Silakan ke loket 3.')
    await eventually(() => sari.line(c, seq), (m) => m.delivery === 'sent', 'sent')
    assert.equal(o.fb.sent('610777').at(-1).text, 'Silakan ke loket 3.')
    assert.deepEqual(o.fb.actions('610777'), [])
    const { out } = await o.ctl('outbox', 'list')
    assert.equal(out.trim(), '')
  })
})
