// Choosing files for one message, by a button, the camera, a drop or a paste; and the list of what will go, with its progress.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { FileLimits } from "../wire/types.ts";
import { filesIn } from "../wire/previews.ts";
import type { Tray, TrayItem } from "../wire/tray.ts";
import { fileName, fileSay, goingText, misfitText, sifted, sizeText, trayText, type Misfit } from "../words/files.ts";
import type { Locale } from "../words/locale.ts";
import { Changing } from "../words/out.tsx";
import { AgainIcon, AttachIcon, CameraIcon, FileKindIcon, SmallCloseIcon } from "../widget/icons.tsx";

export interface Attaching {
  items: readonly TrayItem[];
  /** A message waits for them. */
  awaited: boolean;
  misfits: readonly Misfit[];
  add(files: readonly File[]): void;
  tray: Tray;
  locale: Locale;
}

export function useAttaching(tray: Tray, limits: FileLimits | undefined, locale: Locale): Attaching {
  const [{ items, awaited }, set] = useState<Pick<Attaching, "items" | "awaited">>(tray);
  const [misfits, setMisfits] = useState<readonly Misfit[]>([]);
  useLayoutEffect(() => {
    const changed = () => set({ items: tray.items, awaited: tray.awaited });
    changed();
    return tray.subscribe(changed);
  }, [tray]);
  const add = (files: readonly File[]) => {
    if (!limits || files.length === 0) return;
    const { taken, misfits } = sifted(files, tray.items.length, limits);
    setMisfits(misfits);
    tray.add(taken);
  };
  return { items, awaited, misfits, add, tray, locale };
}

/** A device that is held in the hand has a camera. */
const handheld = () => matchMedia("(pointer: coarse)").matches;

/** The buttons to choose with. */
export function Choose({ of, labelled = false, disabled = false }: { of: Attaching; labelled?: boolean; disabled?: boolean }) {
  const say = fileSay(of.locale);
  const any = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const chosen = (e: { currentTarget: HTMLInputElement }) => {
    of.add([...(e.currentTarget.files ?? [])]);
    e.currentTarget.value = ""; // so that the same file can be chosen again
  };
  return (
    <>
      <input ref={any} type="file" multiple hidden tabIndex={-1} onChange={chosen} />
      <button type="button" class="attach" disabled={disabled} aria-label={labelled ? undefined : say("attach")} title={labelled ? undefined : say("attach")} onClick={() => any.current?.click()}>
        <AttachIcon />{labelled && <Changing text={say("attach")} />}
      </button>
      {handheld() && (
        <>
          <input ref={camera} type="file" accept="image/*" capture="environment" hidden tabIndex={-1} onChange={chosen} />
          <button type="button" class="attach" disabled={disabled} aria-label={say("camera")} title={say("camera")} onClick={() => camera.current?.click()}>
            <CameraIcon />
          </button>
        </>
      )}
    </>
  );
}

/** Files that are dropped on what it surrounds. */
export function DropArea({ of, disabled = false, class: name = "", children }: { of: Attaching; disabled?: boolean; class?: string; children: ComponentChildren }) {
  const [over, setOver] = useState(false);
  const holds = (e: DragEvent) => !disabled && (e.dataTransfer?.types.includes("Files") ?? false);
  return (
    <div
      class={`drop-area ${over ? "over " : ""}${name}`}
      onDragOver={(e) => {
        if (!holds(e)) return;
        e.preventDefault();
        setOver(true);
      }}
      onDragLeave={(e) => !e.currentTarget.contains(e.relatedTarget as Node | null) && setOver(false)}
      onDrop={(e) => {
        setOver(false);
        if (!holds(e)) return;
        e.preventDefault();
        of.add(filesIn(e.dataTransfer));
      }}
    >
      {children}
      {over && <p class="drop-here" aria-hidden="true">{fileSay(of.locale)("drop_here")}</p>}
    </div>
  );
}

/** What will go with the message. `note`: what is to be told beside it. */
export function TrayList({ of, note = "", locked = false }: { of: Attaching; note?: string; locked?: boolean }) {
  const { items, tray, locale } = of;
  const say = fileSay(locale);
  const list = useRef<HTMLUListElement>(null);
  const [gone, setGone] = useState("");
  const remove = (i: TrayItem, at: number) => {
    const root = list.current?.getRootNode() as Document | ShadowRoot | undefined;
    const area = list.current?.closest("form, .drop-area");
    setGone(say("told_removed", { name: fileName(i.name, say) }));
    tray.remove(i.key);
    // What was pressed is gone: the next one, or the button that chooses.
    setTimeout(() => {
      const next = root?.querySelectorAll<HTMLButtonElement>(".tray .tray-off");
      (next?.[Math.min(at, next.length - 1)] ?? area?.querySelector<HTMLButtonElement>(".attach"))?.focus();
    });
  };
  const told = trayText(items, tray.progress, say) || gone;
  return (
    <>
      {items.length > 0 && (
        <ul ref={list} class="tray" aria-label={say("tray")}>
          {items.map((i, at) => {
            const name = fileName(i.name, say);
            const going = i.state === "sending" || i.state === "waiting";
            return (
              <li key={i.key} class={`tray-file ${i.state}`}>
                <FileKindIcon type={i.type} />
                <span class="tray-name" translate={false}>{name}</span>
                <span class="tray-state"><Changing text={`${i.bytes > 0 ? `${sizeText(i.bytes, locale)}, ` : ""}${goingText(i, say)}`} /></span>
                {i.state === "sending" && <progress max={i.bytes} value={i.sent} aria-label={name} />}
                {!locked && i.state === "failed" && <button type="button" class="tray-again" aria-label={say("retry_of", { name })} title={say("again")} onClick={() => tray.retry(i.key)}><AgainIcon /></button>}
                {!locked && <button type="button" class="tray-off" aria-label={say(going ? "cancel_of" : "remove_of", { name })} title={say(going ? "cancel_of" : "remove_of", { name })} onClick={() => remove(i, at)}><SmallCloseIcon /></button>}
              </li>
            );
          })}
        </ul>
      )}
      <p class="hidden" role="status">{told && <Changing text={told} />}</p>
      <p class={of.misfits.length > 0 ? "tray-told misfit" : "tray-told"} role="status">
        {of.misfits.map((m, i) => <span key={i} class="tray-line"><Changing text={misfitText(m, locale)} /></span>)}
        {note && <Changing class="tray-line" text={note} />}
      </p>
    </>
  );
}
