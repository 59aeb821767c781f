// A calendar that changes under a running daemon: by SIGHUP, by sahutctl, and found at a start; and one that is faulty.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { always_open, eventually, hire, start_daemon, toml } from "./support.mjs";

const day_ms = 86_400_000;
const minute_ms = 60_000;
const day = (offset) => new Date(Date.now() + 7 * 3600_000 + offset * day_ms).toISOString().slice(0, 10);
const free = (...offsets) => offsets.map((n) => ({ date: day(n), kind: "national", name_id: "Libur", source: "uji" }));
const file_of = (d) => join(d.folder, "calendar-priok.toml");
const write_calendar = (d, calendar) =>
  writeFileSync(file_of(d), Object.entries(calendar).filter(([, v]) => v !== undefined).map(([k, v]) => `${k} = ${toml(v)}\n`).join(""));
// Before a free day even an office that never closes does; nothing here is about its last two hours.
const calendar = (revision, policy = {}, closures) => always_open({ late_window_minutes: 0, ...policy }, { revision, closures });

const shown = async (d, conversation) => {
  const done = await d.control("conversation", "show", conversation);
  assert.equal(done.code, 0, done.stderr);
  return JSON.parse(done.stdout);
};
const ms = (from, to) => Date.parse(to) - Date.parse(from);

/** A visitor whose question waits; nobody is there to take it. */
async function asks(d) {
  const v = await d.visitor();
  const ack = await v.write("Berapa bea masuk untuk jam tangan?");
  const state = await v.until((f) => f.type === "conversation" && f.answer_due);
  return { v, conversation: ack.conversation, received: ack.received_at, state };
}

describe("a calendar that changes", () => {
  let d;
  before(async () => {
    d = await start_daemon({ workers: 2 });
    write_calendar(d, calendar("1"));
    await d.restart();
  });
  after(() => d?.close());

  test("by SIGHUP: open requests and tickets move on every worker, the citizen is told once, the old promise is kept", async () => {
    const waiting = await asks(d);
    const o = await d.officer(await hire(d));
    await o.state(waiting.conversation, "assigned");
    const ticketed = await asks(d);
    await o.state(ticketed.conversation, "assigned");
    await o.ask("conversation.escalate", { conversation: ticketed.conversation, reason: "perlu penelitian" });
    const first = await ticketed.v.until((f) => f.type === "ticket");

    write_calendar(d, calendar("2", { answer_limit_minutes: 30 }, free(1)));
    d.child.kill("SIGHUP");
    const moved = await ticketed.v.until((f) => f.type === "ticket" && f.due !== first.due, { what: "the ticket's new deadline" });
    assert.equal(ms(first.due, moved.due), day_ms);
    const told = await ticketed.v.until((f) => f.template === "deadline_changed");
    assert.match(told.text, new RegExp(`^Batas waktu jawaban tiket ${first.number} berubah menjadi .* karena kalender kerja kantor kami berubah\\.$`));
    await o.until((f) => f.type === "ticket" && f.number === first.number && f.due === moved.due && f.deadline_told === "told");
    await waiting.v.until((f) => f.type === "conversation" && f.answer_due && ms(waiting.received, f.answer_due) === 30 * minute_ms);

    const [request] = (await shown(d, waiting.conversation)).requests;
    assert.equal(request.revision, "2");
    assert.deepEqual(
      request.earlier_deadlines.map((e) => [e.from, e.to, e.answer_due]),
      [["always 1", "always 2", waiting.state.answer_due]],
    );
    const [ticket] = (await shown(d, ticketed.conversation)).tickets;
    assert.deepEqual([ticket.answer_due, ticket.revision, ticket.deadline_told], [moved.due, "2", "told"]);
    assert.deepEqual(ticket.earlier_deadlines.map((e) => e.answer_due), [first.due]);

    await o.ask("presence.set", { state: "offline" });
    for (let i = 0; i < 6; i += 1) {
      const fresh = await asks(d); // some connection lands on each worker
      assert.equal(ms(fresh.received, fresh.state.answer_due), 30 * minute_ms);
      await fresh.v.ask("conversation.end", {});
    }
    assert.equal(ticketed.v.of("message").filter((m) => m.template === "deadline_changed").length, 1);
    await o.leave();
  });

  test("that is faulty is refused with every fault, and nothing else happens", async () => {
    const waiting = await asks(d);
    const bad = calendar("3", { answer_limit_minutes: 10 });
    bad.weekly = { ...bad.weekly, mon: { open: "17:00", close: "07:30" } };
    write_calendar(d, { ...bad, timezone: "Asia/Nirgendwo", holiday: 1 });
    const done = await d.control("calendar", "reload");
    assert.equal(done.code, 78, done.stdout);
    for (const what of [/calendar-priok\.toml:\d+: timezone: /, /calendar-priok\.toml:\d+: holiday: /]) assert.match(done.stderr, what);
    const from = d.log.length;
    d.child.kill("SIGHUP");
    await eventually(() => /the calendars in force stay/.test(d.log.slice(from)), "the refusal in the log");
    assert.match(d.log.slice(from), /calendar-priok\.toml:\d+: timezone: /);
    const later = await asks(d);
    assert.equal(ms(later.received, later.state.answer_due), 30 * minute_ms);
    const [request] = (await shown(d, waiting.conversation)).requests;
    assert.deepEqual([request.revision, request.answer_due, request.earlier_deadlines], ["2", waiting.state.answer_due, undefined]);
    for (const one of [waiting, later]) await one.v.ask("conversation.end", {});
  });

  test("by sahutctl: what is over in the new calendar becomes a ticket at once, what is ended stays", async () => {
    const ended = await asks(d);
    await ended.v.ask("conversation.end", {});
    const waiting = await asks(d);
    write_calendar(d, calendar("4", { answer_limit_minutes: 0.01 }, free(1)));
    const done = await d.control("calendar", "reload");
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /office priok: calendar always 2 -> always 4/);
    const ticket = await waiting.v.until((f) => f.type === "ticket");
    assert.ok(ticket.number.startsWith("ESK-"));
    const [request] = (await shown(d, ended.conversation)).requests;
    assert.deepEqual([request.revision, request.outcome, request.earlier_deadlines], ["2", "abandoned", undefined]);
    const again = await d.control("calendar", "reload");
    assert.match(again.stdout, /always 4, unchanged/);
  });

  test("without a new revision still bears a name of its own", async () => {
    write_calendar(d, calendar("4", { answer_limit_minutes: 45 }));
    const done = await d.control("calendar", "reload");
    assert.match(done.stdout, /always 4 -> always 4~[0-9a-f]{8}\n/);
    const waiting = await asks(d);
    assert.match((await shown(d, waiting.conversation)).requests[0].revision, /^4~/);
    await waiting.v.ask("conversation.end", {});
  });

  test("while the daemon is down is found at the start", async () => {
    const waiting = await asks(d);
    await d.end();
    write_calendar(d, calendar("5", { answer_limit_minutes: 90 }));
    await d.begin();
    const request = await eventually(async () => {
      const [r] = (await shown(d, waiting.conversation)).requests;
      return r.revision === "5" && r;
    }, "the new revision");
    assert.equal(ms(waiting.received, request.answer_due), 90 * minute_ms);
    assert.equal(request.earlier_deadlines.length, 1);
  });
});
