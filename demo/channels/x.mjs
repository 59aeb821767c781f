// X: direct messages of an account.
import { faults, start } from '../../tests/standin/x.mjs'
import { network_outages, operated } from './stand_in.mjs'

const id = 'x-priok'
const names = { consumer: `${id}-consumer-secret`, client: `${id}-client-secret`, token: `${id}-token`, bearer: `${id}-bearer` }

export async function open({ secret, port, webhook, serial, heard, name }) {
  const x = await start({ port, consumerSecret: secret(names.consumer), clientSecret: secret(names.client), accessToken: secret(names.token), bearer: secret(names.bearer), webhookUrl: webhook(id), serial_from: BigInt(serial) << 31n, heard: (call) => heard(seen(call)) })

  const seen = (call) => ({
    to: call.path.match(/\/with\/([^/]+)\/messages$/)?.[1], id: call.event_id, taken: call.accepted === true, status: call.status, text: call.body?.text,
    media: call.body?.attachments ? 'image' : undefined, other: !/\/messages$/.test(call.path),
  })
  const said = (make) => async (contact, what) => {
    const event = x.event.message({ from: contact, ...make(what) })
    return { ...(await x.tell([event], { names: { [contact]: name(contact) } })), id: event.id, event }
  }

  return {
    id,
    kind: 'x',
    name: 'X',
    can: ['text', 'photo', 'typing', 'inbox', 'shut'],
    marks: ['read'],
    set_up: true,
    secrets: Object.values(names),
    table: { account: x.settings.account, consumer_secret: `file:secrets/${names.consumer}`, oauth2_client_secret: `file:secrets/${names.client}`, access_token: `file:secrets/${names.token}`, bearer_token: `file:secrets/${names.bearer}`, app_id: x.settings.ownAppId, api_base: x.base },
    person: (n) => String(1_810_000_000_000_000_000n + BigInt(n)),
    deeds: {
      text: said(({ text }) => ({ text })),
      photo: said(({ text, file }) => {
        const link = `https://t.co/${Math.random().toString(36).slice(2, 12)}`
        return { text: text ? `${text} ${link}` : link, data: { attachment: { type: 'media', media: { id_str: x.new_id(), media_url_https: x.hold(file.bytes, file), url: link, type: 'photo' } } } }
      }),
      typing: (contact) => x.types(contact),
      inbox: async (contact, { text }) => {
        const event = x.event.message({ from: x.settings.account, to: contact, text, app: '3033300' })
        return { ...(await x.tell([event], { type: 'dm.sent' })), id: event.id }
      },
      read: (contact, { of }) => x.reads(contact, of),
      block: async (contact) => (x.block(contact), {}), // X tells nobody of it: the next send finds out
      unblock: async (contact) => (x.unblock(contact), {}),
    },
    again: ({ event, contact }) => x.tell([event], { names: { [contact]: name(contact) } }),
    outages: {
      down: faults.unavailable(),
      rate: faults.too_many(5),
      token: faults.unauthorized(),
      ...network_outages,
    },
    ...operated(x),
    fault: (fault) => x.fault({ ...(fault.status === 429 ? faults.too_many(5) : fault), times: Infinity }),
    known: (contact, at, { blocked = false } = {}) => blocked && x.block(contact),
  }
}
