// An authenticator app for tests (RFC 6238: SHA-1, six digits, 30 s).
import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";

const step_ms = 30_000;

function bytes_of(base32) {
  let bits = "";
  for (const c of base32) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)));
}

export function totp(key, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", bytes_of(key)).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** It shows each code once, the oldest that is still good, so that several can be had in a row; when all are used it waits for the next. */
export class App {
  constructor(key) {
    this.key = key;
    this.last = 0;
  }
  async code() {
    const now = () => Date.now() / step_ms;
    const oldest = Math.floor(now()) - (now() % 1 < 0.8 ? 1 : 0); // not one that is about to be too old
    this.last = Math.max(this.last + 1, oldest);
    while (this.last > Math.floor(now()) + 1) await wait(200); // until the next step, 30 s at most
    return totp(this.key, this.last);
  }
  /** The one that was shown last. */
  again() {
    return totp(this.key, this.last);
  }
}
