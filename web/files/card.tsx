// A file of a message: what it is and whether it can be had, its picture where there is one, and its download.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Attachment } from "../wire/types.ts";
import { fetchMedia, type MediaWay } from "../wire/media.ts";
import { paint, save, whenNear, type Previews } from "../wire/previews.ts";
import { kinds } from "../words/content.ts";
import { fileName, fileSay, missingText, sizeText, type FileSay } from "../words/files.ts";
import type { Locale } from "../words/locale.ts";
import { Changing } from "../words/out.tsx";
import { DownloadIcon, FileKindIcon } from "../widget/icons.tsx";

/** How a page reaches its files. */
export interface FilesOf {
  way: MediaWay;
  previews: Previews;
}

type Told = "" | "downloading" | "downloaded" | "d_not_found" | "d_ended" | "d_wait" | "d_trouble";

function useDownload(a: Attachment, of: FilesOf, say: FileSay, name: string) {
  const [told, setTold] = useState<Told>("");
  const [percent, setPercent] = useState(0);
  const start = async () => {
    if (told === "downloading" || a.media === undefined) return;
    setTold("downloading");
    setPercent(0);
    // In steps, so that a reader who listens is not told every byte.
    const got = await fetchMedia(a.media, of.way, { tell: (came) => a.bytes && setPercent(Math.min(100, Math.floor((came / a.bytes) * 4) * 25)) });
    if (got.kind === "ok") save(got.blob, name);
    setTold(got.kind === "ok" ? "downloaded" : `d_${got.kind}`);
  };
  const text = told === "" ? "" : told === "downloading" ? (percent > 0 ? say("downloading", { percent }) : say("downloading_plain")) : say(told);
  return { start, busy: told === "downloading", failed: told.startsWith("d_"), text };
}

export function FileCard({ a, of, locale }: { a: Attachment; of: FilesOf; locale: Locale }) {
  const say = fileSay(locale);
  const half = locale === "en" ? 1 : 0;
  const name = fileName(a.name || a.title, say);
  const kind = (kinds[a.kind ?? ""] ?? kinds.file)![half];
  const missing = missingText(a, say, half);
  const { start, busy, failed, text } = useDownload(a, of, say, name);
  const ready = a.state === "ready" && a.media !== undefined;
  const facts = [kind, a.bytes ? sizeText(a.bytes, locale) : ""].filter(Boolean).join(", ");
  return (
    <div class={`file-card ${a.state}`}>
      {ready && a.preview && <Picture media={a.media!} of={of} name={name} say={say} download={() => void start()} />}
      <FileKindIcon type={a.type ?? ""} kind={a.kind} />
      <span class="file-said">
        <span class="file-name" translate={false}>{name}</span>
        <span class="file-facts"><Changing text={facts} /></span>
        {missing && <Changing class={`file-missing ${a.state}`} text={missing} />}
      </span>
      {ready && (
        <button type="button" class="file-get" aria-label={say("download_of", { name })} title={say("download")} aria-disabled={busy} onClick={() => void start()}>
          <DownloadIcon />
        </button>
      )}
      <span class={failed ? "file-told failed" : "file-told"} role="status">{text && <Changing text={text} />}</span>
    </div>
  );
}

function Picture({ media, of, name, say, download }: { media: string; of: FilesOf; name: string; say: FileSay; download(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  const small = useRef<HTMLCanvasElement>(null);
  const large = useRef<HTMLCanvasElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const [shown, setShown] = useState<"waiting" | "there" | "none">("waiting");
  useEffect(() => {
    if (!button.current) return;
    let left = false;
    const end = whenNear(button.current, () => {
      void of.previews.get(media).then(async (blob) => {
        const drawn = blob !== null && !left && small.current !== null && (await paint(small.current, blob));
        if (!left) setShown(drawn ? "there" : "none");
      });
    });
    return () => {
      left = true;
      end();
    };
  }, [media, of]);
  const open = () => {
    if (shown !== "there") return;
    dialog.current?.showModal();
    void of.previews.get(media).then((blob) => blob && large.current && paint(large.current, blob));
  };
  if (shown === "none") return null;
  return (
    <>
      <button ref={button} type="button" class="file-picture" aria-label={say("enlarge", { name })} aria-disabled={shown !== "there"} onClick={open}>
        <canvas ref={small} aria-hidden="true" />
      </button>
      <dialog
        ref={dialog}
        class="file-view"
        aria-label={say("picture_of", { name })}
        onKeyDown={(e) => e.key === "Escape" && e.stopPropagation()}
        onClick={(e) => e.target === e.currentTarget && e.currentTarget.close()}
      >
        <div class="file-view-in">
          <canvas ref={large} role="img" aria-label={say("picture_of", { name })} />
          <p class="file-view-acts">
            <button type="button" onClick={download}>{say("download")}</button>
            <button type="button" onClick={() => dialog.current?.close()}>{say("close")}</button>
          </p>
        </div>
      </dialog>
    </>
  );
}
