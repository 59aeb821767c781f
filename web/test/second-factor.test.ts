import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "uqr";
import { grouped, qrOf, whyOf } from "../console/second-factor.ts";
import { signIn } from "../console/session.ts";

const uri = "otpauth://totp/Sahut:sari%40priok?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Sahut&algorithm=SHA1&digits=6&period=30";

test("the key is shown in groups of four, whatever its length", () => {
  assert.deepEqual(grouped("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), ["GEZD", "GNBV", "GY3T", "QOJQ", "GEZD", "GNBV", "GY3T", "QOJQ"]);
  assert.deepEqual(grouped("ABCDE"), ["ABCD", "E"]);
  assert.deepEqual(grouped(""), []);
});

test("the path of the QR code covers its dark modules and no other, inside a quiet zone of four", () => {
  const { size, path } = qrOf(uri);
  const drawn = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) for (let i = 0; i < Number(width); i += 1) drawn[Number(y)]![Number(x) + i] = true;
  assert.deepEqual(drawn, encode(uri, { ecc: "M", border: 4 }).data.map((row) => [...row]));
  for (let i = 0; i < size; i += 1) for (let j = 0; j < 4; j += 1) assert.ok(!drawn[j]![i] && !drawn[i]![j] && !drawn[size - 1 - j]![i] && !drawn[i]![size - 1 - j]);
});

for (const [status, code, why] of [
  [401, "not_authenticated", "signed_out"], [403, "wrong_password", "wrong_password"], [403, "second_factor_wrong", "wrong_code"], [403, "forbidden", "required"],
  [400, "bad_field", "offer_over"], [429, "rate_limited", "too_many"], [503, "unavailable", "trouble"], [500, undefined, "trouble"], [404, "not_found", "trouble"],
] as const)
  test(`${status} ${code} about one's own second factor is ${why}`, () => assert.equal(whyOf(status, code), why));

const offer = { set_up: "sealed", key: "GEZD", uri };
for (const [what, status, body, second, expected] of [
  ["signed in", 200, { token: "t" }, undefined, { ok: true, token: "t" }],
  ["signed in with a recovery code", 200, { token: "t", recovery_codes_left: 0 }, { code: "x" }, { ok: true, token: "t", recovery_codes_left: 0 }],
  ["signed in and set up", 200, { token: "t", recovery_codes: ["A"] }, { code: "x", set_up: "s" }, { ok: true, token: "t", recovery_codes: ["A"] }],
  ["a code is asked for", 401, { code: "second_factor_required" }, undefined, { ok: false, why: "code" }],
  ["the code is wrong", 401, { code: "second_factor_wrong" }, { code: "x" }, { ok: false, why: "wrong_code" }],
  ["it has to be set up", 401, { code: "second_factor_setup", second_factor: offer }, undefined, { ok: false, why: "set_up", offer }],
  ["the offer has run out", 400, { code: "bad_field", path: "set_up" }, { code: "x", set_up: "s" }, { ok: false, why: "offer_over" }],
  ["a wrong password", 401, { code: "not_authenticated" }, undefined, { ok: false, why: "wrong" }],
  ["too often", 429, { code: "rate_limited" }, { code: "x" }, { ok: false, why: "too_many" }],
  ["the service is away", 503, { code: "unavailable" }, undefined, { ok: false, why: "trouble" }],
  ["an answer of something in between", 502, undefined, undefined, { ok: false, why: "trouble" }],
] as const)
  test(`sign-in: ${what}`, async (t) => {
    const sent: unknown[] = [];
    t.mock.method(globalThis, "fetch", async (_: unknown, init: RequestInit) => {
      sent.push(JSON.parse(String(init.body)));
      return new Response(body === undefined ? "<html>" : JSON.stringify(body), { status });
    });
    assert.deepEqual(await signIn("sari", "rahasia", second), expected);
    assert.deepEqual(sent, [{ username: "sari", password: "rahasia", ...second }]);
  });
