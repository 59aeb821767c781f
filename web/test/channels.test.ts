// What "Keadaan saluran" shows of an account, as pure functions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inOrder, stateOf, tokenEnd, type ChannelState } from "../console/channels.ts";

const one = (channel: string, state: string): ChannelState => ({ channel, state, kind: "line", account: "U1", to_send: 0, unread: 0 });

test("what needs somebody comes first, the rest stays in the configuration's order", () => {
  const list = [one("a", "working"), one("b", "unknown"), one("c", "stopped"), one("d", "working"), one("e", "inbound_missing")];
  assert.deepEqual(inOrder(list).map((c) => c.channel), ["c", "e", "a", "b", "d"]);
  assert.deepEqual(list.map((c) => c.channel), ["a", "b", "c", "d", "e"], "the list itself is left alone");
});

test("a state that only a newer daemon knows reads as not known", () => {
  assert.deepEqual(stateOf("working"), ["working", "good"]);
  assert.deepEqual(stateOf("melted"), ["unknown", ""]);
  assert.deepEqual(stateOf("toString"), ["unknown", ""]);
});

test("an access token's end is told in whole days, and warned of from three weeks before", () => {
  const now = Date.parse("2026-11-30T10:00:00.000Z");
  assert.deepEqual(tokenEnd("2027-01-15T00:00:00.000Z", now), { days: 45, soon: false, ended: false });
  assert.deepEqual(tokenEnd("2026-12-21T09:59:59.000Z", now), { days: 20, soon: true, ended: false });
  assert.deepEqual(tokenEnd("2026-12-21T10:00:00.000Z", now), { days: 21, soon: false, ended: false });
  assert.deepEqual(tokenEnd("2026-11-30T10:00:00.000Z", now), { days: 0, soon: true, ended: true });
});
