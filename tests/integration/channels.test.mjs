// How accounts at the platforms stand: subscriptions asked for, made again and warned of, by the daemon itself and by an operator, and
// what a coordinator is shown of it.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { start as start_bot } from '../standin/telegram.mjs'
import { start as start_whatsapp } from '../standin/whatsapp.mjs'
import { start as start_x } from '../standin/x.mjs'
import { check_reply } from './documents.mjs'
import { eventually, folder_of_build, run, start_social } from './social_support.mjs'

const decision = 'KEP-12/KPU.1/2026'
const env = { WA_SECRET: 'wa-secret', WA_TOKEN: 'wa-token', X_CONSUMER: 'konsumen-rahasia', X_TOKEN: 'token-tetap', X_APP: 'token-aplikasi', TG_TOKEN: '700100200:AAE-x', TG_WORD: 'kata' }

describe('accounts at the platforms', { timeout: 300_000 }, () => {
  let o, wa, x, bot
  before(async () => {
    wa = await start_whatsapp({ account: '104500000000555', business: '900100', appSecret: 'wa-secret', accessToken: 'wa-token' })
    x = await start_x({ account: '1730000000000000001', accessToken: 'token-tetap', bearer: 'token-aplikasi' })
    bot = await start_bot({ token: env.TG_TOKEN, secretToken: env.TG_WORD })
    o = await start_social({
      env,
      channels: [
        { id: 'wa', kind: 'whatsapp', office: 'priok', account: '104500000000555', decision, app_secret: 'env:WA_SECRET', verify_token: 'env:WA_SECRET', access_token: 'env:WA_TOKEN', business_account: '900100', app_id: wa.settings.appId, token_expires: '2099-12-30', api_base: wa.base },
        { id: 'x', kind: 'x', office: 'priok', account: '1730000000000000001', decision, consumer_secret: 'env:X_CONSUMER', access_token: 'env:X_TOKEN', bearer_token: 'env:X_APP', api_base: x.base },
        { id: 'tg', kind: 'telegram', office: 'priok', account: '700100200', decision, bot_token: 'env:TG_TOKEN', secret_token: 'env:TG_WORD', api_base: bot.base },
      ],
    })
    x.set({ webhookUrl: `${o.base}/webhooks/x` })
  })
  after(async () => {
    await o?.close()
    for (const one of [wa, x, bot]) await one?.close()
  })

  async function sign_in(name, role, office = 'priok') {
    const password = `rahasia-${name}-saluran`
    const added = await run(join(folder_of_build, 'sahutctl'), ['--config', o.file, 'user', 'add', name, '--office', office, '--role', role, '--password-stdin'], { input: `${password}\n`, env })
    assert.equal(added.code, 0, added.err)
    const reply = await fetch(`${o.base}/api/v1/session`, { method: 'POST', body: JSON.stringify({ username: name, password }), headers: { 'Content-Type': 'application/json' } })
    return (await reply.json()).token
  }
  async function channels(token, headers = token ? { Authorization: `Bearer ${token}` } : {}) {
    const reply = await fetch(`${o.base}/api/v1/channels`, { headers })
    const json = await reply.json()
    assert.deepEqual(check_reply('GET', '/api/v1/channels', reply.status, reply.headers.get('content-type'), json), [])
    return { status: reply.status, ...json }
  }
  const state = async (token, id) => (await channels(token)).channels.find((c) => c.channel === id)
  const metric = async (name, account) => (await fetch(`${o.base}/metrics`).then((r) => r.text())).match(new RegExp(`^${name}\\{account="${account}"\\} (\\S+)`, 'm'))?.[1]

  test('the daemon subscribes its applications at Meta when it starts, with all that is read here', async () => {
    for (const platform of [o.fb, o.ig, o.merak]) await eventually(() => platform.settings.subscribedFields, (f) => f?.includes('messages'), 'subscribed')
    assert.ok(o.fb.settings.subscribedFields.includes('message_echoes'))
    assert.ok(o.ig.settings.subscribedFields.includes('messaging_seen'))
    await eventually(() => wa.settings.subscribed, Boolean, 'the business account')
    for (const id of ['fb', 'ig', 'wa']) await eventually(() => metric('sahut_account_subscribed', id), (v) => v === '1', id)
    assert.ok(o.fb.asked().every((c) => c.query.appsecret_proof && !('access_token' in c.query)), 'with a proof, and no token in an address')
  })

  test('what was taken away meanwhile is subscribed to again, and told', async () => {
    await o.end()
    o.fb.set({ subscribedFields: null })
    o.ig.set({ subscribedFields: ['messages'] })
    await o.begin()
    for (const platform of [o.fb, o.ig]) await eventually(() => platform.settings.subscribedFields, (f) => f?.length > 1, 'again')
    await eventually(() => metric('sahut_account_resubscriptions_total', 'fb'), (v) => v === '2', 'counted with the first time')
    assert.match(o.said(), /account=ig: its webhook was not in order and was set up again: .*Meta leaves out message_reactions/)
  })

  test('a webhook that is somebody else\'s is left alone, and warned of everywhere', async () => {
    const boss = await sign_in('ketua', 'coordinator')
    const tg = await eventually(() => state(boss, 'tg'), (c) => c?.state === 'inbound_missing', 'warned of')
    assert.equal(tg.subscribed, false)
    assert.match(tg.subscription, /no webhook is set/)
    assert.equal(bot.webhook().url, '', 'nothing was set by itself')
    assert.equal(await metric('sahut_account_subscribed', 'tg'), '0')
    assert.match((await o.ctl('status')).out, /warning: account tg: what comes in may be missing: no webhook is set/)
    assert.equal((await o.ctl('channel', 'setup', 'tg')).code, 0)
    assert.equal(bot.webhook().url, `${o.base}/webhooks/tg`)
    assert.equal((await o.ctl('channel', 'check', 'tg')).code, 0)
  })

  test('X is told the address and each event by an operator; what X holds for invalid is checked again by itself', async () => {
    const before_it = await o.ctl('channel', 'check', 'x')
    assert.deepEqual([before_it.code, /no webhook is registered/.test(before_it.err)], [65, true], before_it.err)
    const set = await o.ctl('channel', 'setup', 'x')
    assert.equal(set.code, 0, set.err)
    const { webhook, subscriptions } = x.registered()
    assert.equal(webhook.url, `${o.base}/webhooks/x`)
    assert.deepEqual(subscriptions.map((s) => s.event_type), ['dm.received', 'dm.sent', 'dm.read', 'chat.received'])
    x.registered({ valid: false, subscriptions: subscriptions.slice(1) })
    await o.end()
    await o.begin()
    await eventually(() => x.registered(), (r) => r.webhook.valid && r.subscriptions.some((s) => s.event_type === 'dm.received'), 'valid again')
  })

  test('a refused token is told, and stands in nobody\'s way', async () => {
    await o.end()
    o.ig.set({ accessToken: 'lain' })
    await o.begin()
    const boss = await sign_in('ketua2', 'superior')
    const ig = await eventually(() => state(boss, 'ig'), (c) => c?.state === 'inbound_missing', 'told')
    assert.match(ig.subscription, /code 190/)
    assert.doesNotMatch(JSON.stringify(ig) + o.said(), /ig-token|ig-secret/)
    o.ig.set({ accessToken: 'ig-token' })
    const set = await o.ctl('channel', 'setup', 'ig')
    assert.equal(set.code, 0, set.err)
  })

  test('when something came and went last, and what waits, is shown to a coordinator; each sees their own office alone', async () => {
    const boss = await sign_in('ketua3', 'coordinator')
    const sari = await o.sign_in('sari')
    assert.equal(sari.welcome.channels, undefined)
    await o.says('fb', '7001', 'Kapan barang saya keluar?')
    const conversation = await sari.claim_next('messenger')
    await sari.answer(conversation, 'Besok.')
    const fb = await eventually(() => state(boss, 'fb'), (c) => c?.last_received_at && c.last_sent_at && c.to_send === 0, 'both', 60_000)
    assert.deepEqual([fb.state, fb.unread, fb.subscribed, fb.kind, fb.decision], ['working', 0, true, 'messenger', decision])
    assert.deepEqual((await channels(boss)).channels.map((c) => c.channel), ['fb', 'ig', 'wa', 'x', 'tg'])
    assert.equal((await state(boss, 'wa')).token_ends_at, '2099-12-31T00:00:00.000Z')
    o.fb.fault({ token: true })
    await sari.answer(conversation, 'Tidak sampai.')
    const stopped = await eventually(() => state(boss, 'fb'), (c) => c.state === 'stopped', 'stopped')
    assert.ok(stopped.stopped && stopped.to_send === 1)
    const other = await sign_in('merak1', 'administrator', 'merak')
    assert.deepEqual((await channels(other)).channels.map((c) => c.channel), ['merak'])
  })

  test('an officer is not shown it, nor a stranger, nor another site\'s page', async () => {
    const officer = await sign_in('biasa', 'officer')
    const forbidden = await channels(officer)
    assert.deepEqual([forbidden.status, forbidden.code], [403, 'forbidden'])
    assert.equal((await channels('')).status, 401)
    const foreign = await channels(officer, { Cookie: `sahut_session=${officer}`, Origin: 'https://jahat.example' })
    assert.equal(foreign.status, 403)
    const boss = await sign_in('ketua4', 'auditor')
    const w = await o.window(boss)
    assert.equal(w.welcome.channels, true)
  })
})
