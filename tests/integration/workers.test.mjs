// Several workers behave as one: whichever of them a connection reaches, it is told the same.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eventually, start_daemon } from "./support.mjs";

let d;
before(async () => {
  d = await start_daemon({ workers: 3, officers: { capacity: 100 } });
  await d.add_user("sari", { queues: ["umum"] });
});
after(() => d?.close());

test("windows and tabs on any worker get everything, once and in order", async () => {
  const first = await d.officer("sari", { capacity: 100 });
  const windows = [first];
  for (let i = 0; i < 4; i += 1) windows.push(await d.officer("sari", { token: first.token, presence: null }));
  await first.ask("presence.set", { state: "available", capacity: 99 });
  for (const w of windows.slice(1)) await w.until((f) => f.type === "presence" && f.capacity === 99);

  const v = await d.visitor();
  const { conversation } = await v.write("Pertanyaan lewat banyak pekerja");
  for (const w of windows) await w.state(conversation, "assigned");
  const tabs = [v];
  for (let i = 0; i < 4; i += 1) tabs.push(await d.visitor({ hello: { token: v.welcome.token } }));
  const from = Math.max(...tabs.map((t) => Math.max(t.end(conversation), ...t.welcome.messages.map((m) => m.seq))));
  for (let i = 0; i < 20; i += 1) {
    await tabs[i % tabs.length].write(`baris ${i}`);
    if (i % 5 === 0) await windows[i % windows.length].question(conversation, `tanya ${i}`);
  }
  const last = from + 24;
  for (const c of [...tabs, ...windows]) await eventually(() => c.end(conversation) >= last, `${c.side} up to ${last}`);
  for (const c of [...tabs, ...windows]) {
    const seen = c.frames.filter((f) => f.seq > from && f.conversation === conversation && ["message", "ack"].includes(f.type)).map((f) => f.seq);
    assert.deepEqual([...seen].sort((a, b) => a - b), Array.from({ length: 24 }, (_, i) => from + 1 + i), c.side);
  }

  assert.equal((await d.control("user", "disable", "sari")).code, 0);
  const at = Date.now();
  for (const w of windows) assert.equal((await w.closes()).code, 3501);
  assert.ok(Date.now() - at < 1000);
});
