// What Messenger and Instagram deliver: authenticity, the journal, and what becomes of each kind.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { bodyOf, element, eventually, post, signatureOf, start_social } from './social_support.mjs'

describe('webhooks', { timeout: 240_000 }, () => {
  let o
  let sari
  const url = (id) => `${o.base}/webhooks/${id}`
  before(async () => {
    o = await start_social({ secrets: { fb: ['SECRET_FB', 'SECRET_OLD'] }, env: { SECRET_OLD: 'fb-old-secret' }, limits: { webhook_body_bytes: 262144 } })
    sari = await o.sign_in('sari')
  })
  after(() => o?.close())

  test('the handshake gives the challenge back, and nothing to a stranger', async () => {
    const shake = (query) => fetch(`${url('fb')}?${query}`)
    const good = await shake('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=verify-me')
    assert.equal(good.status, 200)
    assert.equal(await good.text(), '1158201444')
    assert.match(good.headers.get('content-type'), /^text\/plain/)
    for (const bad of ['hub.mode=subscribe&hub.challenge=1&hub.verify_token=wrong', 'hub.challenge=1&hub.verify_token=verify-me', 'hub.mode=subscribe&hub.verify_token=verify-me', ''])
      assert.equal((await shake(bad)).status, 403, bad)
    assert.equal((await fetch(`${url('none')}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=verify-me`)).status, 404)
  })

  test('a body that is not authentic is refused and leaves nothing', async () => {
    const body = bodyOf([element.text({ ...o.who('fb', '9001'), mid: 'm_forged', text: 'palsu' })], { account: o.accounts.fb.account })
    const right = signatureOf(body, 'fb-secret')
    const cases = {
      missing: {},
      empty: { 'X-Hub-Signature-256': '' },
      'another secret': { 'X-Hub-Signature-256': signatureOf(body, 'not-it') },
      'another account': { 'X-Hub-Signature-256': signatureOf(body, 'ig-secret') },
      'another body': { 'X-Hub-Signature-256': signatureOf(body + ' ', 'fb-secret') },
      upper: { 'X-Hub-Signature-256': `sha256=${right.slice(7).toUpperCase()}` },
      'upper scheme': { 'X-Hub-Signature-256': `SHA256=${right.slice(7)}` },
      short: { 'X-Hub-Signature-256': right.slice(0, -1) },
      sha1: { 'X-Hub-Signature': right },
    }
    for (const [name, headers] of Object.entries(cases)) {
      const { status } = await post(url('fb'), body, { unsigned: true, headers })
      assert.ok(status === 401 || status === 403, `${name}: ${status}`)
    }
    const twice = await new Promise((resolve, reject) => {
      import('node:http').then(({ request }) => {
        const r = request(url('fb'), { method: 'POST', headers: ['Host', 'x', 'Content-Length', String(Buffer.byteLength(body)), 'X-Hub-Signature-256', right, 'X-Hub-Signature-256', right] }, (a) => resolve(a.statusCode))
        r.on('error', reject)
        r.end(body)
      })
    })
    assert.ok(twice === 401 || twice === 403, `duplicated: ${twice}`)
    assert.equal((await post(url('nobody'), body, { signature: right })).status, 404)
    assert.deepEqual(await o.ctl_lines('journal', 'list'), [])
    await o.settled()
    assert.equal(sari.heads().length, 0)
  })

  test('either secret of a rotation verifies', async () => {
    const told = []
    for (const [i, secret] of ['fb-old-secret', 'fb-secret'].entries()) {
      const answer = await o.hook('fb', [element.text({ ...o.who('fb', `910${i}`), mid: `m_rot${i}`, text: 'halo, bagaimana cara impor?' })], { secret })
      assert.equal(answer.status, 200)
      told.push(`910${i}`)
    }
    for (const contact of told) await eventually(() => o.fb.sent(contact), (l) => l.length > 0, `the first words to ${contact}`)
  })

  test('signed but not understandable is 200, and is kept where a citizen may have said something in it; oversized is 413', async () => {
    for (const raw of ['', 'not json', '[]', '{}', '{"object":"page"}', '{"object":"page","entry":[]}', '{"object":"page","entry":[5,{"id":"104500000000017"},{"id":"104500000000017","messaging":7}]}', '['.repeat(5000), '{"object":"page","entry":[{"id":"104500000000017","messaging":[{"\ud83d":1}]}]}'])
      assert.equal((await o.hook('fb', [], { raw })).status, 200, raw.slice(0, 40))
    assert.equal((await o.hook('fb', [], { raw: 'x'.repeat(262145) })).status, 413)
    await o.settled()
    assert.ok(o.alive())
    const kept = await o.ctl_lines('journal', 'list')
    assert.equal(kept.length, 5, 'no JSON, no object, entries and lists that are none')
    for (const one of kept) assert.equal((await o.ctl('journal', 'drop', one.entry)).code, 0)
    assert.deepEqual(await o.ctl_lines('journal', 'list'), [])
  })

  test('a sender whose id is not digits is a citizen; one whose id can be none is kept for an operator', async () => {
    for (const contact of ['PSIDabc', 'user1']) {
      await o.says('fb', contact, `Berapa tarif untuk ${contact}?`)
      await eventually(() => o.fb.sent(contact), (l) => l.length > 0, `the first words to ${contact}`)
    }
    assert.equal((await o.hook('fb', [element.text({ ...o.who('fb', 'a b/c'), mid: 'm_odd', text: 'halo?' })])).status, 200)
    await o.settled()
    const kept = await o.ctl_lines('journal', 'list')
    assert.deepEqual(kept.map((e) => e.state), ['parked'])
    assert.match(o.said(), /account=fb[^\n]*: element: malformed contact id/)
    assert.doesNotMatch(o.said(), /a b\/c/)
    assert.equal((await o.ctl('journal', 'drop', kept[0].entry)).code, 0)
  })

  test('an entry of another account is not taken, its siblings are', async () => {
    const { fb, merak } = o.accounts
    const entry = (account, contact) => ({ id: account, time: Date.now(), messaging: [element.text({ account, contact, mid: `m_x_${contact}`, text: 'pertanyaan saya' })] })
    const raw = bodyOf([], { entries: [entry(merak.account, '9301'), entry('55555', '9302'), entry(fb.account, '9303')] })
    assert.equal((await o.hook('fb', [], { raw })).status, 200)
    await eventually(() => o.fb.sent('9303'), (l) => l.length > 0, 'its own entry')
    assert.equal(o.merak.sent('9301').length, 0)
    assert.equal(o.fb.sent('9301').length + o.fb.sent('9302').length, 0)
    const budi = await o.sign_in('budi', 'merak')
    assert.equal(budi.heads().length, 0)
  })

  test('each office gets its own', async () => {
    const tono = await o.sign_in('tono', 'merak')
    await o.says('merak', '9401', 'Bagaimana cara mengurus izin di Merak?')
    const c = await tono.claim_next('messenger')
    assert.match(c, /^MRK-/)
    assert.ok(!sari.heads().some((h) => h.conversation === c))
    assert.equal((await sari.ask('history.get', { conversation: c })).code, 'not_found')
    const texts = await eventually(() => o.merak.sent('9401'), (l) => l.length > 0)
    assert.match(texts[0].text, /WhatsApp 0811-0000-MRK/)
  })

  test('every entry and every message of a batch is taken, in the order of each sender', async () => {
    const elements = []
    for (let i = 0; i < 60; i += 1) elements.push(element.text({ ...o.who('fb', `95${i % 6}0`), mid: `m_batch_${i}`, text: `baris ${i}`, at: 1_790_000_000_000 + i }))
    assert.equal((await o.hook('fb', elements.slice(0, 30))).status, 200)
    assert.equal((await o.hook('fb', elements.slice(30), { batch: true, duplicate: true })).status, 200)
    for (let k = 0; k < 6; k += 1) {
      const expected = Array.from({ length: 10 }, (_, n) => `baris ${k + 6 * n}`)
      const texts = await eventually(
        async () => {
          for (const h of sari.heads()) {
            if (h.channel !== 'messenger') continue
            const log = await sari.log(h.conversation)
            const own = log.filter((m) => m.from === 'visitor').map((m) => m.text)
            if (own[0] === `baris ${k}`) return own
          }
          return []
        },
        (l) => l.length >= 10,
        `the ten lines of sender ${k}`,
      )
      assert.deepEqual(texts, expected)
    }
  })

  test('with a store that hangs the answer is 503 before the platform gives up, and the repeated delivery is taken once', async () => {
    const redis = Number(readFileSync(`/proc/${o.pid()}/task/${o.pid()}/children`, 'utf8').trim().split(' ')[0])
    const line = [element.text({ ...o.who('fb', '9701'), mid: 'm_hang', text: 'Apakah ini sampai?' })]
    process.kill(redis, 'SIGSTOP')
    const begun = Date.now()
    let refused
    try {
      refused = await o.hook('fb', line)
    } finally {
      process.kill(redis, 'SIGCONT')
    }
    assert.equal(refused.status, 503)
    assert.ok(Date.now() - begun < 4500, `${Date.now() - begun} ms`)
    await eventually(async () => (await o.hook('fb', line)).status, (s) => s === 200, 'taken')
    await eventually(() => o.fb.sent('9701'), (l) => l.length > 0, 'the first words')
    const head = await eventually(async () => {
      for (const h of sari.heads()) if ((await sari.log(h.conversation)).some((m) => m.text === 'Apakah ini sampai?')) return h
    }, Boolean, 'its conversation')
    assert.equal((await sari.log(head.conversation)).filter((m) => m.from === 'visitor').length, 1)
  })

  test('a thousand webhooks delivered twice each are one message each', async () => {
    const bodies = []
    for (let i = 0; i < 1000; i += 1) bodies.push([element.text({ ...o.who('ig', `96${String(i % 20).padStart(3, '0')}`), mid: `mass_${i}`, text: `pesan ${i}`, at: Date.now() + i })])
    const all = [...bodies, ...bodies]
    let next = 0
    const statuses = {}
    await Promise.all(Array.from({ length: 16 }, async () => {
      while (next < all.length) {
        const { status } = await o.hook('ig', all[next++])
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }))
    assert.deepEqual(statuses, { 200: 2000 })
    await eventually(() => o.ctl_lines('journal', 'list'), (l) => l.length === 0, 'an empty journal', 60_000)
    const seen = new Map()
    for (const h of sari.heads().filter((x) => x.channel === 'instagram'))
      for (const m of (await sari.log(h.conversation)).filter((x) => x.from === 'visitor')) seen.set(m.text, (seen.get(m.text) ?? 0) + 1)
    assert.equal(seen.size, 1000)
    assert.ok([...seen.values()].every((n) => n === 1))
  })
})

describe('the store goes away', { timeout: 120_000 }, () => {
  test('a delivery that cannot be stored is 503, and once it can be it is there once', async () => {
    const o = await start_social({ limits: { store_seconds: 1 } })
    try {
      const w = await o.sign_in('sari')
      await o.says('fb', '9701', 'Pertanyaan pertama?')
      const c = await w.claim_next('messenger')
      const store = Number(readFileSync(`/proc/${o.pid()}/task/${o.pid()}/children`, 'utf8').trim().split(' ')[0])
      const late = [element.text({ ...o.who('fb', '9701'), mid: 'm_late', text: 'saat penyimpanan berhenti' })]
      process.kill(store, 'SIGSTOP')
      try {
        assert.equal((await o.hook('fb', late)).status, 503)
      } finally {
        process.kill(store, 'SIGCONT')
      }
      await eventually(async () => (await o.hook('fb', late)).status, (s) => s === 200, 'stored')
      await o.hook('fb', late)
      await o.settled()
      const log = await eventually(() => w.log(c), (l) => l.some((m) => m.text === 'saat penyimpanan berhenti'))
      assert.equal(log.filter((m) => m.text === 'saat penyimpanan berhenti').length, 1)
    } finally {
      await o.close()
    }
  })
})

describe('two pages of one application', { timeout: 120_000 }, () => {
  test('each takes its own entries of a body that its own secret verifies', async () => {
    const o = await start_social({ secrets: { merak: ['SECRET_MERAK', 'SECRET_FB'] } })
    try {
      const { fb, merak } = o.accounts
      const entry = (account, contact) => ({ id: account, time: Date.now(), messaging: [element.text({ account, contact, mid: `m_two_${contact}`, text: 'pertanyaan saya' })] })
      const raw = bodyOf([], { entries: [entry(fb.account, '9801'), entry(merak.account, '9802')] })
      assert.equal((await o.hook('fb', [], { raw })).status, 200)
      await eventually(() => o.fb.sent('9801'), (l) => l.length === 1)
      await eventually(() => o.merak.sent('9802'), (l) => l.length === 1)
      assert.equal((await o.hook('merak', [], { raw, secret: fb.secret })).status, 200)
      await o.settled()
      // Signed by the other page's own secret it is only the other page's.
      const foreign = bodyOf([], { entries: [entry(fb.account, '9803'), entry(merak.account, '9804')] })
      assert.equal((await o.hook('merak', [], { raw: foreign, secret: merak.secret })).status, 200)
      await eventually(() => o.merak.sent('9804'), (l) => l.length === 1)
      assert.deepEqual([o.fb.sent('9801').length, o.merak.sent('9802').length, o.fb.sent('9803').length], [1, 1, 0])
    } finally {
      await o.close()
    }
  })
})
