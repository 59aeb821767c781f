// Files on the desk: choosing them for a reply, with what the conversation's channel takes; and those of a message. Loaded when it is
// first needed.
import { Modal } from "@mantine/core";
import { createPortal } from "react-dom";
import { useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore, type ChangeEvent } from "react";
import { fetchMedia, upload, type MediaWay } from "../wire/media.ts";
import { filesIn, paint, pastedFiles, Previews, save, whenNear } from "../wire/previews.ts";
import { browserTimers, Tray, type TrayItem } from "../wire/tray.ts";
import type { Attachment, ConversationHead, FileLimits } from "../wire/types.ts";
import { kinds } from "../words/content.ts";
import { acceptOf, fileName, fileSay, goingText, misfitText, missingText, sifted, sizeText, trayText, type FileSay, type Misfit } from "../words/files.ts";
import { attached } from "./attached.ts";
import { useDesk } from "./context.tsx";
import type { Mode } from "./drafts.ts";
import { FileIcon, FileKindIcon } from "./file-icons.tsx";
import "./files.css";
import { Icon } from "./icons.tsx";

/** The session is the officer's cookie, though an account holder may be signed in beside it. */
const way: MediaWay = { base: "", cookie: true, query: { as: "officer" } };
const previews = new Previews(way);

const trayOf = (conversation: string): Tray =>
  attached.open(conversation, (store) => new Tray({ send: (file, name, tell) => upload(file, name, way, tell), store, ...browserTimers }));

interface AttachProps {
  head: ConversationHead;
  mine: boolean;
  mode: Mode;
  /** Of the office; absent: no files can be sent. */
  limits: FileLimits | undefined;
}

/** The button, and the list of what will go. */
export function Attach({ head, mine, mode, limits }: AttachProps) {
  const { locale } = useDesk();
  const say = fileSay(locale);
  const tray = trayOf(head.conversation);
  const items = useSyncExternalStore(tray.subscribe, () => tray.items);
  const awaited = useSyncExternalStore(tray.subscribe, () => tray.awaited);
  const [misfits, setMisfits] = useState<readonly Misfit[]>([]);
  const [told, setTold] = useState("");
  const [gone, setGone] = useState("");
  const [over, setOver] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const channel = head.can?.media;
  const closed = channel?.length === 0 ? say("no_channel") : mode === "note" ? say("no_note") : "";
  const why = useId();
  // The button stands in the row of the one that sends.
  const [slot, setSlot] = useState<Element | null>(null);
  useLayoutEffect(() => setSlot(box.current?.closest(".composer-card")?.querySelector(".attach-slot") ?? null), []);
  const offered = limits !== undefined && mine;

  const add = useRef<(files: readonly File[]) => void>(() => {});
  add.current = (files) => {
    if (!offered || files.length === 0) return;
    setTold(closed);
    if (closed) return setMisfits([]);
    const { taken, misfits } = sifted(files, tray.items.length, limits, channel);
    setMisfits(misfits);
    tray.add(taken);
  };
  // A file that is dropped beside the conversation would be opened in the place of the desk.
  useEffect(() => {
    const conv = box.current?.closest<HTMLElement>(".conv");
    const ending = new AbortController();
    const { signal } = ending;
    const holds = (e: DragEvent) => e.dataTransfer?.types.includes("Files") ?? false;
    const keep = (e: DragEvent) => holds(e) && e.preventDefault();
    document.addEventListener("dragover", keep, { signal });
    document.addEventListener("drop", keep, { signal });
    conv?.addEventListener("dragover", (e) => holds(e) && setOver(true), { signal });
    conv?.addEventListener("dragleave", (e) => !conv.contains(e.relatedTarget as Node | null) && setOver(false), { signal });
    conv?.addEventListener("drop", (e) => {
      setOver(false);
      if (holds(e)) add.current(filesIn(e.dataTransfer));
    }, { signal });
    box.current?.closest(".composer")?.addEventListener("paste", (e) => {
      const files = pastedFiles((e as ClipboardEvent).clipboardData);
      if (files.length === 0) return;
      e.preventDefault();
      add.current(files);
    }, { signal });
    return () => ending.abort();
  }, []);

  const chosen = (e: ChangeEvent<HTMLInputElement>) => {
    add.current([...(e.currentTarget.files ?? [])]);
    e.currentTarget.value = "";
  };
  const remove = (i: TrayItem, at: number) => {
    setGone(say("told_removed", { name: fileName(i.name, say) }));
    tray.remove(i.key);
    setTimeout(() => {
      const next = box.current?.querySelectorAll<HTMLButtonElement>(".tray-off");
      (next?.[Math.min(at, next.length - 1)] ?? button.current)?.focus();
    });
  };
  const note = items.length > 0 && mode === "note" ? say("note_holds") : tray.stuck ? say("first_mend") : awaited ? say("goes_then") : closed ? told : "";
  return (
    <div ref={box} className="attach-box">
      {items.length > 0 && (
        <ul className="tray" aria-label={say("tray")}>
          {items.map((i, at) => {
            const name = fileName(i.name, say);
            const off = say(i.state === "sending" || i.state === "waiting" ? "cancel_of" : "remove_of", { name });
            return (
              <li key={i.key} className={`tray-file ${i.state}`}>
                <FileKindIcon type={i.type} />
                <span className="tray-name" translate="no" title={name}>{name}</span>
                <span className="tray-state">{i.bytes > 0 && `${sizeText(i.bytes, locale)}, `}{goingText(i, say)}</span>
                {i.state === "sending" && <progress max={i.bytes} value={i.sent} aria-label={name} />}
                {i.state === "failed" && <button type="button" className="tray-again" aria-label={say("retry_of", { name })} title={say("again")} onClick={() => tray.retry(i.key)}><FileIcon of="again" /></button>}
                <button type="button" className="tray-off" aria-label={off} title={off} onClick={() => remove(i, at)}><Icon of="off" /></button>
              </li>
            );
          })}
        </ul>
      )}
      <p className="hidden" role="status">{trayText(items, tray.progress, say) || gone}</p>
      <p className={misfits.length > 0 || (closed && told) ? "tray-told misfit" : "tray-told"} role="status">
        {misfits.map((m, i) => <span key={i} className="tray-line">{misfitText(m, locale, channel)}</span>)}
        {note && <span className="tray-line">{note}</span>}
      </p>
      {offered && slot && createPortal(
        <>
          <input ref={input} type="file" multiple hidden tabIndex={-1} accept={acceptOf(channel)} onChange={chosen} />
          <button ref={button} type="button" className="attach" aria-label={say("attach")} title={closed || say("attach")} aria-disabled={closed !== ""} aria-describedby={closed ? why : undefined} onClick={() => (closed ? setTold(closed) : input.current?.click())}>
            <FileIcon of="attach" size={20} />
          </button>
          {closed && <span id={why} className="hidden">{closed}</span>}
        </>,
        slot,
      )}
      {over && offered && <p className="drop-here" aria-hidden="true">{closed || say("drop_here")}</p>}
    </div>
  );
}

