// Webhook bodies as Meta writes and signs them: JSON with every character beyond ASCII as \uXXXX in lower case and every
// slash as \/, signed over exactly those bytes.
import { createHmac, timingSafeEqual } from 'node:crypto'

export const escaped = (value) =>
  JSON.stringify(value)
    .replace(/\//g, '\\/')
    .replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const signatureOf = (body, secret) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

export function verify(body, header, secret) {
  const [a, b] = [Buffer.from(signatureOf(body, secret)), Buffer.from(header ?? '')]
  return a.length === b.length && timingSafeEqual(a, b)
}

// `elements` go into one entry, or (`batch`) into one entry each; `duplicate` repeats every entry in the same body.
export function bodyOf(elements, { kind = 'messenger', object, account, at = Date.now(), standby = false, batch = false, duplicate = false, changes, entries } = {}) {
  const list = standby ? 'standby' : 'messaging'
  const groups = batch ? elements.map((e) => [e]) : [elements]
  let entry = entries ?? groups.map((group) => ({ id: account, time: at, ...(changes ? { changes } : { [list]: group }) }))
  if (duplicate) entry = entry.flatMap((e) => [e, e])
  return escaped({ object: object ?? (kind === 'instagram' ? 'instagram' : 'page'), entry })
}

export async function post(url, body, { signature, unsigned = false, headers = {} } = {}) {
  const response = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'User-Agent': 'facebookexternalua', ...(unsigned ? {} : { 'X-Hub-Signature-256': signature }), ...headers } })
  return { status: response.status, text: await response.text() }
}

const from = ({ account, contact, at = Date.now() }, rest) => ({ sender: { id: contact }, recipient: { id: account }, timestamp: at, ...rest })
const to = ({ account, contact, at = Date.now() }, rest) => ({ sender: { id: account }, recipient: { id: contact }, timestamp: at, ...rest })

// Every kind of element. All take {account, contact, at?} and what is their own.
export const element = {
  text: ({ mid, text, quickReply, replyTo, storyUrl, storyId, referral, ...who }) =>
    from(who, { message: { mid, text, ...(quickReply ? { quick_reply: { payload: quickReply } } : {}), ...(replyTo ? { reply_to: { mid: replyTo } } : {}), ...(storyUrl ? { reply_to: { story: { url: storyUrl, id: storyId ?? '1' } } } : {}), ...(referral ? { referral } : {}) } }),
  attachments: ({ mid, text, attachments, ...who }) => from(who, { message: { mid, ...(text ? { text } : {}), attachments } }),
  image: ({ mid, url = 'https://cdn.example/a.jpg', text, ...who }) => element.attachments({ mid, text, attachments: [{ type: 'image', payload: { url } }], ...who }),
  sticker: ({ mid, id = 369239263222822, ...who }) => element.attachments({ mid, attachments: [{ type: 'sticker', payload: { url: 'https://cdn.example/s.png', sticker_id: id } }], ...who }),
  location: ({ mid, lat = -6.1, long = 106.9, ...who }) => element.attachments({ mid, attachments: [{ type: 'location', payload: { coordinates: { lat, long } } }], ...who }),
  likeHeart: ({ mid, ...who }) => element.attachments({ mid, attachments: [{ type: 'like_heart' }], ...who }),
  storyMention: ({ mid, url = 'https://cdn.example/story', ...who }) => element.attachments({ mid, attachments: [{ type: 'story_mention', payload: { url } }], ...who }),
  unsupported: ({ mid, ...who }) => from(who, { message: { mid, is_unsupported: true } }),
  unsend: ({ mid, ...who }) => from(who, { message: { mid, is_deleted: true } }),
  self: ({ mid, text = 'test', ...who }) => from(who, { message: { mid, text, is_echo: true, is_self: true } }),
  edit: ({ mid, text, edits = '1', ...who }) => from(who, { message_edit: { mid, text, num_edit: edits } }),
  reaction: ({ mid, reaction = 'love', emoji = '❤️', ...who }) => from(who, { reaction: { mid, action: 'react', reaction, emoji } }),
  unreact: ({ mid, ...who }) => from(who, { reaction: { mid, action: 'unreact' } }),
  postback: ({ title = 'Mulai', payload = 'GET_STARTED', mid, ...who }) => from(who, { postback: { title, payload, ...(mid ? { mid } : {}) } }),
  referral: ({ ref = 'iklan', ...who }) => from(who, { referral: { ref, source: 'SHORTLINK', type: 'OPEN_THREAD' } }),
  optin: ({ ref = 'plugin', ...who }) => from(who, { optin: { ref } }),
  read: ({ watermark = Date.now(), ...who }) => from(who, { read: { watermark } }),
  seen: ({ mid, ...who }) => from(who, { read: { mid } }),
  delivery: ({ mids, watermark = Date.now(), account, contact }) => ({ sender: { id: contact }, recipient: { id: account }, delivery: { ...(mids ? { mids } : {}), watermark } }),
  echo: ({ mid, text, appId, metadata, attachments, ...who }) =>
    to(who, { message: { mid, is_echo: true, ...(appId === undefined ? {} : { app_id: appId }), ...(metadata === undefined ? {} : { metadata }), ...(text === undefined ? {} : { text }), ...(attachments ? { attachments } : {}) } }),
  passThread: ({ newOwner = '1', ...who }) => from(who, { pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: newOwner, metadata: '' } }),
  takeThread: ({ previousOwner = '1', ...who }) => from(who, { take_thread_control: { previous_owner_app_id: previousOwner, new_owner_app_id: '2', metadata: '' } }),
  requestThread: ({ owner = '1', ...who }) => from(who, { request_thread_control: { requested_owner_app_id: owner, metadata: '' } }),
  policy: ({ action = 'block', account, at = Date.now() }) => ({ recipient: { id: account }, timestamp: at, 'policy-enforcement': { action, reason: 'test' } }),
}
