// The chat of one citizen, as their telephone shows it.
import { clock, current_language, h, say } from './words.mjs'

const reactions = ['👍', '❤️', '🙏']
const tools = ['sticker', 'heart', 'mention', 'location', 'contact', 'begin', 'typing']

/** A photo that nobody has to bring along: a parcel's label, drawn here. */
function draw_photo() {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width: 640, height: 420 })
  const pen = canvas.getContext('2d')
  pen.fillStyle = '#c9a274'
  pen.fillRect(0, 0, 640, 420)
  pen.fillStyle = '#b48a5a'
  pen.fillRect(0, 180, 640, 36)
  pen.fillStyle = '#fff'
  pen.fillRect(70, 60, 470, 260)
  pen.fillStyle = '#111'
  pen.font = '600 32px sans-serif'
  const number = `RB${String(Math.floor(Math.random() * 1e9)).padStart(9, '0')}ID`
  pen.fillText('POS INTERNASIONAL', 96, 118)
  pen.font = '30px monospace'
  pen.fillText(number, 96, 170)
  for (let x = 96, i = 0; x < 460; i += 1, x += 4 + ((i * 7) % 9)) pen.fillRect(x, 196, 2 + ((i * 5) % 4), 84)
  return { name: `resi-${number}.jpg`, type: 'image/jpeg', data: canvas.toDataURL('image/jpeg', 0.85).split(',')[1] }
}
const file_of = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader()
  reader.addEventListener('load', () => resolve({ name: file.name, type: file.type, data: reader.result.split(',')[1] }))
  reader.addEventListener('error', () => reject(reader.error))
  reader.readAsDataURL(file)
})

