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

/** The kinds of document that the widget asks for, and those that an application may send. */
export const documents: Words = {
  aju: ["Nomor aju", "Submission number (aju)"],
  pib: ["PIB (BC 2.0)", "PIB (BC 2.0)"],
  peb: ["PEB (BC 3.0)", "PEB (BC 3.0)"],
  consignment: ["Nomor resi barang kiriman", "Parcel number"],
  imei: ["IMEI", "IMEI"],
  container: ["Nomor peti kemas", "Container number"],
  awb: ["Nomor air waybill", "Air waybill number"],
  nib: ["NIB", "NIB (business number)"],
  nitku: ["NITKU", "NITKU (place of business)"],
  nppbkc: ["NPPBKC", "NPPBKC (excise registration)"],
  billing: ["Kode billing", "Billing code"],
  ntpn: ["NTPN", "NTPN (payment number)"],
  nik: ["NIK (KTP)", "NIK (identity card)"],
  npwp: ["NPWP", "NPWP (tax number)"],
  other: ["Lainnya", "Other"],
};

/** A kind that nobody here knows keeps its own name. */
export const documentName = (kind: string, half: 0 | 1): string => (Object.hasOwn(documents, kind) ? documents[kind]![half] : oneLine(kind) || documents.other![half]);

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
