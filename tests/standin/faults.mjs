// What can be made to go wrong with a send. A fault is one object:
//   {status: 500}                                 that status with a plain Graph error (or `body`), and `headers`
//   {code: 613, subcode?, status?: 400, headers?} that Graph error; `status: 200` puts the error inside a success
//   {rate: true, retryAfter?: 2, minutes?: 1}     429 with code 613, Retry-After and the usage header
//   {window: true}                                10/2018278
//   {token: true}                                 190
//   {delay: ms}                                   the usual answer, late (or with one of the above: that one, late)
//   {drop: 'before'}                              the connection is closed, nothing was taken
//   {drop: 'after'}                               the message is taken (it is in the log as accepted), no answer comes
//   {late: ms}                                    taken, and everything that is told of it is told; the answer comes ms later
//   {hang: true}                                  the message is taken, the connection stays open without an answer
//   {empty: true}                                 200 with {} (taken, but without an id)
// `times` says how many sends it serves, `to` whose alone.

import { wait } from './server.mjs'

// True if the fault gave the answer (or took it away); false: go on as usual. `accept` is null for a call that the
// platform would refuse anyway.
export async function faultAnswer(fault, { answer, accept, socket, graphError }) {
  if (fault.delay) await wait(fault.delay) // the fault itself
  if (fault.drop === 'before') {
    socket.destroy()
    return true
  }
  if (fault.drop === 'after' || fault.hang || fault.empty) {
    if (!accept) return false
    const { telling } = await accept()
    if (fault.empty) answer(200, {})
    else if (fault.drop) socket.destroy()
    telling()
    return true
  }
  if (fault.late !== undefined && accept) {
    const { json, telling } = await accept()
    await telling()
    await wait(fault.late) // the fault itself
    answer(200, json)
    return true
  }
  if (fault.rate) {
    const headers = { 'Retry-After': String(fault.retryAfter ?? 1) }
    if (fault.minutes !== undefined)
      headers['X-Business-Use-Case-Usage'] = JSON.stringify({ 1: [{ type: 'messenger', call_count: 100, estimated_time_to_regain_access: fault.minutes }] })
    answer(fault.status ?? 429, graphError(613, 0, '(#613) Calls to this api have exceeded the rate limit.'), headers)
    return true
  }
  if (fault.window) return reply(fault.status ?? 400, graphError(10, 2018278, '(#10) This message is sent outside of allowed window.'))
  if (fault.token) return reply(fault.status ?? 401, graphError(190, 463, 'Error validating access token: Session has expired'))
  if (fault.code) return reply(fault.status ?? 400, graphError(fault.code, fault.subcode, `(#${fault.code}) fault`), fault.headers)
  if (fault.status) return reply(fault.status, fault.body ?? graphError(fault.status >= 500 ? 2 : 100, 0, 'fault'), fault.headers)
  return false

  function reply(status, json, headers = {}) {
    answer(status, json, headers)
    return true
  }
}
