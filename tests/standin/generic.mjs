// A stand-in for any other system behind the generic webhook, on a loopback port. Node 18 or later, no packages.
//
//   import { start } from './generic.mjs'
//   const other = await start({ secret, webhookUrl })
//   … replies are POSTed to other.replyUrl; other.sent(contact), other.fault({ status: 503 }), await other.says(contact, 'halo')
//
// As docs/new-channel.md asks of such a system: it proves what it posts, repeats it until it is taken, refuses replies that
// are not proved, and takes an Idempotency-Key once, however often it comes.
import { createHmac, randomBytes } from 'node:crypto'
import { shelf } from './media.mjs'
import { deliver, serve } from './server.mjs'

const DEFAULTS = { port: 0, account: 'sistem-1', secret: 'rahasia-bersama', header: 'X-Hub-Signature-256', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=', webhookUrl: '', serial_from: 0 }

export async function start(options = {}) {
  const settings = { ...DEFAULTS, ...options }
  const taken = new Map() // Idempotency-Key → the answer that it got
  let serial = settings.serial_from
  const files = shelf()

  const sign = (text, secret = settings.secret) => settings.prefix + createHmac(settings.algorithm, secret).update(text).digest(settings.encoding)

  const file_of = (call) => (call.method === 'GET' ? files.get(call.path.match(/^\/berkas\/([\w-]+)$/)?.[1]) : undefined)

  function refuses(call) {
    if (file_of(call)) return null
    if (call.method !== 'POST' || call.path !== '/balasan') return [404, { title: 'not found' }]
    if (call.headers[settings.header.toLowerCase()] !== sign(call.raw)) return [401, { title: 'the signature does not belong to this body' }]
    const b = call.body ?? {}
    const says = typeof b.text === 'string' ? b.text !== '' : ['kind', 'name', 'type', 'url'].every((k) => typeof b.file?.[k] === 'string') && b.file.bytes > 0
    if (!says || !['account', 'contact', 'id'].every((k) => typeof b[k] === 'string' && b[k] !== '') || call.headers['idempotency-key'] !== b.id) return [400, { title: 'malformed' }]
    return null
  }
  function answer_to(call) {
    const file = file_of(call)
    if (file) return [200, file.bytes, { 'Content-Type': file.type }]
    const before = taken.get(call.body.id)
    if (before) {
      Object.assign(call, { again: true })
      return [200, before]
    }
    const answer = { id: `mereka-${(serial += 1)}` }
    taken.set(call.body.id, answer)
    Object.assign(call, { accepted: true })
    return [201, answer]
  }
  const server = await serve({ port: settings.port, answer_to, refuses, sending_call: (call) => call.path === '/balasan', recipient_of: (call) => call.body?.contact, heard: settings.heard })

  const event = (contact, text, { name, id = `e-${randomBytes(9).toString('base64url')}`, at = Date.now(), ...more } = {}) => ({ jenis: 'pesan', id, waktu: Math.floor(at / 1000), dari: { id: contact, ...(name ? { nama: name } : {}) }, isi: { teks: text }, ...more })
  const post = (body, how = {}) => deliver(how.url ?? settings.webhookUrl, body, how.unsigned ? {} : { [how.header ?? settings.header]: how.signature ?? sign(body, how.secret) }, { attempts: how.attempts ?? 1, pause: how.pause })

  return {
    ...server,
    replyUrl: `${server.origin}/balasan`,
    settings,
    event,
    /** The address at which a citizen's file can be fetched. */
    hold: (bytes, about) => `${server.origin}/berkas/${files.put(bytes, about)}`,
    post,
    sign,
    set: (change) => Object.assign(settings, change),
    tell: (events, how) => post(JSON.stringify({ akun: settings.account, peristiwa: events }), how),
    says: async (contact, text, { how, ...more } = {}) => {
      const one = event(contact, text, more)
      return { ...(await post(JSON.stringify({ akun: settings.account, peristiwa: [one] }), how)), id: one.id }
    },
    sent: (contact) => server.log().filter((c) => c.accepted && (!contact || c.body.contact === contact)).map((c) => ({ ...c.body, at: c.at })),
  }
}
