// LINE: an official account.
import { faults, start } from '../../tests/standin/line.mjs'
import { network_outages, operated } from './stand_in.mjs'

const id = 'line-priok'
const account = 'U5a1f0c0ffee0000000000000000000a1'
const names = { secret: `${id}-channel-secret`, token: `${id}-token` }

export async function open({ secret, port, webhook, serial, heard }) {
  const line = await start({ port, account, channelSecret: secret(names.secret), accessToken: secret(names.token), webhookUrl: webhook(id), serial_from: BigInt(serial) * 100_000n, events_from: serial * 1000, heard: (call) => heard(seen(call)) })

  const seen = (call) => {
    const message = call.body?.messages?.[0]
    return {
      to: call.body?.to ?? call.body?.chatId, id: call.message_id, taken: call.accepted === true, status: call.status, text: message?.text, media: message && message.type !== 'text' ? message.type : undefined,
      deed: call.path.endsWith('/loading/start') ? 'typing' : undefined, other: !/\/(push|reply|start)$/.test(call.path),
    }
  }
  const post = async (event, message) => ({ ...(await line.hook([event])), id: message, event })
  const said = (make) => (contact, what) => {
    const { text, ...rest } = make(what)
    const event = line.message(contact, text, { ...(what.quote ? { quotedMessageId: what.quote } : {}), ...rest })
    if (what.file) line.hold(what.file.bytes, { ...what.file, id: event.message.id })
    return post(event, event.message.id)
  }
  const told = (type, make = () => ({})) => (contact, what) => post(line.event(type, contact, make(what)))

  return {
    id,
    kind: 'line',
    name: 'LINE',
    can: ['text', 'quote', 'photo', 'sticker', 'location', 'edit', 'unsend', 'block'],
    marks: [],
    set_up: true,
    secrets: Object.values(names),
    table: { account, channel_secret: `file:secrets/${names.secret}`, access_token: `file:secrets/${names.token}`, api_base: line.base, content_base: line.base },
    person: (n) => `U${String(n).padStart(32, '0')}`,
    deeds: {
      text: said(({ text }) => ({ text })),
      photo: said(() => ({ type: 'image', contentProvider: { type: 'line' } })),
      sticker: said(() => ({ type: 'sticker', packageId: '446', stickerId: '1988', keywords: ['Terima kasih'] })),
      location: said(() => ({ type: 'location', title: 'Terminal Peti Kemas', address: 'Tanjung Priok', latitude: -6.1, longitude: 106.88 })),
      edit: told('messageEdited', ({ of, text }) => ({ message: { id: of, type: 'text', text } })),
      unsend: told('unsend', ({ of }) => ({ unsend: { messageId: of } })),
      block: told('unfollow'),
      unblock: told('follow', () => ({ follow: { isUnblocked: true } })),
    },
    again: ({ event }) => line.hook([line.again(event)]),
    outages: {
      down: faults.internal(),
      rate: faults.limited(5),
      token: faults.unauthorized(),
      month: faults.month(),
      ...network_outages,
    },
    ...operated(line),
    known: () => {},
  }
}
