// What a closed window and a body that can't be worked on lead to, seen from outside.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { element, eventually, start_social } from './social_support.mjs'

const hour = 3_600_000

describe('a window that closes before the number can be told', { timeout: 120_000 }, () => {
  test('the receipt carries the link, the officer sees that the number is not told, and the next line brings it', async () => {
    const o = await start_social({ policy: { answer_limit_minutes: 0.2 } })
    try {
      const sari = await o.sign_in('sari')
      for (const [id, contact] of [['fb', '5101'], ['ig', '5102']]) {
        const wrote = Date.now() - 23.5 * hour + 8000 // the platform delivers a day late: its window is nearly over
        o[id].citizen(contact, { last_message_at: wrote })
        assert.equal((await o.hook(id, [element.text({ ...o.who(id, contact), mid: `late_${id}`, text: 'Kapan barang saya keluar?', at: wrote })])).status, 200)
        const conversation = await sari.claim_next(o.accounts[id].kind, [])
        assert.equal(Date.parse(sari.head(conversation).window_closes_at), wrote + 24 * hour)
        assert.ok(Date.now() - Date.parse(sari.head(conversation).received_at) < 30_000, 'the standard counts from the receipt')
        const told = () => o[id].sent(contact).map((m) => m.text).join('\n')
        await eventually(told, (t) => /#REF-[\d-]+\.[\w-]+/.test(t), 'the link in the receipt')
        const ticket = await sari.see((f) => f.type === 'ticket' && f.conversation === conversation, 'the ticket', 30_000)
        assert.equal(ticket.told, false)
        assert.equal(ticket.announced, 'not_told')
        assert.match(ticket.status_url, new RegExp(`#${ticket.number}\\.`))
        await eventually(() => o.ctl_lines('outbox', 'list'), (l) => l.length === 0, 'nothing more to send')
        assert.doesNotMatch(told(), /ESK-/)
        const [, number, secret] = told().match(/#(REF-[\d-]+)\.([\w-]+)/)
        const status = await fetch(`${o.base}/api/v1/tickets/${number}`, { headers: { 'Sahut-Ticket-Secret': secret } })
        assert.equal(status.status, 200)
        assert.ok(JSON.stringify(await status.json()).includes(ticket.number), 'the page behind the link knows the number')
        await o.says(id, contact, 'Ada kabar?')
        await eventually(told, (t) => t.includes(ticket.number), 'the number')
        await sari.see((f) => f.type === 'ticket' && f.number === ticket.number && f.told === true, 'told')
      }
    } finally {
      await o.close()
    }
  })
})

describe('a body that cannot be worked on', { timeout: 120_000 }, () => {
  let o
  let sari
  const key = 's:{priok}:j:fb'
  before(async () => {
    o = await start_social()
    sari = await o.sign_in('sari')
  })
  after(() => o?.close())

  /** One command to the office's store; a number or a line. */
  const store = (...words) =>
    new Promise((resolve, reject) => {
      const s = connect(join(o.folder, 'data', 'redis.sock'))
      s.on('error', reject)
      s.once('data', (d) => {
        s.end()
        const line = d.toString('latin1').split('\r\n')[0]
        if (line[0] === '-') reject(new Error(line))
        else resolve(line.slice(1))
      })
      s.write(`*${words.length}\r\n${words.map((w) => `$${Buffer.byteLength(w)}\r\n${w}\r\n`).join('')}`)
    })
  const listed = () => o.ctl_lines('journal', 'list')

  test('is parked after three attempts, what follows goes on, and an operator retries or drops it', async () => {
    await o.says('fb', '5201', 'Yang pertama?')
    const conversation = await sari.claim_next('messenger')
    const broken = Number(await store('EVAL', "local k = redis.call('HINCRBY', KEYS[1], 'n', 1); redis.call('HSET', KEYS[1], 'm' .. k, 'not sealed by anybody'); return k", '1', key))
    await o.says('fb', '5201', 'Yang kedua?')
    await eventually(() => sari.log(conversation), (l) => l.some((m) => m.text === 'Yang kedua?'), 'what follows')
    const parked = await eventually(listed, (l) => l.length === 1 && l[0].state === 'parked', 'parked')
    assert.equal(parked[0].entry, `fb/${broken}`)
    assert.equal(parked[0].readable, false)
    assert.doesNotMatch(JSON.stringify(parked), /sealed|5201|kedua/)
    assert.match(o.said(), new RegExp(`account=fb entry=${broken}: an entry is parked`))

    const retried = await o.ctl('journal', 'retry', `fb/${broken}`)
    assert.equal(retried.code, 0, retried.err)
    const again = await eventually(listed, (l) => l.length === 1 && l[0].state === 'parked' && l[0].entry !== `fb/${broken}`, 'parked again')
    assert.notEqual((await o.ctl('journal', 'retry', `fb/${broken}`)).code, 0, 'it is not there any more')
    await o.says('fb', '5201', 'Yang ketiga?')
    await eventually(() => sari.log(conversation), (l) => l.some((m) => m.text === 'Yang ketiga?'), 'what follows')

    assert.equal((await o.ctl('journal', 'drop', again[0].entry)).code, 0)
    assert.deepEqual(await listed(), [])
    assert.notEqual((await o.ctl('journal', 'drop', again[0].entry)).code, 0)
  })

  test('a parked body that can be worked on by now is, once', async () => {
    await o.says('fb', '5301', 'Untuk membuka?')
    const conversation = await sari.claim_next('messenger', sari.heads().filter((h) => h.state !== 'queued').map((h) => h.conversation))
    // Aside before the owner has come to it: as if three attempts had failed.
    const aside = "local k = redis.call('HGET', KEYS[1], 'n'); local v = redis.call('HGET', KEYS[1], 'm' .. k); if not v then return 0 end; redis.call('HDEL', KEYS[1], 'm' .. k); redis.call('HSET', KEYS[1], 'z' .. k, v); return k"
    let taken = 0
    let n = 0
    while (!taken) {
      n += 1
      const posts = Array.from({ length: 8 }, (_, i) => o.says('fb', '5301', `baris ${n}.${i}`, `aside_${n}_${i}`))
      for (let i = 0; i < 50 && !taken; i += 1) taken = Number((await store('EVAL', aside, '1', key)).replace(/^\$/, '')) || 0
      await Promise.all(posts)
    }
    await eventually(listed, (l) => l.length === 1 && l[0].state === 'parked' && l[0].received_at, 'one is parked, and can be read')
    const [{ entry }] = await listed()
    assert.equal((await o.ctl('journal', 'retry', entry)).code, 0)
    await eventually(listed, (l) => l.length === 0, 'worked off')
    const expected = []
    for (let k = 1; k <= n; k += 1) for (let i = 0; i < 8; i += 1) expected.push(`baris ${k}.${i}`)
    const log = await eventually(() => sari.log(conversation), (l) => l.filter((m) => m.text?.startsWith('baris')).length === expected.length, 'every line')
    assert.deepEqual(log.filter((m) => m.text?.startsWith('baris')).map((m) => m.text).sort(), expected.sort())
  })
})
