// Small pictures of files, fetched once and drawn on a canvas: no address of a picture is made, so that a page's policy needs no
// exception for them, on whatever page the widget lies.
import { fetchMedia, type MediaWay } from "./media.ts";

const held_max = 60;

export class Previews {
  readonly #held = new Map<string, Promise<Blob | null>>();

  constructor(
    private readonly way: MediaWay,
    private readonly fetcher: typeof fetch = (...args) => fetch(...args),
  ) {}

  /** Nothing where it cannot be had now; it is asked for again then. */
  get(media: string): Promise<Blob | null> {
    const held = this.#held.get(media);
    if (held) return held;
    const asked = fetchMedia(media, this.way, { preview: true }, this.fetcher).then((got) => {
      if (got.kind === "ok" && /^image\/(?:png|jpeg)\b/.test(got.blob.type)) return got.blob;
      this.#held.delete(media);
      return null;
    });
    this.#held.set(media, asked);
    for (const oldest of this.#held.keys()) {
      if (this.#held.size <= held_max) break;
      this.#held.delete(oldest);
    }
    return asked;
  }
}

/** Draws it in its own size; false where it is no picture that this browser reads. */
export async function paint(canvas: HTMLCanvasElement, blob: Blob): Promise<boolean> {
  try {
    const bitmap = await createImageBitmap(blob);
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return true;
  } catch {
    return false;
  }
}

/** Runs once the element comes near what is seen of the log that it lies in, or of the page. */
export function whenNear(el: Element, then: () => void): () => void {
  const observer = new IntersectionObserver((seen) => {
    if (!seen.some((s) => s.isIntersecting)) return;
    observer.disconnect();
    then();
  }, { root: el.closest("[role=log]"), rootMargin: "300px" });
  observer.observe(el);
  return () => observer.disconnect();
}

/** Long enough for any browser to begin reading what it saves. */
const save_ms = 60_000;

/** Saves it under its name. Whatever it is, the browser is told nothing that it would open by itself. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(new Blob([blob], { type: "application/octet-stream" }));
  const a = document.createElement("a");
  a.href = url;
  a.download = name.replace(/[/\\:*?"<>|]/g, "_") || "berkas";
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), save_ms);
}

/** Files that came with a drop or a paste; a folder is none. */
export function filesIn(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])].flatMap((i) => {
    const file = i.kind === "file" && !i.webkitGetAsEntry?.()?.isDirectory ? i.getAsFile() : null;
    return file ? [file] : [];
  });
}

/** What is pasted as words stays words, though a picture of them may come along. */
export const pastedFiles = (data: DataTransfer | null): File[] => (data?.types.includes("text/plain") ? [] : filesIn(data));
