// Starting, watching and ending what is measured. Everything is bound to one core and has a limit in time.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

export { wait }
export const serverCore = process.env.SAHUT_BENCH_SERVER_CORE ?? '0'
export const loadCore = process.env.SAHUT_BENCH_LOAD_CORE ?? '1'

const running = new Set()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

// Bound with taskset, which becomes the program itself: the pid is the program's.
export function start(core, program, args, { env, log } = {}) {
  const child = spawn('taskset', ['-c', core, program, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  running.add(child)
  child.said = ''
  child.stderr.on('data', (d) => (child.said = (child.said + d).slice(-4000)))
  if (log !== false) child.stdout.on('data', (d) => (child.said = (child.said + d).slice(-4000)))
  child.gone = once(child, 'exit').then(([code, signal]) => (running.delete(child), code ?? signal))
  return child
}

export async function stop(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const killed = setTimeout(() => child.kill('SIGKILL'), 20_000)
  await child.gone
  clearTimeout(killed)
}

export async function freePort() {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

export async function until(holds, what, limit = 20_000) {
  for (const end = Date.now() + limit; Date.now() < end; await wait(20)) if (await holds()) return
  throw new Error(`${what} did not come about within ${limit / 1000} s`)
}

// One run of the load generator: calls `on[event]` as its lines come, gives all of them by event (the last of each kind).
export async function load(program, mode, options, on = {}, limit_seconds = 120) {
  const args = Object.entries(options).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]))
  const child = start(loadCore, program, [mode, ...args], { log: false })
  const events = {}
  const late = setTimeout(() => child.kill('SIGKILL'), limit_seconds * 1000)
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line)
    events[told.event] = told
    await on[told.event]?.(told, child)
  }
  const code = await child.gone
  clearTimeout(late)
  if (code !== 0) throw new Error(`load ${mode} ended with ${code}: ${child.said.trim()}`)
  return events
}

// Seconds of processor time so far, user and system, of the whole process.
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100 // USER_HZ, 100 on every Linux
}

export function privateBytes(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kb = (name) => Number(text.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1] ?? 0)
  return (kb('Private_Dirty') + kb('Private_Clean') + kb('Swap')) * 1024
}

export function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number)
}
