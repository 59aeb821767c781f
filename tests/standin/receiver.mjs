// The other end of a stand-in's webhook, for the tests of the stand-ins.
import { listen, read_body } from './server.mjs'

/**
 * Takes every POST on a loopback port and keeps {body, headers} in `received`. `statuses`: how the next ones are answered, 200 after that;
 * what was not taken is in `received` as well.
 */
export async function receive() {
  const hook = { received: [], statuses: [] }
  const server = await listen(async (request, response) => {
    hook.received.push({ body: String(await read_body(request)), headers: request.headers })
    response.statusCode = hook.statuses.shift() ?? 200
    response.end('ok')
  })
  return Object.assign(hook, {
    address: `${server.origin}/webhooks/one`,
    reset: () => Object.assign(hook, { received: [], statuses: [] }),
    close: server.close,
  })
}
