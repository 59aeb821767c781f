// node mock/main.mjs [--port N] [--limit-seconds N] [--seed] [--manual]
import { startMock } from "./server.mjs";

const value = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const limit = value("--limit-seconds");
const mock = await startMock({
  port: Number(value("--port") ?? 8080),
  answer_limit_ms: limit ? Number(limit) * 1000 : undefined,
  seed: process.argv.includes("--seed"),
  auto: !process.argv.includes("--manual"),
});
console.log(`mock office on ${mock.base}/ and ${mock.base}/console/ (sari or budi, rahasia-dev), accounts on ${mock.base}/care/ (ptsamudra or andi, rahasia-dev)`);
