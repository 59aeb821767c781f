// WhatsApp: a number of WhatsApp Cloud API with one approved template.
import { element, start, valueOf } from '../../tests/standin/whatsapp.mjs'
import { files_of, graph_outages, graph_secrets, operated } from './stand_in.mjs'

const id = 'wa-priok'
const names = graph_secrets(id)
const template = 'jawaban_siap'

export async function open({ secret, port, webhook, heard, name }) {
  const wa = await start({ port, account: '104500000000555', appSecret: secret(names.app_secret), accessToken: secret(names.access_token), webhookUrl: webhook(id), statuses: ['sent'], heard: (call) => heard(seen(call)) })

  const words = (t) => t?.components?.find((c) => c.type === 'body')?.parameters?.map((p) => p.text).join(', ')
  const seen = (call) => {
    const b = call.body ?? {}
    const asks = b.type === 'template'
    return {
      to: wa.numberOf(b), id: call.message_id, taken: call.accepted === true, status: call.status, deed: b.status && (b.typing_indicator ? 'typing' : 'read'),
      text: asks ? `Jawaban atas pertanyaan ${words(b.template)} sudah siap.` : (b.text?.body ?? b[b.type]?.caption),
      media: ['image', 'document', 'video', 'audio'].includes(b.type) ? b.type : undefined, button: asks ? 'Tampilkan jawaban' : undefined,
    }
  }
  const said = (make) => (contact, what) => {
    const at = what.at ?? Date.now()
    wa.citizen(contact, { last_message_at: at })
    wa.named(contact, name(contact))
    const one = make({ contact, at, ...(what.quote ? { context: { from: wa.settings.displayNumber, id: what.quote } } : {}) }, what)
    return wa.hook([one]).then((reply) => ({ ...reply, id: one.id, one }))
  }
  const status = (word, code) => (contact, { of }) =>
    wa.hook([], { values: [valueOf(wa.settings, { statuses: [{ id: of, status: word, timestamp: String(Math.floor(Date.now() / 1000)), recipient_id: contact, ...(code ? { errors: [{ code, title: 'Message undeliverable' }] } : {}) }] })] })

  return {
    id,
    kind: 'whatsapp',
    name: 'WhatsApp',
    can: ['text', 'quote', 'photo', 'sticker', 'location', 'contact', 'edit', 'unsend', 'react', 'tap', 'failed', 'earlier'],
    marks: ['delivered', 'read'],
    secrets: Object.values(names),
    table: { account: wa.settings.account, ...files_of(names), business_account: wa.settings.business, app_id: wa.settings.appId, template, api_base: wa.base },
    person: (n) => String(62_812_900_000_00 + n),
    deeds: {
      text: said((m, { text }) => element.text({ ...m, text })),
      photo: said((m, { text, file }) => element.media({ ...m, type: 'image', media: wa.hold(file.bytes, file), caption: text })),
      sticker: said((m) => element.media({ ...m, type: 'sticker' })),
      location: said((m) => element.location({ ...m, name: 'Terminal Peti Kemas Priok' })),
      contact: said((m) => element.contacts({ ...m, cards: [{ name: { formatted_name: 'Agen Pelayaran', first_name: 'Agen' }, phones: [{ phone: '+62 21 5550 0001' }] }] })),
      edit: said((m, { of, text }) => element.edit({ ...m, of, text })),
      unsend: said((m, { of }) => element.revoke({ ...m, of })),
      react: said((m, { of, emoji }) => element.reaction({ ...m, of, emoji })),
      tap: (contact) => wa.taps(contact),
      delivered: status('delivered'),
      read: status('read'),
      failed: status('failed', 131026),
    },
    again: ({ one }) => wa.hook([one]),
    outages: graph_outages,
    ...operated(wa),
    known: (contact, at) => wa.citizen(contact, { last_message_at: at }),
  }
}
