// Another system behind the generic webhook: a port's community portal that posts JSON of its own making.
import { start } from '../../tests/standin/generic.mjs'
import { network_outages, operated } from './stand_in.mjs'

const id = 'portal-priok'
const names = { secret: `${id}-secret` }

export async function open({ secret, port, webhook, serial, heard, name }) {
  const other = await start({ port, account: 'portal-1', secret: secret(names.secret), webhookUrl: webhook(id), serial_from: serial * 1000, heard: (call) => heard(seen(call)) })

  const seen = (call) => ({
    to: call.body?.contact, id: call.answer?.id, taken: call.accepted === true, status: call.status, text: call.body?.text, media: call.body?.attachments?.length ? 'file' : undefined,
    other: !call.path.endsWith('/balasan'), again: call.again,
  })
  const said = (make) => async (contact, what) => {
    const { text, ...rest } = make(what)
    const event = other.event(contact, text, { name: name(contact), ...(what.quote ? { balasan_untuk: what.quote } : {}), ...rest })
    return { ...(await other.tell([event])), id: event.id, event }
  }

  return {
    id,
    kind: 'generic',
    name: 'Portal',
    can: ['text', 'quote', 'photo', 'inbox'],
    marks: [],
    secrets: Object.values(names),
    table: {
      account: other.settings.account, secret: `file:secrets/${names.secret}`, reply_url: other.replyUrl, account_at: '#/akun', events_at: '/peristiwa', type_at: '/jenis', message_types: 'pesan',
      contact_at: '/dari/id', name_at: '/dari/nama', text_at: '/isi/teks', id_at: '/id', time_at: '/waktu', time_unit: 's', quoted_at: '/balasan_untuk', own_at: '/milik_kami',
      attachments_at: '/lampiran', attachment_url_at: '/alamat', attachment_name_at: '/nama', attachment_kind_at: '/jenis',
    },
    person: (n) => `anggota-${n}`,
    deeds: {
      text: said(({ text }) => ({ text })),
      photo: said(({ text, file }) => ({ text: text ?? '', lampiran: [{ alamat: other.hold(file.bytes, file), nama: file.name, jenis: file.type }] })),
      inbox: said(({ text }) => ({ text, milik_kami: true })),
    },
    again: ({ event }) => other.tell([event]),
    outages: {
      down: { status: 503 },
      rate: { status: 429, json: { title: 'too many' }, headers: { 'Retry-After': '5' } },
      token: { status: 401, json: { title: 'the signature does not belong to this body' } },
      ...network_outages,
    },
    ...operated(other),
    known: () => {},
  }
}
