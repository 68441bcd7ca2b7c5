// Runs bench.mjs and the Go benchmarks in turn and prints medians and ratios. Environment: ROUNDS (2), RUNS (5 a round),
// BENCHTIME (0.3s).
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = path.dirname(fileURLToPath(import.meta.url))
const rounds = Number(process.env.ROUNDS ?? 2), runs = process.env.RUNS ?? '5'
const median = (a) => { const s = [...a].sort((x, y) => x - y); const m = s.length >> 1; return s.length % 2 ? s[m] : (s[m - 1] + s[m]) / 2 }

// our benchmark (a unit other than ns/op after a blank), the anchor's metric, the least ratio we aim at
const table = [
  ['Invalidate/none/1', '1a invalidate none match=1 of 10k', 100],
  ['Invalidate/none/100', '1a invalidate none match=100 of 10k', 10],
  ['Invalidate/none/10000', '1a invalidate none match=10000 of 10k', 2],
  ['Invalidate/queue/1', '1a invalidate none match=1 of 10k', null],
  ['Invalidate/queue/100', '1a invalidate none match=100 of 10k', null],
  ['Invalidate/queue/10000', '1a invalidate none match=10000 of 10k', null],
  ['Invalidate/refetch/1', '1b invalidate+refetch match=1 of 10k (until settled)', null],
  ['Invalidate/refetch/100', '1b invalidate+refetch match=100 of 10k (until settled)', null],
  ['Invalidate/refetch/10000', '1b invalidate+refetch match=10000 of 10k (until settled)', 2],
  ['Invalidate/params100', '1c invalidate none partial-object match=100 of 10k', null],
  ['Set/obs1000', '2  setQueryData 1 key x 1000 observers', 4],
  ['Set/obs1000queue', '2  setQueryData 1 key x 1000 observers', null],
  ['Set/equal', '2b setQueryData equal data+same updatedAt x 1000 obs', null],
  ['Dedup10k/handles', '3  dedup 10k concurrent fetchQuery: issue+settle', 7],
  ['Dedup10k/goroutines', '3  dedup 10k concurrent fetchQuery: issue+settle', 0.5],
  ['Get/id', "4  getQueryData ['businesses', id]", 5],
  ['Get/params', "4  getQueryData ['businesses',{page,limit,filters}]", 3],
  ['Get/prebuilt', "4  getQueryData ['businesses', id]", 25],
  ['Get/prebuilt', '4  queryCache.get(hash) (no hashing)', null],
  ['Mem/obs0 B/entry', '5  heap per cached query, no observer', null],
  ['Mem/obs1 B/entry', '5  heap per cached query + 1 observer', 1.9],
  ['Mem/obs2 B/entry', '5  heap per cached query + 2 observers', null],
  ['Observe10k', '6a subscribe 10k observers (fresh data, 10k keys)', null],
  ['OptimisticDelete', '6b optimistic delete+rollback, 100 pages x 20 rows', 3],
  ['FocusScan', '6e focus scan, 10k fresh observed queries', null],
  ['Fetching', '6f isFetching() over 10k', null],
  ['SetOne', '6g setQueryData 1 key x 1 observer (10k others)', null],
  ['Mutate', '6h mutation round trip (sequential)', null],
]
const scale = { us: 1e3, 'ns/op': 1, bytes: 1 } // to ns, or bytes
const theirs = {}, ours = {}, theirMin = {}
const add = (into, name, v) => (into[name] ??= []).push(v)
const fail = (r) => { console.error(r.stdout, r.stderr); process.exit(1) }

for (let round = 0; round < rounds; round++) {
  const json = path.join(os.tmpdir(), `anchor-${process.pid}.json`)
  const a = spawnSync(process.execPath, ['bench.mjs', `--runs=${runs}`, `--json=${json}`], { cwd: here, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (a.status !== 0) fail(a)
  for (const [name, m] of Object.entries(JSON.parse(readFileSync(json, 'utf8')).out)) {
    add(theirs, name, m.median * scale[m.unit])
    add(theirMin, name, m.min * scale[m.unit])
  }
  const g = spawnSync('go', ['test', '-run', '^$', '-bench', '.', `-count=${runs}`, `-benchtime=${process.env.BENCHTIME ?? '0.3s'}`, '.'],
    { cwd: path.join(here, '..', '..'), encoding: 'utf8', maxBuffer: 1 << 26 })
  if (g.status !== 0) fail(g)
  for (const line of g.stdout.split('\n')) {
    const [name, , ...cells] = line.trim().split(/\s+/)
    if (!name.startsWith('Benchmark')) continue
    for (let i = 0; i + 1 < cells.length; i += 2) {
      const unit = cells[i + 1] === 'ns/op' ? '' : ' ' + cells[i + 1]
      add(ours, name.replace(/^Benchmark/, '').replace(/-\d+$/, '') + unit, Number(cells[i]))
    }
  }
  console.error(`round ${round + 1} of ${rounds} done`)
}

const human = (v, bytes) => bytes ? `${v.toFixed(0)} B` : v >= 1e6 ? `${(v / 1e6).toFixed(1)} ms` : v >= 1e3 ? `${(v / 1e3).toFixed(1)} µs` : `${v.toFixed(0)} ns`
console.log(`| ours | anchor | ours, median | anchor, median | ratio | of minimums | aim | met |\n|---|---|---|---|---|---|---|---|`)
for (const [name, metric, aim] of table) {
  const bytes = name.endsWith('B/entry'), o = median(ours[name]), t = median(theirs[metric]), ratio = t / o
  const low = Math.min(...theirMin[metric]) / Math.min(...ours[name]), two = (x) => x.toFixed(x < 10 ? 2 : 0)
  console.log(`| ${name} | ${metric.replace(/\s+/g, ' ')} | ${human(o, bytes)} | ${human(t, bytes)} | ${two(ratio)} | ${two(low)} | ${aim ?? ''} | ${aim === null ? '' : ratio >= aim ? 'yes' : 'NO'} |`)
}
