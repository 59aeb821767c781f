// Files on the pages: what fits, how one is sent and fetched, and what becomes of a message's tray.
import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { MessageLog } from "../wire/log.ts";
import { fetchMedia, nameHeader, stall_limit_ms, upload, uploadedOf, visitorWay, withFiles, type MediaWay, type Sending, type UploadEnd } from "../wire/media.ts";
import { Previews } from "../wire/previews.ts";
import { Tray } from "../wire/tray.ts";
import type { Message } from "../wire/types.ts";
import { acceptOf, fileSay, goingText, misfitText, missingText, sifted, sizeText, takesText, trayText } from "../words/files.ts";
import { Kept } from "../pages/care/kept.ts";
import { begunHere } from "../pages/thread/begun.ts";
import { wayTo } from "../pages/thread/tickets.ts";
import { memory, settle } from "./fake.ts";

const mega = 1_000_000;
const limits = { bytes: 25 * mega, count: 3 };
const whatsapp = [{ kind: "image", types: ["image/jpeg", "image/png"], bytes: 5 * mega }, { kind: "file", types: ["application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"], bytes: 0 }];
const file = (name: string, type = "application/pdf", size = 10) => ({ name, type, size });

for (const [bytes, id, en] of [[0, "0 B", "0 B"], [999, "999 B", "999 B"], [1000, "1 KB", "1 KB"], [mega - 1, "999 KB", "999 KB"], [2.5 * mega, "2,5 MB", "2.5 MB"], [25 * mega, "25 MB", "25 MB"], [120.4 * mega, "120 MB", "120 MB"]] as const) {
  test(`${bytes}_bytes_read_${id}`, () => assert.deepEqual([sizeText(bytes, "id"), sizeText(bytes, "en")], [id, en]));
}

for (const [name, of, held, channel, told] of [
  ["too large", file("a.pdf", "application/pdf", 31 * mega), 0, undefined, "Berkas a.pdf berukuran 31 MB. Paling besar 25 MB."],
  ["one byte too large", file("a.pdf", "application/pdf", 25 * mega + 1), 0, undefined, "Berkas a.pdf berukuran 25,1 MB. Paling besar 25 MB."],
  ["empty", file("a.pdf", "application/pdf", 0), 0, undefined, "Berkas a.pdf kosong."],
  ["one too many", file("a.pdf"), 3, undefined, "Paling banyak 3 berkas dalam satu pesan; a.pdf tidak ikut."],
  ["too large for the channel alone", file("a.png", "image/png", 6 * mega), 0, whatsapp, "Berkas a.png berukuran 6 MB. Paling besar 5 MB."],
  ["of a type that the channel does not take", file("a.gif", "image/gif"), 0, whatsapp, "a.gif tidak dapat dikirim melalui saluran ini. Yang diterima: Gambar (JPEG, PNG), Berkas (PDF, DOCX)."],
  ["of a kind that the channel does not take", file("a.mp4", "video/mp4"), 0, whatsapp, "a.mp4 tidak dapat dikirim melalui saluran ini. Yang diterima: Gambar (JPEG, PNG), Berkas (PDF, DOCX)."],
  ["without a name that shows", file("\u200b", "image/png", 0), 0, undefined, "Berkas tanpa nama kosong."],
] as const) {
  test(`a_file_that_is_${name.replaceAll(" ", "_")}_is_told_before_it_is_sent`, () => {
    const { taken, misfits } = sifted([of], held, limits, channel);
    assert.deepEqual([taken.length, misfits.map((m) => misfitText(m, "id", channel))], [0, [told]]);
  });
}

test("what_fits_is_taken_in_order_up_to_the_count_and_a_file_without_a_type_is_the_services_to_judge", () => {
  const { taken, misfits } = sifted([file("a.pdf"), file("b.png", "image/png", 5 * mega), file("c", ""), file("d.pdf")], 0, limits, whatsapp);
  assert.deepEqual([taken.map((f) => f.name), misfits.map((m) => [m.name, m.why])], [["a.pdf", "b.png", "c"], [["d.pdf", "more"]]]);
});

