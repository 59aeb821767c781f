import assert from "node:assert/strict";
import { test } from "node:test";
import { Link, WireError, type LinkStatus } from "../wire/link.ts";
import { FakeWorld, settle } from "./fake.ts";

function made() {
  const world = new FakeWorld();
  const seen: LinkStatus[] = [];
  const link = new Link({ url: "ws://t", protocol: "p", hello: () => ({ a: 1 }), welcome: () => {}, frame: () => {}, status: (s) => seen.push(s), env: world.env });
  const arrive = () => {
    world.socket.open();
    world.socket.say({ type: "welcome" });
  };
  return { world, link, seen, arrive };
}

for (const [code, back] of [[1001, true], [1006, true], [1009, true], [3001, true], [3004, true], [3012, true], [3499, true], [3500, false], [3501, false], [3504, false], [3999, false]] as const) {
  test(`close_code_${code}_${back ? "comes_back" : "stays_away"}`, () => {
    const { world, link, arrive } = made();
    link.start();
    arrive();
    world.socket.drop(code);
    world.pass(5_000);
    assert.equal(world.sockets.length, back ? 2 : 1);
    assert.equal(link.status.state === "stopped", !back);
    if (!back) assert.equal(link.status.code, code);
  });
}

test("after_flooding_it_stays_away_for_a_minute", () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  world.socket.drop(3013);
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(link.status.state, "waiting");
  world.pass(1_000);
  assert.equal(world.sockets.length, 2);
});

test("back_off_doubles_up_to_its_limit_and_jitter_halves_it_at_most", () => {
  const { world, link } = made();
  link.start();
  const waits: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const before = world.sockets.length;
    world.socket.drop(1006);
    let waited = 0;
    while (world.sockets.length === before) {
      world.pass(250);
      waited += 250;
    }
    waits.push(waited);
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000]);
  world.chance = 0;
  const before = world.sockets.length;
  world.socket.drop(1006);
  world.pass(15_000);
  assert.equal(world.sockets.length, before + 1);
});

test("after_a_draining_daemon_clients_come_back_spread_over_three_seconds", () => {
  for (const chance of [0.1, 0.9]) {
    const { world, link, arrive } = made();
    world.chance = chance;
    link.start();
    arrive();
    world.socket.drop(3001);
    world.pass(3000 * chance - 1);
    assert.equal(world.sockets.length, 1);
    world.pass(2);
    assert.equal(world.sockets.length, 2);
  }
});

test("an_unanswered_request_is_sent_again_with_the_same_id_after_a_break", async () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  const answer = link.request("x", { text: "a" });
  const id = world.socket.of("x")[0]?.id;
  world.socket.drop(1006);
  world.pass(1000);
  arrive();
  assert.deepEqual(world.socket.of("x").map((f) => f.id), [id]);
  world.socket.say({ type: "ack", re: id, seq: 4 });
  assert.equal((await answer).seq, 4);
});

test("a_request_made_while_away_waits_for_the_welcome", () => {
  const { world, link } = made();
  link.start();
  void link.request("x");
  world.socket.open();
  assert.equal(world.socket.of("x").length, 0);
  world.socket.say({ type: "welcome" });
  assert.equal(world.socket.of("x").length, 1);
});

test("a_line_that_gives_no_answer_in_time_is_taken_for_dead", () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  void link.request("x");
  world.pass(15_000);
  assert.equal(world.sockets[0]?.closed_with, 4000);
  world.pass(1_000);
  assert.equal(world.sockets.length, 2);
});

test("a_minute_of_silence_is_probed_and_an_answer_keeps_the_line", () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  world.pass(60_000);
  const probe = world.socket.of("history.get")[0];
  assert.ok(probe);
  world.socket.say({ type: "error", re: probe.id, code: "not_found", temporary: false });
  world.pass(10_000);
  assert.equal(world.sockets.length, 1);
});

test("a_frame_that_was_refused_by_closing_is_not_sent_again", async () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  const answer = link.request("x");
  world.socket.drop(1009);
  await assert.rejects(answer, (e: WireError) => e.code === "frame_refused" && !e.temporary);
  world.pass(1000);
  arrive();
  assert.equal(world.socket.of("x").length, 0);
});

test("an_error_answer_rejects_with_its_code_and_whether_it_is_temporary", async () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  const answer = link.request("x");
  world.socket.say({ type: "error", re: world.socket.of("x")[0]?.id, code: "rate_limited", temporary: true, retry_after_ms: 900 });
  await assert.rejects(answer, (e: WireError) => e.code === "rate_limited" && e.temporary && e.frame.retry_after_ms === 900);
});

test("offline_lets_go_at_once_and_online_comes_back_at_once", async () => {
  const { world, link, arrive } = made();
  link.start();
  arrive();
  world.online = false;
  link.wentOffline();
  assert.equal(link.status.state, "offline");
  world.pass(60_000);
  assert.equal(world.sockets.length, 1);
  world.online = true;
  link.wake();
  assert.equal(world.sockets.length, 2);
  await settle();
});

test("a_hello_that_could_not_be_answered_is_said_again_later", () => {
  const { world, link, arrive } = made();
  link.start();
  world.socket.open();
  world.socket.say({ type: "error", code: "unavailable", temporary: true });
  assert.equal(link.status.state, "waiting");
  world.pass(1000);
  assert.equal(world.sockets.length, 2);
  arrive();
  assert.equal(link.status.state, "online");
});

test("an_endpoint_that_says_goodbye_at_once_is_tried_with_growing_pauses", () => {
  for (const code of [1001, 3001]) {
    const { world, link } = made();
    link.start();
    const waits: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const before = world.sockets.length;
      world.socket.drop(code);
      let waited = 0;
      while (world.sockets.length === before) {
        world.pass(250);
        waited += 250;
      }
      waits.push(waited);
    }
    assert.deepEqual(waits, [3000, 6000, 12000, 24000, 30000, 30000]);
  }
});

test("a_hello_refused_for_good_is_not_said_again_unchanged", async () => {
  const { world, link } = made();
  link.start();
  world.socket.open();
  const answer = link.request("x");
  world.socket.say({ type: "error", code: "bad_field", path: "a", temporary: false });
  await assert.rejects(answer, (e: WireError) => e.code === "stopped");
  world.pass(120_000);
  assert.equal(world.sockets.length, 1);
  assert.equal(link.status.state, "stopped");
});
