import assert from "node:assert/strict";
import { test } from "node:test";
import { doubt } from "../words/formats.ts";

for (const [kind, good, doubtful] of [
  ["email", ["a@b.id", "nama.lain@kantor.go.id"], ["a", "a@b", "@b.id", "a@b.id c", "a@@b.id", "a@.id"]],
  ["phone", ["0812-3456-7890", "+62 812 3456 7890", "(021) 1500225"], ["123", "0812x34567890", "1234567890123456"]],
  ["nik", ["3174012501900001", "31 7401 6501 900001"], ["123", "3174013201900001", "3174012513900001", "317401250190000x"]],
  ["npwp", ["01.234.567.8-901.000", "0123456789012345", "3174012501900001"], ["12345678901234", "9999999999999999"]],
  ["aju", ["000020-123456-20261123-000123", "0000201234562026112300012 3"], ["000020-123456-20261323-000123", "000020123456202611230001"]],
  ["consignment", ["RB123456785GB", "JX0001234567"], ["RB123456786GB", "RBX23456785GB"]],
  ["container", ["CSQU3054383", "csqu 305438-3"], ["CSQU3054384", "CSQ3054383"]],
  ["imei", ["490154203237518", "49-015420-323751-8"], ["490154203237519", "49015420323751"]],
  ["pib", ["anything"], []],
  ["toString", ["anything"], []],
] as const) {
  test(`the_form_of_${kind}_is_only_doubted`, () => {
    for (const value of [...good, "", "  "]) assert.equal(doubt(kind, value, 0), "", value);
    for (const value of doubtful) assert.ok(doubt(kind, value, 0) && doubt(kind, value, 1), value);
  });
}
