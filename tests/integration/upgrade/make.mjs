// Makes what upgrade.test.mjs starts with: the data directory of a build, and what people know of it.
//   SAHUT_BUILD=<folder of that build> node tests/integration/upgrade/make.mjs >tests/integration/upgrade/<name>.json
// The key in it is for this directory alone and opens nothing else.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { start_daemon } from "../support.mjs";

const d = await start_daemon({ policy: { answer_limit_minutes: 1 } }); // what waits is due by the time that the next build starts
await d.add_user("sari", { queues: ["umum"], display: "Sari Dewi" });
await d.add_user("kepala", { role: "coordinator" });
const sari = await d.officer("sari");

/** A citizen with a question; what they keep of it. */
async function asks(name, text) {
  const v = await d.visitor({ hello: { name } });
  const ack = await v.write(text);
  const head = await v.until((f) => f.type === "conversation" && f.reference);
  return { v, conversation: ack.conversation, known: { name, text, token: v.welcome.token, epoch: v.welcome.epoch, conversation: ack.conversation, reference: head.reference, secret: head.secret } };
}

const answered = await asks("Ani", "Berapa tarif barang kiriman?");
await sari.until((f) => f.type === "conversation" && f.conversation === answered.conversation && f.state === "assigned");
await sari.ask("note.add", { conversation: answered.conversation, text: "Sudah dihitung." });
await sari.answer(answered.conversation, "Tarifnya tujuh setengah persen.");
await answered.v.until((f) => f.type === "conversation" && f.state === "answered");

const ticketed = await asks("Budi", "Mengapa kiriman saya ditahan?");
await sari.until((f) => f.type === "conversation" && f.conversation === ticketed.conversation && f.state === "assigned");
await sari.ask("conversation.escalate", { conversation: ticketed.conversation, reason: "perlu keputusan" });
const ticket = await ticketed.v.until((f) => f.type === "ticket");

await sari.ask("presence.set", { state: "away" });
const waiting = await asks("Citra", "Apa syarat impor mobil?");
await waiting.v.write("Untuk dipakai sendiri.");
await waiting.v.settle();

for (const c of d.clients) c.socket.terminate();
await d.end();
const files = {};
const pack = (folder, under) => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) pack(path, `${under}${name}/`);
    else if (statSync(path).isFile() && !/lock$|\.log$/.test(name)) files[under + name] = readFileSync(path).toString("base64");
  }
};
pack(join(d.folder, "data"), "");
process.stdout.write(`${JSON.stringify({ answered: answered.known, ticketed: { ...ticketed.known, ticket: ticket.number, ticket_secret: ticket.secret }, waiting: waiting.known, files }, null, 1)}\n`);
await d.close();