test("a_chooser_is_narrowed_only_where_every_kind_names_its_types", () => {
  assert.equal(acceptOf(whatsapp), "image/jpeg,image/png,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  assert.equal(acceptOf([...whatsapp, { kind: "video", types: [] }]), undefined);
  assert.equal(acceptOf(undefined), undefined);
  assert.equal(takesText([{ kind: "audio" }], 1), "Audio");
});

for (const [a, id, en] of [
  [{ state: "pending" }, "sedang diambil", "being fetched"],
  [{ state: "failed", reason: "expired" }, "tidak dapat diambil: waktu untuk mengambilnya sudah lewat", "could not be fetched: the time to fetch it has passed"],
  [{ state: "refused", reason: "infected" }, "tidak diterima: pemeriksaan virus menemukan sesuatu di dalamnya", "not taken: the virus check found something in it"],
  [{ state: "failed", reason: "a word of tomorrow" }, "tidak dapat diambil", "could not be fetched"],
  [{ state: "ready" }, "", ""],
  [{}, "", ""],
] as const) {
  test(`why_a_file_is_not_there: ${JSON.stringify(a)}`, () => assert.deepEqual([missingText(a, fileSay("id"), 0), missingText(a, fileSay("en"), 1)], [id, en]));
}

test("how_far_files_are_is_heard_by_quarters", () => {
  const say = fileSay("id");
  const item = (state: string, sent = 0) => ({ state, sent, bytes: 100 });
  assert.equal(trayText([], 1, say), "");
  assert.equal(trayText([item("sending", 49)], 0.49, say), "Berkas diunggah: 25 persen.");
  assert.equal(trayText([item("ready", 100), item("failed")], 0.5, say), "Ada berkas yang perlu diperiksa.");
  assert.equal(trayText([item("ready", 100)], 1, say), "Semua berkas siap dikirim.");
  assert.deepEqual([goingText(item("sending", 99), say), goingText(item("sending", 100), say)], ["diunggah, 99 persen", "sedang diperiksa"]);
});

test("a_name_is_encoded_for_its_header_and_a_long_one_keeps_its_ending", () => {
  assert.equal(nameHeader("surat 1 é.pdf"), "surat%201%20%C3%A9.pdf");
  assert.equal(nameHeader("\ud83d.png"), "%EF%BF%BD.png");
  const long = decodeURIComponent(nameHeader(`${"a".repeat(300)}.pdf`));
  assert.deepEqual([[...long].length, long.endsWith(".pdf")], [200, true]);
});

// A request that a test answers.
class FakeRequest {
  upload: { onprogress?: (e: { loaded: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = "";
  withCredentials = false;
  headers: Record<string, string> = {};
  opened: string[] = [];
  sent: unknown;
  open(...to: string[]) {
    this.opened = to;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send(body: unknown) {
    this.sent = body;
  }
  abort() {
    this.onabort?.();
  }
  answer(status: number, body: unknown = {}) {
    this.status = status;
    this.responseText = typeof body === "string" ? body : JSON.stringify(body);
    this.onload?.();
  }
}
const sending = (way: MediaWay = { base: "" }, tell: (sent: number) => void = () => {}) => {
  const request = new FakeRequest();
  const going = upload(new Blob(["0123456789"], { type: "text/plain" }), "catatan.txt", way, tell, () => request as unknown as XMLHttpRequest);
  return { request, ...going };
};
const taken = { media: "PRI-M-1", kind: "file", name: "catatan.txt", type: "text/plain", bytes: 10 };

test("a_file_goes_to_the_service_of_the_socket_with_the_visitors_token_and_nothing_of_it_in_the_address", async () => {
  const told: number[] = [];
  const { request, done } = sending(visitorWay("wss://host:8443/ws/visitor?office=priok", () => "tok"), (n) => told.push(n));
  request.upload.onprogress?.({ loaded: 4 });
  request.upload.onprogress?.({ loaded: 12 });
  request.answer(201, taken);
  assert.deepEqual(await done, { kind: "ok", value: taken });
  assert.deepEqual(request.opened, ["POST", "https://host:8443/api/v1/media"]);
  assert.deepEqual(request.headers, { "content-type": "text/plain", "sahut-file-name": "catatan.txt", authorization: "Bearer tok" });
  assert.deepEqual(told, [4, 10]);
});

for (const [status, body, end] of [
  [401, {}, { kind: "ended" }],
  [413, { code: "too_long" }, { kind: "refused", why: "too_large" }],
  [415, { code: "bad_field" }, { kind: "refused", why: "type" }],
  [422, { code: "refused" }, { kind: "refused", why: "infected" }],
  [404, { code: "not_found" }, { kind: "refused", why: "other" }],
  [429, { retry_after_ms: 2500 }, { kind: "wait", seconds: 3 }],
  [429, "no json", { kind: "wait", seconds: 15 }],
  [503, { retry_after_ms: 9_000_000 }, { kind: "wait", seconds: 300 }],
  [503, {}, { kind: "trouble" }],
  [500, "<html>", { kind: "trouble" }],
  [201, { media: "" }, { kind: "trouble" }],
] as [number, unknown, UploadEnd][]) {
  test(`an_upload_answered_with_${status}_${JSON.stringify(body)}_is_${end.kind}`, async () => {
    const { request, done } = sending();
    request.answer(status, body);
    assert.deepEqual(await done, end);
  });
}

test("a_cancelled_upload_and_one_that_stands_still_end_differently", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const one = sending();
    one.cancel();
    assert.deepEqual(await one.done, { kind: "cancelled" });
    const other = sending();
    mock.timers.tick(stall_limit_ms - 1);
    other.request.upload.onprogress?.({ loaded: 1 });
    mock.timers.tick(stall_limit_ms - 1);
    let over = false;
    void other.done.then(() => (over = true));
    await settle();
    assert.equal(over, false);
    mock.timers.tick(1);
    assert.deepEqual(await other.done, { kind: "trouble" });
  } finally {
    mock.timers.reset();
  }
});

test("a_file_is_fetched_by_its_number_with_who_asks_in_a_header", async () => {
  let seen: unknown[] = [];
  const came: number[] = [];
  const way = { base: "", query: { ticket: "ESK-261123-00042-0" }, headers: () => ({ "sahut-ticket-secret": "geheim" }) };
  const fetcher = (async (url: string, init: RequestInit) => {
    seen = [url, init.headers, init.credentials];
    return new Response("isi berkas", { headers: { "content-type": "text/html" } });
  }) as unknown as typeof fetch;
  const got = await fetchMedia("PRI-M/1", way, { tell: (n) => came.push(n) }, fetcher);
  assert.equal(got.kind === "ok" && (await got.blob.text()), "isi berkas");
  assert.deepEqual(seen, ["/api/v1/media/PRI-M%2F1?ticket=ESK-261123-00042-0", { "sahut-ticket-secret": "geheim" }, "omit"]);
  assert.deepEqual(came, [10]);
  await fetchMedia("m", { base: "https://h", cookie: true }, { preview: true }, fetcher);
  assert.deepEqual([seen[0], seen[2]], ["https://h/api/v1/media/m?preview", "same-origin"]);
});
for (const [status, kind] of [[401, "ended"], [403, "not_found"], [404, "not_found"], [429, "wait"], [503, "trouble"]] as const) {
  test(`a_download_answered_with_${status}_is_told_as_${kind}`, async () =>
    assert.equal((await fetchMedia("m", { base: "" }, {}, (async () => new Response("{}", { status })) as unknown as typeof fetch)).kind, kind));
}

test("a_preview_is_asked_for_once_and_again_only_after_it_failed", async () => {
  let asked = 0;
  let status = 503;
  const previews = new Previews({ base: "" }, (async () => {
    asked += 1;
    return new Response("p", { status, headers: { "content-type": "image/png" } });
  }) as unknown as typeof fetch);
  assert.equal(await previews.get("m"), null);
  status = 200;
  assert.equal((await previews.get("m"))?.size, 1);
  assert.equal((await previews.get("m"))?.size, 1);
  assert.equal(asked, 2);
});

test("what_is_no_picture_is_never_drawn_as_one", async () => {
  const previews = new Previews({ base: "" }, (async () => new Response("<svg/>", { headers: { "content-type": "image/svg+xml" } })) as unknown as typeof fetch);
  assert.equal(await previews.get("m"), null);
});

describe("a message's tray", () => {
  const made = (kept: string | null = null) => {
    const asked: { name: string; tell(sent: number): void; end(how: UploadEnd): Promise<void>; cancelled: boolean }[] = [];
    const timers: { fn: () => void; ms: number }[] = [];
    const store = { kept, get: () => store.kept, set: (value: string | null) => void (store.kept = value) };
    const send = (_: Blob, name: string, tell: (sent: number) => void): Sending => {
      let resolve: (how: UploadEnd) => void = () => {};
      const done = new Promise<UploadEnd>((r) => (resolve = r));
      const one = { name, tell, cancelled: false, end: async (how: UploadEnd) => (resolve(how), settle()) };
      asked.push(one);
      return { done, cancel: () => void (one.cancelled = true) };
    };
    const tray = new Tray({ send, store, setTimer: (fn, ms) => timers.push({ fn, ms }), clearTimer: () => {} });
    return { tray, asked, timers, store };
  };
  const some = (...names: string[]) => names.map((n) => new File(["0123456789"], n, { type: "text/plain" }));
  const ok = (n: number): UploadEnd => ({ kind: "ok", value: { ...taken, media: `m${n}`, name: "" } });
  const states = (tray: Tray) => tray.items.map((i) => `${i.name} ${i.state}`);

  test("two_files_go_at_once_and_the_next_when_one_has_been_taken", async () => {
    const { tray, asked } = made();
    tray.add(some("a", "b", "c"));
    assert.deepEqual(states(tray), ["a sending", "b sending", "c waiting"]);
    asked[0]!.tell(5);
    assert.equal(tray.progress, 5 / 30);
    await asked[0]!.end(ok(1));
    assert.deepEqual([states(tray), tray.settled], [["a ready", "b sending", "c sending"], false]);
    await asked[1]!.end(ok(2));
    await asked[2]!.end(ok(3));
    assert.equal(tray.settled, true);
    assert.deepEqual(tray.take().map((f) => [f.media, f.name]), [["m1", "a"], ["m2", "b"], ["m3", "c"]]);
    assert.deepEqual(tray.items, []);
  });

  test("one_that_is_taken_out_is_cancelled_and_its_late_answer_changes_nothing", async () => {
    const { tray, asked } = made();
    tray.add(some("a", "b", "c"));
    tray.remove(tray.items[0]!.key);
    assert.deepEqual([asked[0]!.cancelled, states(tray)], [true, ["b sending", "c sending"]]);
    await asked[0]!.end(ok(1));
    assert.deepEqual(states(tray), ["b sending", "c sending"]);
  });

  test("one_that_failed_is_sent_again_by_hand_and_one_that_met_a_busy_service_by_itself", async () => {
    const { tray, asked, timers } = made();
    tray.add(some("a", "b"));
    await asked[0]!.end({ kind: "trouble" });
    await asked[1]!.end({ kind: "wait", seconds: 4 });
    assert.deepEqual([states(tray), tray.stuck, tray.items[1]!.why], [["a failed", "b waiting"], true, "busy"]);
    tray.retry(tray.items[0]!.key);
    assert.deepEqual([asked.length, tray.stuck], [3, false]);
    assert.equal(timers[0]!.ms, 4000);
    timers[0]!.fn();
    assert.deepEqual([asked[3]!.name, states(tray)], ["b", ["a sending", "b sending"]]);
  });

  test("a_refused_one_stays_refused_with_its_reason", async () => {
    const { tray, asked } = made();
    tray.add(some("a"));
    await asked[0]!.end({ kind: "refused", why: "infected" });
    assert.equal(goingText(tray.items[0]!, fileSay("id")), "tidak diterima: pemeriksaan virus menemukan sesuatu di dalamnya.");
  });

  test("a_reload_keeps_what_was_taken_and_tells_what_was_still_on_its_way", async () => {
    const first = made();
    first.tray.add(some("a", "b"));
    await first.asked[0]!.end(ok(1));
    const { tray } = made(first.store.kept);
    assert.deepEqual([states(tray), tray.stuck], [["a ready", "b lost"], true]);
    tray.remove(tray.items[1]!.key);
    assert.deepEqual(tray.take().map((f) => f.media), ["m1"]);
  });

  for (const kept of ["", "{", "7", '[null,7,{"media":7}]', "null"]) {
    test(`what_a_hand_or_another_version_kept_is_no_tray: ${kept}`, () => assert.deepEqual(made(kept).tray.items, []));
  }

  test("files_of_a_message_that_came_back_are_there_again_once_and_lost_ones_must_be_chosen_again", async () => {
    const { tray, asked } = made();
    tray.add(some("a"));
    await asked[0]!.end(ok(1));
    const files = tray.take();
    tray.put(files);
    tray.put(files);
    assert.deepEqual(states(tray), ["a ready"]);
    tray.lose(tray.take());
    assert.deepEqual([states(tray), tray.take()], [["a lost"], []]);
  });

  test("a_message_that_waits_goes_once_when_the_last_file_has_been_taken", async () => {
    const { tray, asked } = made();
    let gone = 0;
    tray.add(some("a", "b"));
    tray.whenSettled(() => (gone += 1));
    await asked[0]!.end(ok(1));
    assert.deepEqual([gone, tray.awaited], [0, true]);
    await asked[1]!.end(ok(2));
    assert.deepEqual([gone, tray.awaited], [1, false]);
    tray.whenSettled(() => (gone += 1));
    assert.equal(gone, 2, "what is there already goes at once");
  });

  for (const [name, end] of [["failed", { kind: "trouble" }], ["was_refused", { kind: "refused", why: "type" }]] as [string, UploadEnd][]) {
    test(`a_message_waits_no_more_once_a_file_of_it_${name}`, async () => {
      const { tray, asked } = made();
      let gone = 0;
      tray.add(some("a", "b"));
      tray.whenSettled(() => (gone += 1));
      await asked[0]!.end(end);
      await asked[1]!.end(ok(2));
      tray.remove(tray.items[0]!.key);
      assert.deepEqual([gone, tray.awaited], [0, false]);
    });
  }

  test("a_message_waits_no_more_once_its_only_file_was_taken_out", () => {
    const { tray } = made();
    tray.add(some("a"));
    tray.whenSettled(() => assert.fail("nothing is left of it"));
    tray.remove(tray.items[0]!.key);
    assert.equal(tray.awaited, false);
  });

  test("whoever_leaves_ends_what_is_on_its_way_and_keeps_what_was_taken", async () => {
    const { tray, asked, store } = made();
    tray.add(some("a", "b"));
    await asked[0]!.end(ok(1));
    tray.leave();
    assert.deepEqual([asked[1]!.cancelled, states(tray)], [true, ["a ready", "b lost"]]);
    assert.deepEqual(states(made(store.kept).tray), ["a ready", "b lost"]);
  });

  test("for_another_office_everything_goes_anew_as_far_as_the_page_holds_it", async () => {
    const { tray, asked } = made(JSON.stringify([taken]));
    tray.add(some("a"));
    await asked[0]!.end(ok(1));
    tray.restart();
    assert.deepEqual([states(tray), asked.length], [["catatan.txt lost", "a sending"], 2]);
  });
});

test("the_same_words_with_other_files_are_another_message", () => {
  let n = 0;
  const begun = begunHere(() => `i${++n}`);
  const [first, same, other, bare] = [begun.id("Halo", "m1"), begun.id("Halo", "m1"), begun.id("Halo", "m1 m2"), begun.id("Halo")];
  assert.deepEqual([first, same, other, bare], ["i1", "i1", "i2", "i3"]);
  const lasting = memory();
  const tab = memory();
  const kept = () => new Kept("andi", lasting, tab, () => `k${++n}`);
  const id = kept().idOf("reply", "CRE-1", "Halo", "m1");
  assert.equal(kept().idOf("reply", "CRE-1", "Halo", "m1"), id);
  assert.notEqual(kept().idOf("reply", "CRE-1", "Halo", "m2"), id);
  assert.notEqual(kept().idOf("reply", "CRE-1", "", "m3"), kept().idOf("reply", "CRE-1", "", "m4"));
});

test("a_submission_under_way_keeps_its_files_and_signing_out_forgets_what_was_uploaded", () => {
  const tab = memory();
  const lasting = memory();
  const kept = new Kept("andi", lasting, tab);
  const body = { office: "priok", categories: ["ict_complaint" as const], subject: "s", description: "d", attachments: [{ media: "m1" }] };
  kept.submit(body);
  assert.deepEqual(new Kept("andi", lasting, tab).pending()?.body, body);
  kept.filesAt("filing").set("[]");
  kept.filesAt("reply/CRE-1").set("[]");
  kept.signedOut();
  assert.deepEqual(tab.keys(), []);
});

test("a_number_is_asked_for_its_files_with_its_secret_in_a_header_and_an_account_with_its_cookie", () => {
  const way = wayTo("ESK-261123-00042-0", { secret: "gehéim" });
  assert.deepEqual([way.query, way.headers?.(), way.cookie], [{ ticket: "ESK-261123-00042-0" }, { "sahut-ticket-secret": "geh?im" }, undefined]);
  assert.deepEqual(wayTo("CRE-1", {}), { base: "", cookie: true });
});

test("a_message_names_its_files_and_one_without_names_none", () => {
  assert.deepEqual(withFiles([taken]), { attachments: [{ media: "PRI-M-1" }] });
  assert.deepEqual([withFiles([]), withFiles(undefined)], [{}, {}]);
  assert.equal(uploadedOf({ media: "x".repeat(200) }), null);
});

test("an_update_with_attachments_replaces_the_list", () => {
  const log = new MessageLog();
  const m: Message = { conversation: "c", seq: 1, from: "visitor", kind: "image", at: "", attachments: [{ kind: "image", state: "pending" }] };
  log.put([m]);
  log.update({ type: "message.update", conversation: "c", seq: 1, delivery: "sent" });
  assert.equal(log.get(1)?.attachments?.[0]?.state, "pending");
  log.update({ type: "message.update", conversation: "c", seq: 1, attachments: [{ kind: "image", state: "ready", media: "m" }] });
  assert.deepEqual(log.get(1)?.attachments, [{ kind: "image", state: "ready", media: "m" }]);
});