type Told = "" | "downloading" | "downloaded" | "d_not_found" | "d_ended" | "d_wait" | "d_trouble";

export function FileCard({ a }: { a: Attachment }) {
  const { locale } = useDesk();
  const say = fileSay(locale);
  const half = locale === "en" ? 1 : 0;
  const name = fileName(a.name || a.title, say);
  const kind = (kinds[a.kind ?? ""] ?? kinds.file)![half];
  const missing = missingText(a, say, half);
  const ready = a.state === "ready" && a.media !== undefined;
  const [told, setTold] = useState<Told>("");
  const [percent, setPercent] = useState(0);
  const start = async () => {
    if (told === "downloading" || a.media === undefined) return;
    setTold("downloading");
    setPercent(0);
    const got = await fetchMedia(a.media, way, { tell: (came) => a.bytes && setPercent(Math.min(100, Math.floor((came / a.bytes) * 4) * 25)) });
    if (got.kind === "ok") save(got.blob, name);
    setTold(got.kind === "ok" ? "downloaded" : `d_${got.kind}`);
  };
  return (
    <div className={`file-card ${a.state}`}>
      {ready && a.preview && <Picture media={a.media!} name={name} say={say} download={() => void start()} />}
      <FileKindIcon type={a.type ?? ""} kind={a.kind} />
      <span className="file-said">
        <span className="file-name" translate="no">{name}</span>
        <span className="file-facts">{[kind, a.bytes ? sizeText(a.bytes, locale) : ""].filter(Boolean).join(", ")}</span>
        {missing && <span className={`file-missing ${a.state}`}>{missing}</span>}
      </span>
      {ready && <button type="button" className="file-get" aria-label={say("download_of", { name })} title={say("download")} aria-disabled={told === "downloading"} onClick={() => void start()}><FileIcon of="get" size={20} /></button>}
      <span className={told.startsWith("d_") ? "file-told failed" : "file-told"} role="status">{told === "" ? "" : told === "downloading" ? (percent > 0 ? say("downloading", { percent }) : say("downloading_plain")) : say(told)}</span>
    </div>
  );
}

function Picture({ media, name, say, download }: { media: string; name: string; say: FileSay; download(): void }) {
  const small = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState<"waiting" | "there" | "none">("waiting");
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!small.current) return;
    let left = false;
    const end = whenNear(small.current, () => {
      void previews.get(media).then(async (blob) => {
        const drawn = blob !== null && !left && small.current !== null && (await paint(small.current, blob));
        if (!left) setShown(drawn ? "there" : "none");
      });
    });
    return () => {
      left = true;
      end();
    };
  }, [media]);
  if (shown === "none") return null;
  return (
    <>
      <button type="button" className="file-picture" aria-label={say("enlarge", { name })} aria-disabled={shown !== "there"} onClick={() => setOpen(shown === "there")}>
        <canvas ref={small} aria-hidden="true" />
      </button>
      <Modal opened={open} onClose={() => setOpen(false)} title={<span translate="no">{name}</span>} size="auto" centered lockScroll={false} transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": say("close") }}>
        <div className="file-view-in">
          <canvas ref={(canvas) => void (canvas && previews.get(media).then((blob) => blob && paint(canvas, blob)))} role="img" aria-label={say("picture_of", { name })} />
          <p className="file-view-acts"><button type="button" onClick={download}>{say("download")}</button></p>
        </div>
      </Modal>
    </>
  );
}
