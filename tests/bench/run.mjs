// run.mjs BUILD_FOLDER [--rounds N] [name]…: runs the benchmarks (all of them without a name), prints a table and writes it
// to BUILD_FOLDER/report.md. Ends with 1 if a bound is missed. Only loopback addresses; every step has a limit in time.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join, resolve } from 'node:path'
import { measures, median } from './measures.mjs'
import { loadCore, serverCore } from './processes.mjs'
import { hasDaemon } from './sides.mjs'

const args = process.argv.slice(2)
const take = (name, otherwise) => {
  const at = args.indexOf(name)
  return at < 0 ? otherwise : args.splice(at, 2)[1]
}
const rounds = Number(take('--rounds', 5))
const build = resolve(args.shift() ?? 'build/bench')
const names = args.length ? args : Object.keys(measures)
const unknown = names.filter((n) => !measures[n])
if (unknown.length || !(rounds >= 1) || !existsSync(join(build, 'tests/bench/load'))) {
  console.error(unknown.length ? `unknown: ${unknown.join(', ')}; there are: ${Object.keys(measures).join(', ')}` : `nothing is built in ${build}`)
  process.exit(64)
}
if (cpus().length < 2) {
  console.error('two cores are needed: one for the server and Redis, one for the load')
  process.exit(69)
}
const work = join(build, 'work')
mkdirSync(work, { recursive: true })
const broken = []
const broke = (what) => (broken.push(what), console.error(what))
const ctx = { build, work, rounds, load: join(build, 'tests/bench/load'), say: (line) => console.error(line), broke }

const number = (value, digits) => value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const spread = (list, digits) =>
  list.length === 0 ? '–' : `${number(median(list), digits)} (${number(Math.min(...list), digits)}–${number(Math.max(...list), digits)})`

function verdict(r) {
  if (!r.holds) return ''
  const judged = r.ratio ?? r.value
  if (judged === undefined) return 'not measured'
  return r.holds(judged) ? 'met' : 'MISSED'
}

const rows = []
for (const name of names) {
  try {
    rows.push(...(await measures[name](ctx)))
  } catch (e) {
    broke(`${name}: ${e.message}`)
  }
}

const say = (program, ...of) => {
  try {
    return execFileSync(program, of, { encoding: 'utf8' }).trim().split('\n')[0]
  } catch {
    return 'unknown'
  }
}
const report = `# Benchmarks

Server and Redis (appendfsync always on both sides) on core ${serverCore}, load on core ${loadCore}; references and ours in turn,
medians of ${rounds} rounds (least–most). ${cpus()[0].model.trim()}, Linux ${release()}, ${say('redis-server', '--version').split(' sha')[0]},
revision ${say('git', 'rev-parse', '--short', 'HEAD')}.${hasDaemon(build) ? '' : ' The daemon is not built: references only.'}

| what | unit | ours | bare reference | ratio | demanded | |
|---|---|---|---|---|---|---|
${rows.map((r) => `| ${r.what} | ${r.unit} | ${spread(r.ours, r.digits)} | ${spread(r.reference, r.digits)} | ${r.ratio === undefined ? '' : `${r.ratio.toFixed(2)} ×`} | ${r.bound} | ${verdict(r)} |`).join('\n')}
${broken.length ? `\nBroke off: ${broken.join('; ')}\n` : ''}`
writeFileSync(join(build, 'report.md'), report)
console.log(report)
process.exit(broken.length || rows.some((r) => verdict(r) === 'MISSED') ? 1 : 0)
