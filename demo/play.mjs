// Who plays, what stands in their chats, and what is switched on. Knows no platform: what a citizen can do is the channel's.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

const NAMES = ['Siti Contoh', 'Budi Contoh', 'Rina Contoh', 'Agus Contoh', 'Dewi Contoh', 'Maria Contoh', 'Yusuf Contoh', 'Made Contoh', 'Lestari Contoh', 'Tono Contoh']
const lines_max = 300
const people_max = 12
const traffic_max = 40
const files_max = 30
const tries_max = 600 // a second apart: a platform brings again what nobody took
const marked_after_ms = 400
const typing_ms = 4000

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
export class refused extends Error {}

/** `changed(channel id)` is called after whatever the page shows has changed; `file` keeps the chats. */
export function create_play({ file, changed }) {
  const channels = new Map() // id → {channel, people, on, again, phone, traffic}
  const files = new Map()    // photos by number, for the page alone
  let serial = 0
  let saving = null
  let ended = false
  const kept = read_kept()

  function read_kept() {
    try {
      return JSON.parse(readFileSync(file, 'utf8'))
    } catch {
      return {}
    }
  }
  function save() {
    clearTimeout(saving)
    saving = null
    const all = Object.fromEntries([...channels].map(([id, c]) => [id, c.people.map(({ typing, ...p }) => ({ ...p, lines: p.lines.map(({ file: photo, ...l }) => l) }))]))
    writeFileSync(`${file}.new`, JSON.stringify(all), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  function touch(id) {
    changed(id)
    if (!ended) saving ??= setTimeout(save, 500)
  }
  const last_of = (person) => person.lines.filter((l) => l.from === 'citizen').at(-1)?.at

  function add(channel) {
    const c = { channel, people: kept[channel.id] ?? [], on: new Set(), again: false, phone: true, traffic: [] }
    channels.set(channel.id, c)
    for (const p of c.people) {
      for (const l of p.lines) delete l.waits // who brought it ended with the last run
      channel.known(p.id, last_of(p) ?? Date.now(), p)
    }
    if (c.people.length === 0) add_person(channel.id)
  }
  function add_person(id) {
    const c = channel_of(id)
    if (c.people.length >= people_max) throw new refused('these are all the citizens that fit here')
    const n = c.people.length + 1
    const person = { id: c.channel.person(n), name: NAMES[(n - 1 + [...channels.keys()].indexOf(id)) % NAMES.length], lines: [] }
    c.people.push(person)
    touch(id)
    return person
  }
  function channel_of(id) {
    const c = channels.get(id)
    if (!c) throw new refused('there is no such channel')
    return c
  }
  const person_of = (c, contact) => c.people.find((p) => p.id === contact)
  const name_of = (id) => (contact) => (channels.has(id) ? person_of(channels.get(id), contact)?.name : undefined) ?? 'Warga Contoh'

  function note(c, entry) {
    c.traffic.push({ n: (serial += 1), at: Date.now(), ...entry })
    c.traffic.splice(0, c.traffic.length - traffic_max)
  }
  function put(c, person, line) {
    const whole = { n: (serial += 1), at: Date.now(), marks: [], ...line }
    person.lines.push(whole)
    person.lines.splice(0, person.lines.length - lines_max)
    return whole
  }

  // The daemon called the platform.
  function heard(id, call) {
    const c = channels.get(id)
    if (!c) return
    note(c, { way: 'out', what: call.deed ?? (call.other ? 'other' : call.media ?? 'text'), status: call.status ?? 0, taken: call.taken })
    const person = call.to === undefined ? undefined : person_of(c, String(call.to))
    if (person && call.deed === 'typing') {
      person.typing = true
      setTimeout(() => {
        person.typing = false
        changed(id)
      }, typing_ms).unref()
    } else if (person && call.taken && !call.other && !call.again) {
      person.typing = false
      const line = put(c, person, { from: 'account', id: call.id, text: call.text, media: call.media, quote: call.quote, button: call.button, tag: call.tag })
      if (c.phone && !person.blocked) setTimeout(() => mark(c, person, line, 'delivered').catch(() => {}), marked_after_ms).unref()
    }
    touch(id)
  }
  async function mark(c, person, line, word) {
    if (line.marks.includes(word) || line.from !== 'account') return
    if (c.channel.marks.includes(word)) await deed(c.channel.id, person.id, word, { of: line.id })
    else line.marks.push(word) // the citizen's telephone knows, and its platform tells nobody
    touch(c.channel.id)
  }

  /** Posts what a citizen did until it is taken, as a platform does. */
  async function bring(c, what, act) {
    for (let n = 1; ; n += 1) {
      const began = Date.now()
      const reply = await act().catch((error) => ({ status: 0, text: String(error) }))
      const taken = reply.status === undefined || (reply.status >= 200 && reply.status < 300)
      if (reply.status !== undefined) note(c, { way: 'in', what, status: reply.status, taken, ms: Date.now() - began })
      if (taken || ended || n >= tries_max) return { ...reply, taken }
      touch(c.channel.id)
      await wait(1000) // the platform's own pause
    }
  }

  const own = new Set(['text', 'photo', 'sticker', 'heart', 'mention', 'location', 'contact', 'begin', 'tap'])
  const about = new Set(['edit', 'unsend', 'react', 'delivered', 'read', 'failed'])

  /** What a citizen does; resolves once the gateway has taken it. `what`: {text?, file?, quote?, of?, emoji?, hours_ago?}. */
  async function deed(id, contact, name, what = {}) {
    const c = channel_of(id)
    const person = person_of(c, contact)
    if (!person) throw new refused('there is no such citizen')
    const act = Object.hasOwn(c.channel.deeds, name) ? c.channel.deeds[name] : undefined
    if (!act) throw new refused(`${c.channel.name} has no such deed`)
    const target = about.has(name) ? person.lines.find((l) => l.id !== undefined && l.id === what.of) : undefined
    if (about.has(name) && !target) throw new refused('there is no such message')
    if (name === 'text' && !what.text?.trim()) throw new refused('a text is needed')
    const at = what.hours_ago ? Date.now() - what.hours_ago * 3600_000 : undefined
    const line = own.has(name) || name === 'inbox' ? put(c, person, { from: name === 'inbox' ? 'inbox' : 'citizen', kind: name, text: what.text, file: what.file && hold(what.file), quote: what.quote, waits: true, ...(at ? { at } : {}) }) : undefined
    const given = { ...what, at, count: (target?.edits ?? 0) + 1, first_at: target?.at }
    delete given.hours_ago
    touch(id)
    const done = await bring(c, name, once(() => act(contact, given)))
    if (line) {
      line.id = done.id
      if (done.taken) delete line.waits
    }
    if (target && done.taken) change(c, person, target, name, what)
    if (name === 'block') person.blocked = true
    if (name === 'unblock') person.blocked = false
    if (c.again && c.channel.again && done.taken && done.status !== undefined)
      for (let i = 0; i < 2; i += 1) await bring(c, name, () => c.channel.again({ ...done, contact }))
    touch(id)
    return { status: done.status, id: done.id }

    // The first try makes the event; what comes after it is the same one again.
    function once(first) {
      let made = null
      return async () => {
        if (made && c.channel.again) return { ...made, ...(await c.channel.again({ ...made, contact })) }
        return (made = await first())
      }
    }
  }
  function change(c, person, target, name, what) {
    if (name === 'edit') Object.assign(target, { text: what.text, edited: true, edits: (target.edits ?? 0) + 1 })
    else if (name === 'unsend') Object.assign(target, { removed: true, text: undefined, file: undefined })
    else if (name === 'react') target.reaction = what.emoji || undefined
    else if (name === 'failed') target.failed = true
    else {
      const words = name === 'read' ? ['delivered', 'read'] : [name]
      const reached = name === 'read' ? person.lines.filter((l) => l.from === 'account' && l.n <= target.n) : [target]
      for (const l of reached) for (const w of words) if (!l.marks.includes(w)) l.marks.push(w)
    }
  }
  function hold(photo) {
    const n = (serial += 1)
    files.set(n, photo)
    if (files.size > files_max) files.delete(files.keys().next().value)
    return { n, name: photo.name }
  }

  /** `name`: an outage of the channel, or `again` (each webhook three times), or `phone` (receipts by themselves). */
  function set(id, name, on) {
    const c = channel_of(id)
    if (name === 'again' || name === 'phone') c[name] = on
    else if (!Object.hasOwn(c.channel.outages, name)) throw new refused('there is no such switch')
    else {
      if (on) c.on.add(name)
      else c.on.delete(name)
      c.channel.mend()
      for (const one of c.on) c.channel.fault(c.channel.outages[one])
    }
    touch(id)
  }

  return {
    add,
    add_person,
    name_of,
    heard,
    deed,
    set,
    refused,
    photo: (n) => files.get(n),
    ids: () => [...channels.keys()],
    shown: (id) => {
      const { channel, people, on, again, phone, traffic } = channel_of(id)
      return { id, kind: channel.kind, name: channel.name, can: channel.can, marks: channel.marks, outages: Object.keys(channel.outages), on: [...on], again, phone, people, traffic }
    },
    end: async () => {
      ended = true
      save()
      for (const { channel } of channels.values()) await channel.close()
    },
  }
}
