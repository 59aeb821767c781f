// A picture for tests, made of nothing but its size and colour.
import { deflateSync } from "node:zlib";

/** A PNG of one colour. */
export function png(width = 64, height = 48, [r, g, b] = [18, 65, 122]) {
  const crc_of = (bytes) => {
    let c = ~0;
    for (const byte of bytes) for (let i = 0, x = (c ^ byte) & 0xff; i < 9; i += 1) i === 8 ? (c = (c >>> 8) ^ x) : (x = x & 1 ? (x >>> 1) ^ 0xedb88320 : x >>> 1);
    return ~c >>> 0;
  };
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc_of(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, () => Buffer.from([r, g, b]))]);
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: height }, () => row)))), chunk("IEND", Buffer.alloc(0))]);
}
