// A ticket that is being written: what it must have, what of it is only doubted, and what is sent.
import { oneLine, visible } from "../../words/visible.ts";

export const category_names = ["ict_complaint", "information_request", "ict_support_request"] as const;
export type Category = (typeof category_names)[number];
export const identity_fields = ["name", "email", "phone", "nik", "npwp"] as const;
export type IdentityField = (typeof identity_fields)[number];
export const document_kinds = ["aju", "pib", "peb", "consignment", "container", "imei", "other"] as const;

export const subject_chars_max = 200;
export const text_chars_max = 4000;
export const documents_max = 5;

export interface Cited {
  kind: string;
  number: string;
}

export interface Draft {
  office: string;
  /** In the order in which they were chosen: the first one is the primary. */
  categories: Category[];
  subject: string;
  description: string;
  identity: Partial<Record<IdentityField, string>>;
  documents: Cited[];
}

export const empty_draft: Draft = { office: "", categories: [], subject: "", description: "", identity: {}, documents: [] };

/** The body of POST /api/v1/tickets. */
export interface Filed {
  office: string;
  categories: Category[];
  subject: string;
  description: string;
  identity?: Partial<Record<IdentityField, string>>;
  documents?: Cited[];
  attachments?: { media: string }[];
}

export type Field = "office" | "categories" | "subject" | "description";
export type Fault = "needed" | "too_long";
/** The fields in the order of the page, so that the first fault is where one goes. */
export const field_order: readonly Field[] = ["office", "categories", "subject", "description"];

export function faultsOf(d: Draft): Partial<Record<Field, Fault>> {
  const text = (t: string, most: number): Fault | undefined => (!visible(t) ? "needed" : [...t.trim()].length > most ? "too_long" : undefined);
  const found = {
    office: d.office ? undefined : ("needed" as const),
    categories: d.categories.length > 0 ? undefined : ("needed" as const),
    subject: text(oneLine(d.subject), subject_chars_max),
    description: text(d.description, text_chars_max),
  };
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault));
}

/** Chosen once more is taken out; the order of the others stays. */
export const chosen = (list: readonly Category[], c: Category): Category[] => (list.includes(c) ? list.filter((x) => x !== c) : [...list, c]);

export function filedOf(d: Draft): Filed {
  const identity = Object.fromEntries(identity_fields.flatMap((f) => (oneLine(d.identity[f] ?? "") ? [[f, oneLine(d.identity[f] ?? "")]] : [])));
  const documents = d.documents.flatMap(({ kind, number }) => (kind && oneLine(number) ? [{ kind, number: oneLine(number) }] : []));
  return {
    office: d.office,
    categories: d.categories,
    subject: oneLine(d.subject),
    description: d.description.trim(),
    ...(Object.keys(identity).length > 0 ? { identity } : {}),
    ...(documents.length > 0 ? { documents } : {}),
  };
}

/** What the browser kept, as far as it is a draft. */
export function draftOf(kept: unknown): Draft {
  const k = (kept && typeof kept === "object" ? kept : {}) as Record<string, unknown>;
  const text = (v: unknown, most: number): string => (typeof v === "string" ? v.slice(0, most) : "");
  const identity = (k.identity && typeof k.identity === "object" ? k.identity : {}) as Record<string, unknown>;
  return {
    office: text(k.office, 64),
    categories: Array.isArray(k.categories) ? [...new Set(k.categories.filter((c): c is Category => category_names.includes(c as Category)))] : [],
    subject: text(k.subject, 2 * subject_chars_max),
    description: text(k.description, 4 * text_chars_max),
    identity: Object.fromEntries(identity_fields.flatMap((f) => (text(identity[f], 200) ? [[f, text(identity[f], 200)]] : []))),
    documents: (Array.isArray(k.documents) ? k.documents : []).slice(0, documents_max).flatMap((d: unknown) => {
      const { kind, number } = (d && typeof d === "object" ? d : {}) as Record<string, unknown>;
      return typeof kind === "string" ? [{ kind: kind.slice(0, 64), number: text(number, 60) }] : [];
    }),
  };
}
