// The data directories of earlier builds, which lie in upgrade/: the build of today goes on with each, and nothing that was
// promised is lost. upgrade/make.mjs makes another one.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { eventually, start_daemon } from "./support.mjs";

const kept = new URL("./upgrade/", import.meta.url);

for (const name of readdirSync(kept).filter((n) => n.endsWith(".json"))) {
  describe(`the data directory of ${name.slice(0, -5)}`, () => {
    const { files, answered, ticketed, waiting } = JSON.parse(readFileSync(new URL(name, kept)));
    let d;
    before(async () => {
      d = await start_daemon({
        policy: { answer_limit_minutes: 1 }, // as in upgrade/make.mjs: another calendar would count the promises anew
        prepare(folder) {
          for (const [path, bytes] of Object.entries(files)) {
            mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o700 });
            writeFileSync(join(folder, path), Buffer.from(bytes, "base64"), { mode: 0o600 });
          }
        },
      });
      for (const user of ["sari", "kepala"]) d.passwords.set(user, `rahasia-${user}-uji`);
    });
    after(() => d?.close());

    const look = async (number, secret) => (await d.http("GET", `/api/v1/tickets/${number}`, { headers: { "Sahut-Ticket-Secret": secret } })).json;
    const texts = (document) => document.messages.map((m) => m.text);

    test("holds no record that cannot be read", async () => {
      const listed = await d.control("unreadable", "--json");
      assert.equal(listed.code, 0, listed.stderr);
      assert.doesNotMatch(d.log, /cannot be read/);
    });

    test("shows every citizen what they asked, were answered and were given", async () => {
      const first = await look(answered.reference, answered.secret);
      assert.equal(first.state, "answered");
      assert.deepEqual(texts(first).filter((t) => t === answered.text || /tujuh setengah/.test(t)), [answered.text, "Tarifnya tujuh setengah persen."]);
      const ticket = await look(ticketed.ticket, ticketed.ticket_secret);
      assert.equal(ticket.number, ticketed.ticket);
      assert.ok(texts(ticket).includes(ticketed.text));
      assert.equal((await look(ticketed.ticket, "x".repeat(24))).code, "not_found");
    });

    test("keeps the promise to who was not answered meanwhile: one ticket, and told", async () => {
      const document = await eventually(async () => {
        const now = await look(waiting.reference, waiting.secret);
        return now.automatic ? now : null;
      }, "the ticket of what fell due");
      assert.deepEqual(texts(document).filter((t) => t === waiting.text || t === "Untuk dipakai sendiri."), [waiting.text, "Untuk dipakai sendiri."]);
      assert.equal(document.reference, waiting.reference);
      assert.equal(texts(document).filter((t) => t.includes(document.number)).length, 1);
    });

    test("lets its officers sign in, read, and answer under the same numbers", async () => {
      const sari = await d.officer("sari");
      const page = await sari.ask("history.get", { conversation: answered.conversation, after: 0, after_rev: 0 });
      assert.deepEqual(page.notes.map((n) => n.text), ["Sudah dihitung."]);
      const kepala = await d.officer("kepala");
      await kepala.ask("conversation.claim", { conversation: ticketed.conversation });
      await kepala.answer(ticketed.conversation, "Kiriman sudah dilepas.");
      const ticket = await eventually(async () => {
        const now = await look(ticketed.ticket, ticketed.ticket_secret);
        return now.state === "answered" ? now : null;
      }, "the answered ticket");
      assert.ok(texts(ticket).includes("Kiriman sudah dilepas."));
    });

    test("takes new questions beside the old, with numbers that were never given", async () => {
      const v = await d.visitor();
      await v.write("Apa kabar kiriman saya?");
      const head = await v.until((f) => f.type === "conversation" && f.reference);
      assert.ok(![answered, ticketed, waiting].some((o) => o.reference === head.reference));
      const document = await look(head.reference, head.secret);
      assert.ok(texts(document).includes("Apa kabar kiriman saya?"));
    });
  });
}
