// What a message carries beside its text, in the reader's language: kind, title, name, an address that may be followed, a place.
import { safeLink } from "./linked.ts";
import type { Words } from "./locale.ts";
import { oneLine } from "./visible.ts";

export const kinds: Words = {
  image: ["Gambar", "Image"],
  photo: ["Foto", "Photo"],
  video: ["Video", "Video"],
  audio: ["Rekaman suara", "Audio"],
  file: ["Berkas", "File"],
  document: ["Dokumen", "Document"],
  sticker: ["Stiker", "Sticker"],
  location: ["Lokasi", "Place"],
  link: ["Tautan", "Link"],
  share: ["Kiriman yang dibagikan", "Shared post"],
  post: ["Kiriman", "Post"],
  reel: ["Video pendek", "Reel"],
  ig_reel: ["Video pendek", "Reel"],
  story: ["Cerita", "Story"],
  story_mention: ["Penyebutan dalam cerita", "Mention in a story"],
  ad: ["Iklan", "Advertisement"],
  product: ["Produk", "Product"],
  contact: ["Kontak", "Contact"],
  other: ["Lampiran", "Attachment"],
};

export interface Carried {
  kind: string;
  title: string;
  link: { href: string; host: string } | null;
  place: string;
}

interface Given {
  kind?: string;
  name?: string;
  title?: string;
  url?: string;
  latitude?: number;
  longitude?: number;
}

export function carried(a: Given, half: 0 | 1): Carried {
  const at = (n: number | undefined): n is number => typeof n === "number" && Number.isFinite(n);
  return {
    kind: (kinds[a.kind ?? ""] ?? kinds.other)![half],
    title: oneLine(a.title ?? "") || oneLine(a.name ?? ""),
    link: safeLink(a.url),
    place: at(a.latitude) && at(a.longitude) ? `${a.latitude.toFixed(5)}, ${a.longitude.toFixed(5)}` : "",
  };
}
