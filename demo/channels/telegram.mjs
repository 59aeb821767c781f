// Telegram: a bot's private chats.
import { faults, start } from '../../tests/standin/telegram.mjs'
import { network_outages, operated } from './stand_in.mjs'

const id = 'tg-priok'
const bot_id = '700100200'
const names = { token: `${id}-token`, word: `${id}-word` }

export async function open({ secret, port, webhook, serial, heard, name }) {
  // A token is the bot's id and what is secret of it.
  const token = secret(names.token, (random) => `${bot_id}:${random}`)
  const bot = await start({ port, token, secretToken: secret(names.word), webhookUrl: webhook(id), updates_from: serial, messages_from: serial, heard: (call) => heard(seen(call)) })

  const seen = (call) => {
    const method = call.path.split('/').at(-1)
    const b = call.body ?? {}
    return {
      to: b.chat_id === undefined ? undefined : String(b.chat_id), id: call.message_id === undefined ? undefined : String(call.message_id), taken: call.accepted === true, status: call.status,
      text: b.text ?? b.caption, media: method.startsWith('send') && !['sendMessage', 'sendChatAction'].includes(method) ? method.slice(4).toLowerCase() : undefined,
      deed: method === 'sendChatAction' ? 'typing' : undefined, quote: b.reply_parameters?.message_id && String(b.reply_parameters.message_id), other: !method.startsWith('send'),
    }
  }
  const chat_of = (contact) => ({ id: Number(contact), type: 'private', first_name: name(contact) })
  const said = (make) => async (contact, what) => {
    bot.citizen(contact)
    const message = bot.message(contact, undefined, { name: name(contact), ...(what.quote ? { reply_to_message: { message_id: Number(what.quote), chat: chat_of(contact) } } : {}), ...make(what) })
    const update = bot.update({ message })
    return { ...(await bot.hook(update)), id: String(message.message_id), update }
  }
  const told = (make) => async (contact, what) => {
    const update = bot.update(make(contact, what))
    return { ...(await bot.hook(update)), update }
  }
  const member = (status) => (contact) => ({ my_chat_member: { chat: chat_of(contact), from: { id: Number(contact), is_bot: false, first_name: name(contact) }, date: Math.floor(Date.now() / 1000), old_chat_member: { status: 'member' }, new_chat_member: { status, user: { id: Number(bot_id), is_bot: true } } } })
  const now = () => Math.floor(Date.now() / 1000)

  return {
    id,
    kind: 'telegram',
    name: 'Telegram',
    can: ['text', 'quote', 'photo', 'sticker', 'location', 'contact', 'begin', 'edit', 'react', 'block'],
    marks: [],
    set_up: true,
    secrets: Object.values(names),
    table: { account: bot_id, bot_token: `file:secrets/${names.token}`, secret_token: `file:secrets/${names.word}`, api_base: bot.base },
    person: (n) => String(5_000_000_000 + n),
    deeds: {
      text: said(({ text }) => ({ text })),
      photo: said(({ text, file }) => ({ photo: [{ file_id: bot.hold(file.bytes, file), file_size: file.bytes.length, width: 640, height: 480 }], ...(text ? { caption: text } : {}) })),
      sticker: said(() => ({ sticker: { file_id: 'stiker', emoji: '👍' } })),
      location: said(() => ({ venue: { location: { latitude: -6.1, longitude: 106.88 }, title: 'Terminal Peti Kemas', address: 'Tanjung Priok' }, location: { latitude: -6.1, longitude: 106.88 } })),
      contact: said(() => ({ contact: { phone_number: '+622155500001', first_name: 'Agen Pelayaran' } })),
      begin: said(() => ({ text: '/start' })),
      edit: told((contact, { of, text, first_at }) => ({ edited_message: { ...bot.message(contact, text, { name: name(contact) }), message_id: Number(of), date: Math.floor((first_at ?? Date.now()) / 1000), edit_date: now() } })),
      react: told((contact, { of, emoji }) => ({ message_reaction: { chat: chat_of(contact), message_id: Number(of), user: { id: Number(contact), is_bot: false, first_name: name(contact) }, date: now(), old_reaction: [], new_reaction: emoji ? [{ type: 'emoji', emoji }] : [] } })),
      block: (contact) => {
        bot.citizen(contact, { blocked: true })
        return told(member('kicked'))(contact)
      },
      unblock: (contact) => {
        bot.citizen(contact)
        return told(member('member'))(contact)
      },
    },
    again: ({ update }) => bot.hook(update),
    outages: {
      down: faults.internal(),
      rate: faults.flood(5),
      token: faults.unauthorized(),
      ...network_outages,
    },
    ...operated(bot),
    known: (contact, at, { blocked = false } = {}) => bot.citizen(contact, { blocked }),
  }
}
