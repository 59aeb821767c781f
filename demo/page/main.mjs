// What is shown: the channels, the chosen one's chat, and what is behind it. The demo tells by an event stream what has changed.
import { create_phone } from './phone.mjs'
import { create_side } from './side.mjs'
import { ask, change_language, clock, current_language, h, say } from './words.mjs'

const tabs = document.querySelector('.tabs')
const said = document.getElementById('said')
const channels = new Map()
const chosen_people = new Map() // channel → the citizen's id
const seen = new Map()          // channel → the newest line that was on the screen
let order = []
let chosen = localStorage.getItem('sahut-demo/channel')
let office = null

export const tell = (words) => {
  said.textContent = words
}
const fail = (error) => {
  tell(error.message)
  side.fault(error.message)
}
const context = {
  channel: () => channels.get(chosen),
  person: () => person_of(channels.get(chosen)),
  choose_person: (id) => {
    chosen_people.set(chosen, id)
    draw()
  },
  new_person: () => ask('/people', { channel: chosen }).then(({ id }) => context.choose_person(id), fail),
  deed: (deed, what) => ask('/deeds', { channel: chosen, person: context.person().id, deed, what }).catch(fail),
  set: (name, on) => ask('/switches', { channel: chosen, name, on }).catch(fail),
  crash: () => ask('/crash', {}),
  office: () => office,
  tell,
  fail,
}
const phone = create_phone(document.getElementById('phone'), context)
const side = create_side(document.querySelector('.side'), context)

const person_of = (c) => c?.people.find((p) => p.id === chosen_people.get(c.id)) ?? c?.people.at(-1)
const newest = (c) => Math.max(0, ...c.people.flatMap((p) => p.lines.map((l) => l.n)))
const unread = (c) => c.people.flatMap((p) => p.lines).filter((l) => l.from === 'account' && l.n > (seen.get(c.id) ?? 0)).length

function choose(id, focus = false) {
  chosen = id
  localStorage.setItem('sahut-demo/channel', id)
  draw()
  if (focus) document.getElementById(`tab-${id}`)?.focus()
}
function walk(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
  const at = order.indexOf(chosen)
  const next = step ? order[(at + step + order.length) % order.length] : event.key === 'Home' ? order[0] : event.key === 'End' ? order.at(-1) : undefined
  if (!next) return
  event.preventDefault()
  choose(next, true)
}

function draw_tabs() {
  const focused = document.activeElement?.id
  const rows = order.map((id) => {
    const c = channels.get(id)
    const last = c.people.flatMap((p) => p.lines).sort((a, b) => a.n - b.n).at(-1)
    const n = id === chosen ? 0 : unread(c)
    const words = last ? (last.removed ? say('removed') : (last.text ?? say('kinds')[last.kind] ?? say('media')[last.media] ?? '')) : say('quiet')
    return h('button', { type: 'button', role: 'tab', id: `tab-${id}`, class: `tab ${c.kind}`, 'aria-selected': String(id === chosen), 'aria-controls': 'phone', tabindex: id === chosen ? '0' : '-1', onclick: () => choose(id), onkeydown: walk },
      h('span', { class: 'mark', 'aria-hidden': 'true' }, c.name[0]),
      h('span', { class: 'who' }, h('span', { class: 'name' }, c.name, c.on.length ? h('span', { class: 'off', title: c.on.map((o) => say('outage')[o][0]).join(', ') }, '●', h('span', { class: 'hidden' }, ` ${c.on.map((o) => say('outage')[o][0]).join(', ')}`)) : null), h('span', { class: 'last' }, words)),
      h('span', { class: 'when' }, last ? clock(last.at) : '', n ? h('span', { class: 'count' }, h('span', { 'aria-hidden': 'true' }, String(n)), h('span', { class: 'hidden' }, say('unread')(n))) : null))
  })
  tabs.replaceChildren(...rows)
  if (focused?.startsWith('tab-')) document.getElementById(focused)?.focus()
}

function draw() {
  if (!channels.has(chosen)) chosen = order[0]
  const c = channels.get(chosen)
  if (!c) return
  if (!document.hidden) seen.set(chosen, newest(c))
  draw_tabs()
  phone.draw()
  side.draw()
}

function draw_words() {
  document.documentElement.lang = current_language()
  document.title = say('page_title')
  for (const e of document.querySelectorAll('[data-word]')) e.textContent = say(e.dataset.word)
  for (const e of document.querySelectorAll('[data-label]')) e.setAttribute('aria-label', say(e.dataset.label))
  const button = document.getElementById('language')
  button.textContent = say('other_language')
  button.lang = current_language() === 'id' ? 'en' : 'id'
  phone.renew()
  side.renew()
  draw()
}
document.getElementById('language').addEventListener('click', () => {
  change_language()
  draw_words()
})
document.addEventListener('visibilitychange', draw)

function listen() {
  const events = new EventSource('/events')
  let first = true
  events.addEventListener('office', (e) => {
    office = JSON.parse(e.data)
    order = office.channels
    side.fault('')
  })
  events.addEventListener('channel', (e) => {
    const c = JSON.parse(e.data)
    const before = channels.get(c.id)
    channels.set(c.id, c)
    if (!before) seen.set(c.id, newest(c))
    if (channels.size < order.length) return
    if (before && c.id === chosen) {
      const fresh = person_of(c)?.lines.filter((l) => l.from === 'account' && l.n > newest(before)).at(-1)
      if (fresh) tell(`${say('account')}: ${fresh.text ?? say('media')[fresh.media] ?? ''}`)
    }
    if (first) draw_words()
    else draw()
    first = false
  })
  events.addEventListener('error', () => side.fault(say('lost_page')))
}
listen()
