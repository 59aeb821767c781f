// A citizen whom the platform refuses is told by e-mail: npm's smtp-server with STARTTLS and a login, and what the letter holds.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { SMTPServer } from 'smtp-server'
import { eventually, start_social } from './social_support.mjs'

/** A mail server on a loopback port with a certificate of its own; `letters` as they came, `refuse` by recipient. */
class MailServer {
  letters = []
  logins = []
  refuse = new Map()
  folder = mkdtempSync(join(tmpdir(), 'sahut-mail-'))
  async begin() {
    const [key, cert] = ['key.pem', 'cert.pem'].map((f) => join(this.folder, f))
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' })
    this.certificate = cert
    this.server = new SMTPServer({
      key: readFileSync(key),
      cert: readFileSync(cert),
      authMethods: ['PLAIN', 'LOGIN'],
      logger: false,
      onAuth: (auth, session, done) => {
        this.logins.push({ user: auth.username, secure: session.secure })
        done(auth.username === 'layanan' && auth.password === 'rahasia-surel' ? null : new Error('wrong password'), { user: auth.username })
      },
      onRcptTo: (address, session, done) => {
        const code = this.refuse.get(address.address)
        done(code ? Object.assign(new Error('no such mailbox'), { responseCode: code }) : null)
      },
      onData: (stream, session, done) => {
        let raw = ''
        stream.on('data', (d) => (raw += d.toString('latin1')))
        stream.on('end', () => {
          this.letters.push({ from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((r) => r.address), raw, secure: session.secure })
          done()
        })
      },
    })
    this.server.listen(0, '127.0.0.1')
    await once(this.server.server, 'listening')
    this.port = this.server.server.address().port
  }
  async close() {
    await new Promise((closed) => this.server.close(closed))
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Headers unfolded and decoded, the text as it reads. */
function read(raw) {
  const [head, ...rest] = raw.split('\r\n\r\n')
  const word = (_, b64) => Buffer.from(b64, 'base64').toString('utf8')
  const headers = Object.fromEntries(
    head.replace(/\?=\r\n =\?/g, '?==?').replace(/\r\n[ \t]/g, ' ').split('\r\n').map((l) => [l.slice(0, l.indexOf(':')).toLowerCase(), l.slice(l.indexOf(':') + 2).replace(/=\?UTF-8\?B\?([^?]*)\?=/g, word)]),
  )
  const bytes = rest.join('\r\n\r\n').replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, h) => String.fromCharCode(parseInt(h, 16)))
  return { headers, text: Buffer.from(bytes, 'latin1').toString('utf8') }
}

const blocked = { code: 551, subcode: 1545041 }

describe('a notice by e-mail', { timeout: 300_000 }, () => {
  const mail = new MailServer()
  let o
  let sari
  const known = []
  before(async () => {
    await mail.begin()
    const more = () => `[mail]
smtp = "smtp://localhost:${mail.port}"
from = "layanan@beacukai.example"
from_name = "Bea Cukai – Layanan Informasi"
user = "layanan"
password = "env:SAHUT_MAIL_PASSWORD"
ca_file = "${mail.certificate}"
`
    o = await start_social({ more, env: { SAHUT_MAIL_PASSWORD: 'rahasia-surel' } })
    sari = await o.sign_in('sari')
  })
  after(async () => {
    await o?.close()
    await mail.close()
  })
  async function citizen(contact, email) {
    await o.says('fb', contact, `Berapa tarif barang ${contact}?`)
    const conversation = await sari.claim_next('messenger', known)
    known.push(conversation)
    await eventually(() => o.fb.sent(contact), (l) => l.length >= 1, 'the first automatic text')
    if (email) await sari.must('identity.set', { conversation, name: 'Ani Budiarti', email })
    return conversation
  }
  const message = async (conversation, seq) => (await sari.log(conversation)).find((m) => m.seq === seq)

  test('goes to who left an address when the platform refuses the answer, encrypted and logged in, once, with the link and no word of the answer', async () => {
    const conversation = await citizen('9001', 'ani@contoh.id')
    o.fb.fault(blocked)
    const { seq } = await sari.answer(conversation, 'Tarifnya 7,5 persen dari nilai pabean.')
    const [letter] = await eventually(() => mail.letters, (l) => l.length >= 1, 'a letter')
    assert.ok(letter.secure)
    assert.deepEqual(mail.logins.at(-1), { user: 'layanan', secure: true })
    assert.equal(letter.from, 'layanan@beacukai.example')
    assert.deepEqual(letter.to, ['ani@contoh.id'])
    const { headers, text } = read(letter.raw)
    assert.equal(headers.from, 'Bea Cukai – Layanan Informasi <layanan@beacukai.example>')
    assert.equal(headers['auto-submitted'], 'auto-generated')
    assert.match(headers['message-id'], /^<[\w.-]+@beacukai\.example>$/)
    assert.match(headers.subject, /^Jawaban untuk REF-[\d-]+ \/ Answer to REF-/)
    assert.ok(text.indexOf('Yth. Bapak/Ibu') >= 0 && text.indexOf('Yth. Bapak/Ibu') < text.indexOf('Dear Sir/Madam'))
    assert.doesNotMatch(letter.raw + text, /7,5 persen|Ani|Budiarti/)
    for (const line of letter.raw.split('\r\n')) assert.ok(line.length <= 78, line)
    const [, number, secret] = text.match(/#(REF-[\d-]+)\.(\S+)/)
    const status = await fetch(`${o.base}/api/v1/tickets/${number}`, { headers: { 'Sahut-Ticket-Secret': secret } })
    assert.equal(status.status, 200)
    const seen = await eventually(() => message(conversation, seq), (m) => /surel/.test(m.reason ?? ''), 'the officer sees it')
    assert.equal(seen.delivery, 'failed')
    assert.match(seen.reason, /; pemohon diberi tahu lewat surel$/)

    o.fb.fault(blocked)
    const again = await sari.answer(conversation, 'Sekali lagi: tarifnya 7,5 persen dari nilai pabean.')
    await eventually(() => message(conversation, again.seq), (m) => m.delivery === 'failed', 'failed')
    const other = await citizen('9002', 'budi@contoh.id')
    o.fb.fault(blocked)
    await sari.answer(other, 'Tarifnya 10 persen dari nilai pabean.')
    await eventually(() => mail.letters, (l) => l.some((m) => m.to[0] === 'budi@contoh.id'), 'a later letter')
    assert.equal(mail.letters.filter((l) => l.to[0] === 'ani@contoh.id').length, 1)
    assert.doesNotMatch(o.said(), /contoh\.id|rahasia-surel/)
  })

  test('does not go where there is no address, nor again where the mailbox does not exist', async () => {
    const nobody = await citizen('9003')
    o.fb.fault(blocked)
    await sari.answer(nobody, 'Tarifnya 5 persen dari nilai pabean.')
    mail.refuse.set('hilang@contoh.id', 550)
    const lost = await citizen('9004', 'hilang@contoh.id')
    const before_it = mail.letters.length
    o.fb.fault(blocked)
    const { seq } = await sari.answer(lost, 'Tarifnya 5 persen dari nilai pabean.')
    await eventually(() => o.said(), (s) => /could not be told by e-mail: RCPT TO: 550/.test(s), 'the log says so')
    assert.equal(mail.letters.length, before_it)
    assert.doesNotMatch((await message(lost, seq)).reason, /surel/)
    assert.doesNotMatch(o.said(), /hilang@/)
  })
})
