// Filing a ticket. What was sent is locked until it has its answer, also over a reload; what is doubted is told and sent all the same.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Choose, DropArea, TrayList, useAttaching } from "../../files/attach.tsx";
import { upload, withFiles } from "../../wire/media.ts";
import { pastedFiles } from "../../wire/previews.ts";
import { browserTimers, Tray } from "../../wire/tray.ts";
import type { FileLimits } from "../../wire/types.ts";
import { shared } from "../../words/common.ts";
import { documentName } from "../../words/content.ts";
import { fileSay } from "../../words/files.ts";
import { doubt } from "../../words/formats.ts";
import { pick, type Locale } from "../../words/locale.ts";
import { Changing } from "../../words/out.tsx";
import { fileTicket, type CareOffice, type Receipt } from "./account.ts";
import { category_names, chosen, document_kinds, documents_max, faultsOf, field_order, filedOf, identity_fields, subject_chars_max, text_chars_max, type Draft, type Fault, type Field, type IdentityField } from "./filing.ts";
import type { Kept } from "./kept.ts";
import { Sending, type Progress } from "./sending.ts";
import { waitWord } from "./sign-in.tsx";
import { afterPress } from "./press.ts";
import { to_list } from "./route.ts";
import type { Say } from "./words.ts";

interface Props {
  say: Say;
  locale: Locale;
  offices: readonly CareOffice[];
  kept: Kept;
  /** What files may be filed; absent: none. */
  limits: FileLimits | undefined;
  /** The account that writes is still the one that is signed in. */
  mine(): Promise<boolean>;
  filed(receipt: Receipt): void;
  ended(): void;
}

const complete: Record<IdentityField, string> = { name: "name", email: "email", phone: "tel", nik: "off", npwp: "off" };
const mode: Record<IdentityField, "text" | "email" | "tel" | "numeric"> = { name: "text", email: "email", phone: "tel", nik: "numeric", npwp: "numeric" };
const left_told = 500;

type Told = { key: "please_check" | "change_warning" | "id_reused" } | { key: "refused"; code: string } | null;

/** A refused path is told at its field where it has one. */
const fieldAt = (path: string): Field | undefined => field_order.find((f) => path === f || path.startsWith(`${f}[`) || path.startsWith(`${f}.`));

