// Messenger and Instagram: the page's chat and the professional account's.
import { start } from '../../tests/standin/platform.mjs'
import { element } from '../../tests/standin/webhooks.mjs'
import { files_of, graph_outages, graph_secrets, operated } from './stand_in.mjs'

const KINDS = {
  messenger: {
    id: 'fb-priok', name: 'Messenger', account: '104500000000017', app: '700100200300', first: 61_550_000_000_000,
    can: ['text', 'quote', 'photo', 'sticker', 'location', 'begin', 'edit', 'react', 'inbox', 'earlier'], marks: ['delivered', 'read'],
  },
  instagram: {
    id: 'ig-priok', name: 'Instagram', account: '178414000000021', app: '700100200301', first: 17_840_000_000_000,
    can: ['text', 'quote', 'photo', 'heart', 'mention', 'edit', 'unsend', 'react', 'inbox', 'earlier'], marks: ['read'],
  },
}

export const open = (kind) => async ({ secret, port, webhook, heard }) => {
  const k = KINDS[kind]
  const names = graph_secrets(k.id)
  const meta = await start({ kind, port, account: k.account, appId: k.app, appSecret: secret(names.app_secret), accessToken: secret(names.access_token), webhookUrl: webhook(k.id), heard: (call) => heard(seen(call)) })

  const seen = (call) => ({
    to: call.body?.recipient?.id, id: call.message_id, taken: call.accepted === true, status: call.status, text: call.body?.message?.text,
    media: call.body?.message?.attachment?.type, deed: call.body?.sender_action, tag: call.body?.tag,
  })
  const post = (one) => meta.hook([one]).then((reply) => ({ ...reply, id: one.message?.mid, one }))
  const who = (contact, { at } = {}) => ({ account: k.account, contact, at: at ?? Date.now() })
  // What a citizen does opens the window there, from the time at which they did it.
  const said = (make) => (contact, what) => {
    meta.citizen(contact, { last_message_at: what.at ?? Date.now() })
    return post(make({ ...who(contact, what), mid: meta.newId(), ...(what.quote ? { replyTo: what.quote } : {}) }, what))
  }
  const told = (make) => (contact, what) => post(make(who(contact), what))

  return {
    ...k,
    kind,
    secrets: Object.values(names),
    table: { account: k.account, app_id: k.app, ...files_of(names), api_base: meta.base },
    person: (n) => String(k.first + n),
    deeds: {
      text: said((m, { text }) => element.text({ ...m, text })),
      photo: said((m, { text, file }) => element.image({ ...m, text, url: meta.hold(file.bytes, file) })),
      sticker: said((m) => element.sticker(m)),
      heart: said((m) => element.likeHeart(m)),
      mention: said((m) => element.storyMention(m)),
      location: said((m) => element.location(m)),
      begin: told((w) => element.postback({ ...w, title: 'Mulai', payload: 'GET_STARTED' })),
      edit: told((w, { of, text, count }) => element.edit({ ...w, mid: of, text, edits: String(count) })),
      unsend: told((w, { of }) => element.unsend({ ...w, mid: of })),
      react: told((w, { of, emoji }) => (emoji ? element.reaction({ ...w, mid: of, emoji, reaction: emoji === '❤️' ? 'love' : 'other' }) : element.unreact({ ...w, mid: of }))),
      inbox: (contact, { text }) => meta.inboxSays(contact, text).then(({ mid, ...reply }) => ({ ...reply, id: mid })),
      delivered: told((w, { of }) => element.delivery({ ...w, mids: [of] })),
      read: told((w, { of }) => (kind === 'instagram' ? element.seen({ ...w, mid: of }) : element.read(w))),
    },
    again: ({ one }) => meta.hook([one]),
    outages: graph_outages,
    ...operated(meta),
    known: (contact, at) => meta.citizen(contact, { last_message_at: at }),
  }
}
