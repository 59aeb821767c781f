// An officer's window as a script uses it: asks, and waits for a frame. The load itself is the generator's.
import { createRequire } from 'node:module'

const WebSocket = createRequire(new URL('../integration/package.json', import.meta.url))('ws')

// {ask(type, fields) -> the ack, until(holds) -> a frame from now on, close()}
export async function officerWindow({ port }, token) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/officer`, 'sahut.officer.v1')
  const waiting = new Set()
  let asked = 0
  socket.on('message', (data) => {
    const frame = JSON.parse(data)
    for (const w of [...waiting]) if (w.holds(frame)) (waiting.delete(w), clearTimeout(w.limit), w.done(frame))
  })
  const until = (holds, what, limit_seconds = 60) =>
    new Promise((done, fail) => {
      const w = { holds, done }
      w.limit = setTimeout(() => (waiting.delete(w), fail(new Error(`no ${what} within ${limit_seconds} s`))), limit_seconds * 1000)
      waiting.add(w)
    })
  await new Promise((done, fail) => (socket.on('open', done), socket.on('error', fail)))
  const welcomed = until((f) => f.type === 'welcome', 'welcome')
  socket.send(JSON.stringify({ type: 'hello', token }))
  await welcomed
  const ask = async (type, fields) => {
    const id = `bench-${process.pid}-${Date.now()}-${(asked += 1)}`
    const answered = until((f) => f.re === id && (f.type === 'ack' || f.type === 'error'), `answer to ${type}`)
    socket.send(JSON.stringify({ type, id, ...fields }))
    const answer = await answered
    if (answer.type === 'error') throw new Error(`${type}: ${JSON.stringify(answer)}`)
    return answer
  }
  return { ask, until, close: () => socket.terminate() }
}
