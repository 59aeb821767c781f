// An S3 server of its own with one bucket, `sahut`, for the tests in C++: tells its port in a line, and ends with its standard input.
// node --openssl-legacy-provider tests/support/s3rver.mjs FOLDER [PORT]: where a list goes on s3rver ciphers as OpenSSL 1.1 did.
// s3rver keeps what was cut off and looks at no signature of version 4, so a door before it refuses both, as Amazon's does.
import { createHash } from "node:crypto";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../integration/package.json", import.meta.url));
const S3rver = require("s3rver");
const aws4 = require("aws4");
const keys = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

const inner = new S3rver({ address: "127.0.0.1", port: 0, silent: true, directory: process.argv[2], configureBuckets: [{ name: "sahut" }] });
const { port: behind } = await inner.run();

function fault_of({ method, url, headers }, body) {
  if (createHash("sha256").update(body).digest("hex") !== headers["x-amz-content-sha256"]) return [400, "XAmzContentSHA256Mismatch"];
  const [, region, names, signature] = /Credential=\w+\/\d+\/([\w-]+)\/s3\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=(\w+)$/.exec(headers.authorization ?? "") ?? [];
  if (!signature) return [403, "AccessDenied"];
  const signed = Object.fromEntries(names.split(";").map((name) => [name, headers[name]]));
  const told = aws4.sign({ service: "s3", region, method, host: headers.host, path: url, headers: signed }, keys).headers.Authorization;
  return told.endsWith(`Signature=${signature}`) ? undefined : [403, "SignatureDoesNotMatch"];
}

const door = createServer((asked, answer) => {
  const pieces = [];
  asked.on("data", (piece) => pieces.push(piece));
  asked.on("error", () => {}); // cut off: nothing is kept
  asked.on("end", () => {
    if (!asked.complete) return;
    const body = Buffer.concat(pieces);
    const fault = fault_of(asked, body);
    if (fault) {
      answer.writeHead(fault[0], { "Content-Type": "application/xml" });
      answer.end(`<?xml version="1.0"?><Error><Code>${fault[1]}</Code></Error>`);
      return;
    }
    const further = request({ host: "127.0.0.1", port: behind, method: asked.method, path: asked.url, headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode, got.headers);
      got.pipe(answer);
      answer.on("close", () => got.destroy());
    });
    further.on("error", () => answer.destroy());
    further.end(body);
  });
});
door.listen(Number(process.argv[3] ?? 0), "127.0.0.1", () => console.log(door.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