export function create_phone(root, context) {
  const drafts = new Map() // citizen → what they have begun to write
  let lines = new Map()    // number → {sign, element}
  let shown = ''           // whose chat is drawn
  let about = null         // {deed: 'quote' | 'edit', line}
  let parts = null

  function build() {
    const person = h('select', { id: 'person', onchange: () => context.choose_person(person.value) })
    const log = h('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': say('chat') })
    const text = h('textarea', { id: 'text', rows: '1', 'aria-label': say('write'), placeholder: say('write'), oninput: fit, onkeydown: keys })
    const send = h('button', { type: 'submit', class: 'send' }, say('send'))
    const words = h('div', { class: 'about', hidden: true })
    const tool_row = h('div', { class: 'tools', role: 'group' })
    const head = h('div', { class: 'head' })
    const form = h('form', { class: 'composer', onsubmit: submit }, words, tool_row, h('div', { class: 'write' }, text, send))
    const choose = h('div', { class: 'people' }, h('label', { for: 'person' }, say('citizen')), person, h('button', { type: 'button', class: 'quiet', onclick: context.new_person }, say('new_citizen')))
    root.replaceChildren(head, choose, log, form)
    lines = new Map()
    shown = ''
    parts = { person, log, text, send, words, tool_row, head }
  }

  function fit() {
    parts.text.style.height = 'auto'
    parts.text.style.height = `${Math.min(parts.text.scrollHeight, 140)}px`
    drafts.set(key(), parts.text.value)
  }
  const key = () => `${context.channel()?.id}/${context.person()?.id}`
  function keys(event) {
    if (event.key === 'Escape' && about) return stop_about()
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit(event)
  }
  function submit(event) {
    event.preventDefault()
    const text = parts.text.value.trim()
    if (!text) return
    parts.text.value = ''
    fit()
    if (about?.deed === 'edit') context.deed('edit', { of: about.line.id, text })
    else context.deed('text', { text, ...common() })
    stop_about()
  }
  // What every message may bear: what it replies to, and when it was written.
  function common() {
    const hours = Number(parts.when?.value ?? 0)
    return { ...(about?.deed === 'quote' ? { quote: about.line.id } : {}), ...(hours ? { hours_ago: hours } : {}) }
  }
  function start_about(deed, line) {
    about = { deed, line }
    if (deed === 'edit') parts.text.value = line.text
    draw_about()
    fit()
    parts.text.focus()
  }
  function stop_about() {
    if (about?.deed === 'edit') parts.text.value = ''
    about = null
    draw_about()
    fit()
  }
  function draw_about() {
    parts.words.hidden = !about
    parts.send.textContent = about?.deed === 'edit' ? say('save') : say('send')
    if (about) parts.words.replaceChildren(h('span', {}, h('b', {}, `${say(about.deed === 'edit' ? 'editing' : 'quoting')}: `), brief(about.line)), h('button', { type: 'button', class: 'quiet', onclick: stop_about }, say('cancel')))
  }
  const brief = (line) => (line.text ?? say('kinds')[line.kind] ?? say('media')[line.media] ?? '').slice(0, 80)

  function draw_tools(c, person) {
    const does = (name) => c.can.includes(name)
    const button = (name, label, act) => h('button', { type: 'button', class: 'tool', 'data-deed': name, onclick: act }, label)
    const picker = h('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp,image/gif', class: 'hidden', tabindex: '-1', 'aria-hidden': 'true', onchange: () => {
      const [file] = picker.files
      if (file) file_of(file).then((one) => context.deed('photo', { file: one, ...text_beside(), ...common() })).then(stop_about, context.fail)
      picker.value = ''
    } })
    const buttons = [
      ...(does('photo') ? [button('photo', say('photo'), () => context.deed('photo', { file: draw_photo(), ...text_beside(), ...common() }).then(stop_about)), button('own_photo', say('own_photo'), () => picker.click()), picker] : []),
      ...tools.filter(does).map((name) => button(name, say(name === 'typing' ? 'typing_deed' : name), () => context.deed(name, common()))),
      does('block') || does('shut') ? button('block', say(person.blocked ? 'unblock' : 'block'), () => context.deed(person.blocked ? 'unblock' : 'block', {})) : null,
      does('inbox') ? button('inbox', say('inbox'), () => context.deed('inbox', { text: say('inbox_text') })) : null,
    ].filter(Boolean)
    parts.when = does('earlier') ? h('select', { id: 'when' }, ...[['0', 'now'], ['25', 'day'], ['192', 'week']].map(([value, word]) => h('option', { value }, say(word)))) : null
    parts.tool_row.replaceChildren(...buttons, ...(parts.when ? [h('span', { class: 'when-of' }, h('label', { for: 'when' }, say('when')), parts.when)] : []))
  }
  // What stands in the box goes with the photo as its caption.
  function text_beside() {
    const text = parts.text.value.trim()
    if (!text || about?.deed === 'edit') return {}
    parts.text.value = ''
    fit()
    return { text }
  }

  function menu_of(c, line) {
    const own = line.from === 'citizen'
    const does = (name) => c.can.includes(name)
    const act = (label, deed) => h('button', { type: 'button', onclick: (e) => {
      e.currentTarget.closest('details').open = false
      deed()
    } }, label)
    const ready = line.id !== undefined && !line.removed && !line.waits
    if (!ready) return null
    const rows = [
      does('quote') ? act(say('quote'), () => start_about('quote', line)) : null,
      own && does('edit') && line.kind === 'text' ? act(say('edit'), () => start_about('edit', line)) : null,
      own && does('unsend') ? act(say('unsend'), () => context.deed('unsend', { of: line.id })) : null,
      ...(does('react') ? reactions.filter((e) => e !== line.reaction).map((emoji) => act(say('react')(emoji), () => context.deed('react', { of: line.id, emoji }))) : []),
      does('react') && line.reaction ? act(say('unreact'), () => context.deed('react', { of: line.id, emoji: '' })) : null,
      ...(line.from === 'account' ? [...c.marks.filter((m) => !line.marks.includes(m)).map((m) => act(say(`mark_${m}`), () => context.deed(m, { of: line.id }))), does('failed') && !line.failed ? act(say('mark_failed'), () => context.deed('failed', { of: line.id })) : null] : []),
    ].filter(Boolean)
    if (!rows.length) return null
    const details = h('details', { class: 'menu', name: 'menu', onkeydown: (e) => {
      if (e.key !== 'Escape') return
      details.open = false
      details.querySelector('summary').focus()
    } }, h('summary', { 'aria-label': say('more') }, '⋯'), h('div', { class: 'rows' }, ...rows))
    return details
  }
  function draw_line(c, person, line) {
    const quoted = line.quote && person.lines.find((l) => l.id === line.quote)
    const body = line.removed ? h('i', {}, say('removed')) : [
      line.file ? h('img', { src: `/photos/${line.file.n}`, alt: line.file.name, width: '240', height: '158' }) : null,
      line.text ? h('p', {}, line.text) : line.file ? null : h('p', { class: 'kind' }, say('kinds')[line.kind] ?? say('media')[line.media] ?? ''),
      line.media && line.text ? h('p', { class: 'kind' }, say('media')[line.media] ?? line.media) : null,
    ]
    const ticks = line.failed ? say('failed') : line.marks.includes('read') ? say('read') : line.marks.includes('delivered') ? say('delivered') : say('sent')
    const below = [
      line.from === 'inbox' ? say('inbox_by') : null, line.edited ? say('edited') : null, clock(line.at), line.waits ? say('waits') : null, line.from === 'account' ? ticks : null,
    ].filter(Boolean).join(' · ')
    return h('div', { class: `msg ${line.from === 'citizen' ? 'own' : 'theirs'}${line.waits ? ' waits' : ''}`, lang: current_language() === 'id' ? undefined : 'id' },
      h('div', { class: 'bubble' }, quoted ? h('blockquote', {}, brief(quoted)) : null, body,
        line.button ? h('button', { type: 'button', class: 'answer', onclick: () => context.deed('tap', {}) }, line.button) : null,
        line.reaction ? h('span', { class: 'reaction' }, line.reaction) : null),
      menu_of(c, line), h('span', { class: 'below' }, below))
  }

  function draw() {
    if (!parts) build()
    const c = context.channel()
    const person = context.person()
    if (!c || !person) return
    root.setAttribute('aria-labelledby', `tab-${c.id}`)
    root.className = `phone ${c.kind}`
    if (shown !== key()) {
      shown = key()
      lines = new Map()
      parts.log.replaceChildren()
      about = null
      draw_about()
      parts.text.value = drafts.get(shown) ?? ''
      fit()
      parts.blocked = undefined
    }
    if (parts.blocked !== Boolean(person.blocked)) {
      parts.blocked = Boolean(person.blocked)
      draw_tools(c, person)
    }
    parts.head.replaceChildren(h('span', { class: 'mark', 'aria-hidden': 'true' }, c.name[0]), h('h2', {}, say('account'), h('small', {}, c.name)))
    const people = c.people.map((p) => `${p.id}${p.name}`).join()
    if (parts.person.dataset.of !== people) {
      parts.person.dataset.of = people
      parts.person.replaceChildren(...c.people.map((p, i) => h('option', { value: p.id }, `${p.name}${i ? ` (${i + 1})` : ''}`)))
    }
    parts.person.value = person.id

    const { log } = parts
    const at_end = log.scrollHeight - log.scrollTop - log.clientHeight < 80
    const last_before = [...lines.keys()].at(-1)
    const wanted = new Map()
    for (const line of person.lines) {
      const sign = JSON.stringify(line)
      const before = lines.get(line.n)
      if (before?.sign === sign) wanted.set(line.n, before)
      else {
        const element = draw_line(c, person, line)
        const had = before?.element.contains(document.activeElement)
        before?.element.replaceWith(element)
        if (!before) log.append(element)
        if (had) element.querySelector('summary, button')?.focus()
        wanted.set(line.n, { sign, element })
      }
    }
    for (const [n, { element }] of lines) if (!wanted.has(n)) element.remove()
    lines = wanted
    for (const e of log.querySelectorAll('.note')) e.remove()
    if (!person.lines.length) log.append(h('p', { class: 'note' }, say('empty')))
    if (person.blocked) log.append(h('p', { class: 'note' }, say('blocked')))
    if (person.typing) log.append(h('p', { class: 'note typing' }, say('typing')))
    const newer = [...lines.keys()].at(-1) !== last_before
    if (at_end || (newer && person.lines.at(-1)?.from === 'citizen')) log.scrollTop = log.scrollHeight
  }

  return { draw, renew: build }
}
