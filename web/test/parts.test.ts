import assert from "node:assert/strict";
import { test } from "node:test";
import { pause_ms } from "../widget/parts.ts";

test("the panel is asked for again after pauses that grow to half a minute", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 1000].map(pause_ms), [2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});
