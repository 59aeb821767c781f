// What is behind a channel: outages that can be switched on, the gateway itself, and the calls that go to and fro.
import { clock, h, say } from './words.mjs'

export function create_side(root, context) {
  let parts = null
  let of = ''

  function build() {
    const switches = h('ul', { class: 'switches' })
    const traffic = h('ol', { class: 'traffic', tabindex: '0', 'aria-label': say('traffic') })
    const state = h('p', { class: 'hint', role: 'status' }, say('crash_hint'))
    const crash = h('button', { type: 'button', class: 'quiet wide', onclick: () => {
      crash.disabled = true
      state.textContent = say('crashing')
      context.crash().then(() => (state.textContent = say('back')), context.fail).finally(() => (crash.disabled = false))
    } }, say('crash'))
    const fault = h('p', { class: 'fault', hidden: true })
    const sign_in = h('p', { class: 'hint' })
    root.replaceChildren(fault, h('section', {}, h('h2', {}, say('outages')), switches), h('section', {}, h('h2', {}, say('traffic')), traffic), h('section', {}, h('h2', {}, say('gateway')), crash, state, sign_in))
    of = ''
    parts = { switches, traffic, fault, sign_in, boxes: new Map() }
  }

  function draw() {
    if (!parts) build()
    const c = context.channel()
    if (!c) return
    const office = context.office()
    parts.sign_in.textContent = [say('signed')(office.officer), office.fast ? say('fast') : ''].join(' ').trim()
    if (of !== c.id) {
      of = c.id
      parts.boxes = new Map([...c.outages, 'again', 'phone'].map((name) => [name, h('input', { type: 'checkbox', role: 'switch', id: `switch-${name}`, 'aria-describedby': `hint-${name}`, onchange: (e) => context.set(name, e.currentTarget.checked) })]))
      parts.switches.replaceChildren(...[...parts.boxes].map(([name, box]) => h('li', {}, box, h('label', { for: `switch-${name}` }, say('outage')[name][0]), h('span', { class: 'hint', id: `hint-${name}` }, say('outage')[name][1]))))
    }
    for (const [name, box] of parts.boxes) box.checked = name === 'again' || name === 'phone' ? c[name] : c.on.includes(name)
    parts.traffic.replaceChildren(...(c.traffic.length ? [...c.traffic].reverse().map(row) : [h('li', { class: 'hint' }, say('none_yet'))]))
  }
  const row = (t) => h('li', { class: t.taken ? 'good' : 'bad' },
    h('span', { class: 'way' }, t.way === 'in' ? '→ ' : '← ', say(t.way === 'in' ? 'inward' : 'outward')), h('span', {}, say('what')[t.what] ?? t.what),
    h('span', { class: 'code' }, t.status ? String(t.status) : say('not_answered'), t.ms === undefined ? '' : ` · ${t.ms} ms`, t.taken || !t.status ? null : h('span', { class: 'hidden' }, ` ${say('untaken')}`)), h('span', { class: 'time' }, clock(t.at)))

  return {
    draw,
    renew: build,
    fault: (words) => {
      if (!parts) build()
      parts.fault.hidden = !words
      parts.fault.textContent = words
    },
  }
}
