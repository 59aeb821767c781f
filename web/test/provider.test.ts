// Signing in at a provider: what its outcome is called, and where it begins.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cameBack, loginAddress, takeCameBack } from "../words/provider.ts";

test("what came of a sign-in is a word that the page knows, and any other is told as a failure", () => {
  assert.equal(cameBack(""), "");
  assert.equal(cameBack("?a=b"), "");
  for (const word of ["denied", "failed", "expired", "refused", "unavailable", "too_many", "disabled", "no_account"]) assert.equal(cameBack(`?sign_in=${word}`), `sign_in_${word}`);
  for (const word of ["", "<b>", "toString", "with_provider"]) assert.equal(cameBack(`?sign_in=${encodeURIComponent(word)}`), word ? "sign_in_failed" : "");
});

test("the word is read once, and where one was stays in the address", () => {
  const seen: unknown[] = [];
  const at = { search: "?sign_in=denied", pathname: "/care/", hash: "#/new" } as Location;
  const past = { state: 7, replaceState: (...args: unknown[]) => seen.push(args) } as unknown as History;
  assert.equal(takeCameBack(at, past), "sign_in_denied");
  assert.deepEqual(seen, [[7, "", "/care/#/new"]]);
  assert.equal(takeCameBack({ ...at, search: "" }, past), "");
  assert.equal(seen.length, 1);
});

test("a sign-in leads back to where one was", () => {
  const offered = { login: "/api/v1/account/login", provider: "sso.example.go.id" };
  assert.equal(loginAddress(offered, "/care/", "#/CRE-261130-00001-4"), "/api/v1/account/login?return=%2Fcare%2F%23%2FCRE-261130-00001-4");
});
