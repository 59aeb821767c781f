// A disk without room, made of a small tmpfs: it is called a full disk, at error, with what to do; nothing that was acknowledged
// is lost, and all goes on when there is room again.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as s from "./failure_support.mjs";

const can_mount = process.getuid?.() === 0 && spawnSync("unshare", ["-m", "true"]).status === 0;
const skip = can_mount ? false : "only root may mount; the quota's fake in protection.test.mjs and tests/unit/store stand in";

/** A folder on a disk of its own, of so many MiB. */
function small_disk(t, folder, mib) {
  const disk = join(folder, "data");
  mkdirSync(disk);
  const made = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${mib}m,mode=700`, "tmpfs", disk], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  s.at_end(t, () => spawnSync("umount", ["-l", disk]));
  return disk;
}

/** Takes every byte that is left. */
function fill(disk) {
  const fd = openSync(join(disk, "filler"), "a");
  for (const size of [65536, 4096, 1])
    try {
      for (;;) writeSync(fd, Buffer.alloc(size));
    } catch (e) {
      assert.equal(e.code, "ENOSPC");
    }
  closeSync(fd);
}

for (const durability of ["fsync", "everysec"])
  test(`a disk that fills while the daemon runs (${durability}) is named once, what was acknowledged is there when it has room`, { skip, timeout: 120_000 }, async (t) => {
    const folder = s.folder_for(t), disk = small_disk(t, folder, 24);
    const d = await s.start_daemon(t, folder, { durability });
    const v = await s.visitor(d);
    const kept = await v.say("sebelum penuh");
    assert.equal(kept.type, "ack");
    fill(disk);
    const begun = Date.now();
    await s.until(async () => {
      await Promise.race([v.say(`penuh ${"y".repeat(2000)}`).catch(() => {}), s.wait(500)]);
      return /error store: .*(the disk that holds \S+ is full \(\d+ bytes free\): make room|the store's disk takes no more \(make room on the disk)/.test(d.log);
    }, "the operator's line", 30_000);
    t.diagnostic(`${Date.now() - begun} ms`);
    const why = await s.until(async () => {
      const r = await fetch(`${d.base}/readyz`, { signal: AbortSignal.timeout(2000) });
      return r.status === 503 ? (await r.json()).detail : null;
    }, "it is not ready", 5000);
    assert.match(why, /the disk that holds \S+ is full|takes no more/);
    await s.wait(5000); // five more looks, each with a line if it were told every time
    for (const line of ["the disk that holds", "can't be remembered"]) {
      const said = d.log.split("\n").filter((l) => l.includes(line));
      assert.ok(said.length <= 2, said.join("\n"));
    }
    rmSync(join(disk, "filler"));
    await s.until(() => d.ready(), "it serves again", 30_000);
    const again = await s.visitor(d);
    assert.equal((await again.say("sesudah penuh")).type, "ack");
    assert.deepEqual(d.crashes(), []);
  });

test("a start on a full disk says so at once", { skip, timeout: 60_000 }, async (t) => {
  for (const used_before of [false, true]) {
    const folder = s.folder_for(t), disk = small_disk(t, folder, 8);
    if (used_before) {
      const first = await s.start_daemon(t, folder);
      const v = await s.visitor(first);
      assert.equal((await v.say("halo")).type, "ack");
      await first.kill("SIGTERM");
    }
    fill(disk);
    const d = await s.start_daemon(t, folder, { start: false });
    await d.spawn();
    await s.until(() => /(critical|error) store: .*the disk that holds \S+ is full \(\d+ bytes free\): make room/.test(d.log), `the full disk is named; used before: ${used_before}`, 20_000);
    await d.kill();
    rmSync(join(disk, "filler"));
    const good = await s.start_daemon(t, folder);
    const v = await s.visitor(good);
    assert.equal((await v.say("masih ada")).type, "ack");
    await good.kill("SIGTERM");
  }
});