export function FileTicket({ say, locale, offices, kept, limits, mine, filed, ended }: Props) {
  const half = locale === "en" ? 1 : 0;
  const [draft, setDraft] = useState<Draft>(() => {
    const pending = kept.pending()?.body;
    const begun = pending ? { ...pending, identity: pending.identity ?? {}, documents: pending.documents ?? [] } : kept.draft();
    const known = offices.some((o) => o.id === begun.office);
    return { ...begun, office: known ? begun.office : offices.length === 1 ? offices[0]!.id : "" };
  });
  const [faults, setFaults] = useState<Partial<Record<Field, Fault | "not_right">>>({});
  const [told, setTold] = useState<Told>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const sending = useRef<Sending | null>(null);
  const line = useRef<HTMLParagraphElement>(null);
  const locked = progress !== null;
  // A file goes to the office that the ticket is for.
  const office_id = useRef(draft.office);
  const latest = useRef(draft);
  latest.current = draft; // what is sent later is what is shown then
  const tray = useMemo(() => new Tray({ send: (f, name, tell) => upload(f, name, { base: "", cookie: true, query: { office: office_id.current } }, tell), store: kept.filesAt("filing"), ...browserTimers }), [kept]);
  useEffect(() => () => tray.leave(), [tray]);
  const attaching = useAttaching(tray, draft.office ? limits : undefined, locale);
  const files_say = fileSay(locale);
  const set = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    if (next.office !== office_id.current) {
      office_id.current = next.office;
      tray.restart();
    }
    setDraft(next);
    kept.keepDraft(next);
    const rest = Object.fromEntries(Object.entries(faults).filter(([f]) => !(f in change)));
    if (Object.keys(rest).length === Object.keys(faults).length) return;
    setFaults(rest);
    if (Object.keys(rest).length === 0) setTold((t) => (t?.key === "please_check" ? null : t));
  };
  const office = offices.find((o) => o.id === draft.office);

  const send = () => {
    const submission = kept.submit({ ...filedOf(latest.current), ...withFiles(tray.done) });
    const env = {
      send: async (p: typeof submission) => ((await mine()) ? fileTicket(p.key, p.body) : { kind: "ended" as const }),
      setTimer: (fn: () => void, ms: number) => setTimeout(fn, ms),
      clearTimer: (h: unknown) => clearTimeout(h as number | undefined),
      tell: setProgress,
    };
    setTold(null);
    sending.current = new Sending(submission, env, (outcome) => {
      sending.current = null;
      if (outcome.kind === "ended") return ended(); // it is kept, and goes on after signing in
      kept.settled(outcome.kind === "filed");
      if (outcome.kind === "filed") {
        tray.clear();
        return filed(outcome.receipt);
      }
      if (outcome.path.startsWith("attachments")) tray.lose(tray.take());
      setProgress(null);
      const field = fieldAt(outcome.path);
      if (field) setFaults({ [field]: outcome.code === "too_long" ? "too_long" : "not_right" });
      setTold(field ? { key: "please_check" } : outcome.code === "id_reused" ? { key: "id_reused" } : { key: "refused", code: outcome.code });
      setTimeout(() => (field ? go(field) : line.current?.focus()));
    });
    void sending.current.now();
  };
  useEffect(() => {
    if (kept.pending()) send();
    return () => sending.current?.stop();
  }, []);
  const go = (field: Field) => (document.getElementById(field === "categories" ? `category-${category_names[0]}` : `file-${field}`) as HTMLElement | null)?.focus();
  const submit = () => {
    if (locked) return;
    const found = faultsOf(draft);
    setFaults(found);
    const first = field_order.find((f) => found[f]);
    if (!first && tray.stuck) return document.querySelector<HTMLElement>(".tray :is(.tray-again, .tray-off)")?.focus();
    if (!first && !tray.settled) return tray.whenSettled(send);
    if (!first) return send();
    setTold({ key: "please_check" });
    go(first);
  };
  const change = () => {
    sending.current?.stop();
    sending.current = null;
    kept.settled(false);
    setProgress(null);
    setTold({ key: "change_warning" });
    line.current?.focus();
  };

  const fault = (f: Field) => {
    const is = faults[f];
    const text = is === "needed" ? say(`needed_${f}`) : is === "too_long" ? say("too_long_field") : is ? say("not_right") : "";
    return <p id={`fault-${f}`} class="fault"><Changing text={text} /></p>;
  };
  const left = text_chars_max - [...draft.description.trim()].length;
  const lineText = progress
    ? progress.at === "sending" ? say("sending") : progress.at === "wait" ? say("not_answered_wait", { wait: waitWord(say, progress.seconds) }) : say("not_answered")
    : told ? say(told.key, told.key === "refused" ? { code: told.code } : {}) : "";
  return (
    <form class="card ask file" noValidate onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <h1 tabIndex={-1}><Changing text={say("new_ticket")} /></h1>
      <p><Changing text={shared.fraud[half]} /></p>
      {/* Locked as a whole while it is being sent: what is shown is what was sent. */}
      <fieldset class="all" disabled={locked}>
        {offices.length > 1 ? (
          <>
            <label for="file-office"><Changing text={say("office")} /></label>
            <select key={locale} id="file-office" value={draft.office} aria-invalid={Boolean(faults.office)} aria-describedby="fault-office" onChange={(e) => set({ office: e.currentTarget.value })}>
              <option value="">{say("choose")}</option>
              {offices.map((o) => <option key={o.id} value={o.id}>{o.name ?? o.id}</option>)}
            </select>
            {fault("office")}
          </>
        ) : (
          <p class="to"><span class="kind"><Changing text={say("office")} /></span> <strong>{office?.name ?? offices[0]?.name}</strong></p>
        )}
        <fieldset class="categories" aria-describedby="kind-hint fault-categories">
          <legend><Changing text={say("kind")} /></legend>
          <p id="kind-hint" class="hint"><Changing text={say("kind_hint")} /></p>
          {category_names.map((c) => (
            <label key={c} class="check">
              <input id={`category-${c}`} type="checkbox" checked={draft.categories.includes(c)} aria-describedby={faults.categories ? "fault-categories" : undefined} onChange={() => set({ categories: chosen(draft.categories, c) })} />
              <span>
                <Changing text={say(c)} />
                {draft.categories.length > 1 && draft.categories[0] === c && <> <span class="main-kind"><Changing text={say("main_kind")} /></span></>}
              </span>
            </label>
          ))}
          {fault("categories")}
        </fieldset>
        <label for="file-subject"><Changing text={say("subject")} /></label>
        <input id="file-subject" value={draft.subject} autocomplete="off" maxLength={subject_chars_max} aria-invalid={Boolean(faults.subject)} aria-describedby="fault-subject" onInput={(e) => set({ subject: e.currentTarget.value })} />
        {fault("subject")}
        <label for="file-description"><Changing text={say("description")} /></label>
        <textarea id="file-description" rows={7} value={draft.description} aria-invalid={Boolean(faults.description) || left < 0} aria-describedby="description-hint description-left fault-description" onInput={(e) => set({ description: e.currentTarget.value })} onPaste={(e) => {
          const files = pastedFiles(e.clipboardData);
          if (files.length === 0 || !limits || !draft.office) return;
          e.preventDefault();
          attaching.add(files);
        }} />
        <p id="description-hint" class="hint"><Changing text={say("description_hint")} /></p>
        <p id="description-left" class={left < 0 ? "fault" : "hint"}>{left < left_told && <Changing text={left < 0 ? say("over", { count: -left }) : say("left", { count: left })} />}</p>
        {fault("description")}
        {(limits || attaching.items.length > 0) && (
          <DropArea of={attaching} disabled={locked || !draft.office}>
            <section class="filed-with" aria-labelledby="filed-with">
              <h2 id="filed-with"><Changing text={files_say("optional")} /></h2>
              <TrayList of={attaching} locked={locked} note={tray.stuck ? files_say("first_mend") : attaching.awaited ? files_say("goes_then") : ""} />
              {draft.office ? limits && <p class="choose-files"><Choose of={attaching} labelled disabled={locked} /></p> : <p class="hint"><Changing text={files_say("office_first")} /></p>}
            </section>
          </DropArea>
        )}
        <Details {...{ say, half, draft, set }} />
      </fieldset>
      {office?.policy && (
        <section class="policy" aria-labelledby="policy">
          <h2 id="policy"><Changing text={say("answer_time")} /></h2>
          <p><Changing text={pick(office.policy, locale)} /></p>
        </section>
      )}
      <p class="hint"><a href="/privacy" target="_blank" rel="noopener"><Changing text={say("privacy")} /></a></p>
      <p ref={line} role="status" tabIndex={-1} class={lineText && progress?.at !== "sending" ? "told" : "told quiet"}>
        <Changing text={lineText} />
        {!progress && (told?.key === "change_warning" || told?.key === "id_reused") && <> <a href={to_list}><Changing text={say("my_tickets")} /></a></>}
      </p>
      <p class="acts">
        {progress && progress.at !== "sending" ? (
          <>
            <button type="button" class="primary" onClick={() => void sending.current?.now()}><Changing text={say("send_now")} /></button>
            <button type="button" class="plain" onClick={change}><Changing text={say("change_it")} /></button>
          </>
        ) : (
          <button type="submit" class="primary" disabled={locked}><Changing text={say("file_it")} /></button>
        )}
        <a class="plain" href={to_list}><Changing text={say("back")} /></a>
      </p>
    </form>
  );
}

