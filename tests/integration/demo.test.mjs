// script/server --demo from outside: what a citizen does on its page arrives at the officer on every channel, the answer comes back,
// and whatever is switched on is felt and passes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually, folder_of_build, officer_window } from './social_support.mjs'

const top = fileURLToPath(new URL('../../', import.meta.url))
const kinds = { 'wa-priok': 'whatsapp', 'ig-priok': 'instagram', 'fb-priok': 'messenger', 'tg-priok': 'telegram', 'line-priok': 'line', 'x-priok': 'x', 'portal-priok': 'generic' }
const photo = { name: 'resi.png', type: 'image/png', data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' }

async function start_demo(data, ...more) {
  const child = spawn(process.execPath, [join(top, 'demo/main.mjs'), '--build', folder_of_build, '--web', join(top, 'build/web'), '--data', data, '--port', '0', '--json', ...more], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stdout.on('data', (d) => (said += d))
  child.stderr.on('data', (d) => (said += d))
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}: ${said}`)
    return said.includes('\n')
  }, Boolean, 'where it is', 60_000)
  const at = JSON.parse(said.split('\n')[0])
  const post = async (path, body, headers = { Origin: at.page }) => {
    const reply = await fetch(at.page + path, { method: 'POST', body: JSON.stringify(body), headers })
    return { status: reply.status, ...(await reply.json()) }
  }
  const state = async (channel) => (await fetch(`${at.page}/state`).then((r) => r.json())).find((c) => c.id === channel)
  return {
    ...at,
    post,
    state,
    person: async (channel) => (await state(channel)).people.at(-1),
    new_person: async (channel) => (await post('/people', { channel })).id,
    lines: async (channel, person) => (await state(channel)).people.find((p) => p.id === person).lines,
    deed: (channel, person, deed, what) => post('/deeds', { channel, person, deed, what }),
    set: (channel, name, on) => post('/switches', { channel, name, on }),
    async window() {
      const { username, password } = at.officers[0]
      const reply = await fetch(`${at.base}/api/v1/session`, { method: 'POST', body: JSON.stringify({ username, password }), headers: { 'Content-Type': 'application/json' } })
      const w = await officer_window.open(at.base, (await reply.json()).token)
      await w.must('presence.set', { state: 'available', capacity: 100 })
      return w
    },
    async end() {
      if (child.exitCode !== null) return child.exitCode
      child.kill('SIGTERM')
      return (await once(child, 'exit'))[0]
    },
  }
}

describe('the demo', { timeout: 300_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sahut-demo-'))
  const data = join(folder, 'data')
  let demo, w
  before(async () => {
    demo = await start_demo(data, '--fast')
    w = await demo.window()
  })
  after(async () => {
    w?.close()
    await demo?.end()
    rmSync(folder, { recursive: true, force: true })
  })
  const known = new Set()
  // The conversation that this citizen's words have opened or joined.
  async function arrives(channel, text) {
    const head = await eventually(async () => {
      for (const h of w.heads()) if (h.channel === kinds[channel] && h.state !== 'queued' && (await w.log(h.conversation)).some((m) => m.text === text)) return h
      return null
    }, Boolean, `${text} at the officer`)
    known.add(head.conversation)
    return head.conversation
  }

  for (const channel of Object.keys(kinds))
    test(`${channel}: a question arrives, its photo too, and the answer comes back to the citizen`, async () => {
      const { id } = await demo.person(channel)
      const words = `Pertanyaan lewat ${channel}`
      assert.equal((await demo.deed(channel, id, 'text', { text: words })).status, 200)
      const conversation = await arrives(channel, words)
      assert.equal((await demo.deed(channel, id, 'photo', { file: photo })).status, 200)
      await eventually(() => w.log(conversation), (l) => l.some((m) => m.from === 'visitor' && m.kind === 'image'), 'the photo')
      await w.answer(conversation, `Jawaban untuk ${channel}`)
      await eventually(() => demo.lines(channel, id), (l) => l.some((m) => m.from === 'account' && m.text === `Jawaban untuk ${channel}`), 'the answer')
    })

  test('marks, edits, reactions and unsends of a citizen are seen by the officer', async () => {
    const id = await demo.new_person('wa-priok')
    await demo.deed('wa-priok', id, 'text', { text: 'Tolong diubah' })
    const conversation = await arrives('wa-priok', 'Tolong diubah')
    const [first] = await demo.lines('wa-priok', id)
    await demo.deed('wa-priok', id, 'edit', { of: first.id, text: 'Sudah diubah' })
    await eventually(() => w.log(conversation), (l) => l[0].edited && l[0].text === 'Sudah diubah', 'edited')
    await w.answer(conversation, 'Baik.')
    const answer = (await eventually(() => demo.lines('wa-priok', id), (l) => l.some((m) => m.text === 'Baik.'), 'the answer')).find((m) => m.text === 'Baik.')
    await demo.deed('wa-priok', id, 'react', { of: answer.id, emoji: '🙏' })
    await demo.deed('wa-priok', id, 'read', { of: answer.id })
    await eventually(() => w.log(conversation), (l) => l.some((m) => m.text === 'Baik.' && m.delivery === 'read' && m.reaction === '🙏'), 'read and reacted to')
    await demo.deed('wa-priok', id, 'unsend', { of: first.id })
    await eventually(() => w.log(conversation), (l) => l[0].removed, 'unsent')
    assert.ok((await demo.lines('wa-priok', id))[0].removed)
  })

  test('an outage holds the answer back with its reason, and it goes once that is over; a message brought three times is one', async () => {
    for (const [channel, outage] of [['tg-priok', 'down'], ['line-priok', 'token'], ['fb-priok', 'rate']]) {
      const id = await demo.new_person(channel)
      await demo.set(channel, 'again', true)
      await demo.deed(channel, id, 'text', { text: `Sekali ${channel}` })
      await demo.set(channel, 'again', false)
      const conversation = await arrives(channel, `Sekali ${channel}`)
      await demo.set(channel, outage, true)
      const { seq } = await w.answer(conversation, `Tertahan ${channel}`)
      await eventually(() => w.log(conversation), (l) => l.some((m) => m.seq === seq && m.delivery === 'pending' && m.reason), 'why it waits')
      await demo.set(channel, outage, false)
      await eventually(() => demo.lines(channel, id), (l) => l.some((m) => m.text === `Tertahan ${channel}`), 'the held answer', 30_000)
      assert.equal((await w.log(conversation)).filter((m) => m.text === `Sekali ${channel}`).length, 1)
    }
  })

  test('a late answer on WhatsApp asks first, and comes when the citizen taps', async () => {
    const id = await demo.new_person('wa-priok')
    await demo.deed('wa-priok', id, 'text', { text: 'Kemarin saya bertanya', hours_ago: 25 })
    const conversation = await arrives('wa-priok', 'Kemarin saya bertanya')
    await w.answer(conversation, 'Jawaban kemarin.')
    await eventually(() => demo.lines('wa-priok', id), (l) => l.some((m) => m.button), 'the template')
    assert.ok(!(await demo.lines('wa-priok', id)).some((m) => m.text === 'Jawaban kemarin.'))
    await demo.deed('wa-priok', id, 'tap')
    await eventually(() => demo.lines('wa-priok', id), (l) => l.some((m) => m.text === 'Jawaban kemarin.'), 'the held answer')
  })

  test('a citizen writes while the gateway is being killed, and nothing is lost', async () => {
    const id = await demo.new_person('x-priok')
    const crash = demo.post('/crash', {})
    const writes = demo.deed('x-priok', id, 'text', { text: 'Saat gateway mati' })
    assert.equal((await crash).status, 200)
    assert.equal((await writes).status, 200)
    w.close()
    w = await demo.window()
    await arrives('x-priok', 'Saat gateway mati')
  })

  test('another site cannot play, nor can another name of this address; what does not exist is refused with words', async () => {
    for (const headers of [{}, { Origin: 'http://jahat.example' }, { Origin: demo.base }])
      assert.equal((await demo.post('/people', { channel: 'wa-priok' }, headers)).status, 403, JSON.stringify(headers))
    const { port } = new URL(demo.page)
    const answer = await new Promise((resolve) => request({ host: '127.0.0.1', port, path: '/state', headers: { Host: 'jahat.example' } }, resolve).end())
    assert.equal(answer.statusCode, 403)
    const { id } = await demo.person('tg-priok')
    for (const [path, body] of [['/deeds', { channel: 'tg-priok', person: id, deed: 'unsend', what: { of: '1' } }], ['/deeds', { channel: 'tg-priok', person: id, deed: 'text', what: { text: ' ' } }], ['/deeds', { channel: 'tg-priok', person: id, deed: 'constructor' }], ['/deeds', { channel: 'none', person: id, deed: 'text' }], ['/deeds', { channel: 'tg-priok', person: id, deed: 'photo', what: { file: { ...photo, type: 'text/html' } } }], ['/switches', { channel: 'tg-priok', name: 'toString', on: true }]]) {
      const refused = await demo.post(path, body)
      assert.deepEqual([refused.status, typeof refused.error], [422, 'string'], JSON.stringify(body))
    }
  })

  test('its secrets are its own, and a second start goes on where the first one ended', async () => {
    for (const path of ['secrets/wa-priok-token', 'petugas.password', 'sahut.toml', 'chats.json']) assert.equal(statSync(join(data, path)).mode & 0o077, 0, path)
    assert.match(readFileSync(demo.config, 'utf8'), /access_token = "file:secrets\/wa-priok-token"/)
    const { id } = await demo.person('line-priok')
    const before_it = await demo.lines('line-priok', id)
    w.close()
    assert.equal(await demo.end(), 0)
    demo = await start_demo(data)
    w = await demo.window()
    assert.deepEqual((await demo.lines('line-priok', id)).map((l) => l.text), before_it.map((l) => l.text))
    for (const channel of ['line-priok', 'tg-priok', 'x-priok']) {
      const { id: again } = await demo.person(channel)
      await demo.deed(channel, again, 'text', { text: `Sesudah mulai lagi ${channel}` })
      const conversation = await arrives(channel, `Sesudah mulai lagi ${channel}`)
      await w.answer(conversation, `Lanjut ${channel}`)
      await eventually(() => demo.lines(channel, again), (l) => l.some((m) => m.text === `Lanjut ${channel}`), 'the answer')
    }
  })
})
