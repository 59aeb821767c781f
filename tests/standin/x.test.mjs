import assert from 'node:assert/strict'
import { test } from 'node:test'
import { start } from './x.mjs'

const send = (x, to, text, token) => fetch(`${x.base}/2/dm_conversations/with/${to}/messages`, { method: 'POST', body: JSON.stringify({ text }), headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } })
const renew = (x, token) => fetch(`${x.base}/2/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: x.settings.clientId }), headers: { Authorization: `Basic ${Buffer.from(`${x.settings.clientId}:${x.settings.clientSecret}`).toString('base64')}` } })

test('a refresh token is good for one use, and its access token for a while', async () => {
  const x = await start({ lives: 3600 })
  try {
    const first = await (await renew(x, 'segar-0')).json()
    assert.equal((await renew(x, 'segar-0')).status, 400)
    assert.equal((await send(x, '42', 'halo', first.access_token)).status, 201)
    assert.equal((await send(x, '42', 'halo', 'palsu')).status, 401)
    x.revoke()
    assert.equal((await send(x, '42', 'halo', first.access_token)).status, 401)
    assert.equal((await renew(x, first.refresh_token)).status, 200)
  } finally {
    await x.close()
  }
})

test('the budget is told in headers, and refused when it is spent', async () => {
  const x = await start({ accessToken: 't', budget: 2 })
  try {
    const left = []
    for (let i = 0; i < 3; i += 1) {
      const r = await send(x, '42', 'halo', 't')
      left.push([r.status, r.headers.get('x-rate-limit-remaining')])
      await r.text()
    }
    assert.deepEqual(left, [[201, '1'], [201, '0'], [429, '0']])
    x.fill()
    x.block('42')
    const no = await send(x, '42', 'halo', 't')
    assert.equal(no.status, 403)
    assert.match((await no.json()).detail, /permission to DM/)
  } finally {
    await x.close()
  }
})