interface DetailsProps {
  say: Say;
  half: 0 | 1;
  draft: Draft;
  set(change: Partial<Draft>): void;
}

function Details({ say, half, draft, set }: DetailsProps) {
  const [open] = useState(() => Object.keys(draft.identity).length + draft.documents.length > 0);
  // A doubt is told once its field is left, not while one types.
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const leave = (id: string) => () => afterPress(() => setLeft((before) => new Set([...before, id])));
  const doubtOf = (id: string, kind: string, value: string) => {
    const hint = left.has(id) ? doubt(kind, value, half) : "";
    return <p id={`doubt-${id}`} class="told doubt" role="status">{hint && <Changing text={say("doubtful", { hint })} />}</p>;
  };
  const documents = draft.documents;
  const setDocument = (i: number, change: Partial<Draft["documents"][number]>) => set({ documents: documents.map((d, j) => (j === i ? { ...d, ...change } : d)) });
  const adder = useRef<HTMLButtonElement>(null);
  return (
    <details class="details" open={open}>
      <summary><Changing text={say("details")} /></summary>
      <p class="hint"><Changing text={say("details_hint")} /></p>
      {identity_fields.map((f) => (
        <div key={f}>
          <label for={`id-${f}`}><Changing text={say(f)} /></label>
          <input id={`id-${f}`} name={f} inputMode={mode[f]} autocomplete={complete[f]} maxLength={200} value={draft.identity[f] ?? ""} aria-describedby={`doubt-${f}`} onBlur={leave(f)} onInput={(e) => set({ identity: { ...draft.identity, [f]: e.currentTarget.value } })} />
          {doubtOf(f, f, draft.identity[f] ?? "")}
        </div>
      ))}
      {documents.map((d, i) => (
        <fieldset key={i} class="document">
          <legend><Changing text={`${say("document")} ${i + 1}`} /></legend>
          <label for={`kind-${i}`}><Changing text={say("document_kind")} /></label>
          <select key={half} id={`kind-${i}`} value={d.kind} onChange={(e) => setDocument(i, { kind: e.currentTarget.value })}>
            {document_kinds.map((k) => <option key={k} value={k}>{documentName(k, half)}</option>)}
          </select>
          <label for={`number-${i}`}><Changing text={say("document_number")} /></label>
          <input id={`number-${i}`} autocomplete="off" spellcheck={false} maxLength={60} value={d.number} aria-describedby={`doubt-document-${i}`} onBlur={leave(`document-${i}`)} onInput={(e) => setDocument(i, { number: e.currentTarget.value })} />
          {doubtOf(`document-${i}`, d.kind, d.number)}
          <button type="button" class="plain" onClick={() => { set({ documents: documents.filter((_, j) => j !== i) }); adder.current?.focus(); }}><Changing text={say("remove_document", { count: i + 1 })} /></button>
        </fieldset>
      ))}
      <p class="acts">
        <button ref={adder} type="button" class="second" aria-disabled={documents.length >= documents_max} onClick={() => {
          if (documents.length >= documents_max) return;
          set({ documents: [...documents, { kind: document_kinds[0], number: "" }] });
          setTimeout(() => document.getElementById(`kind-${documents.length}`)?.focus());
        }}><Changing text={say("add_document")} /></button>
      </p>
    </details>
  );
}
