// The JSON frames of the two WebSocket protocols, as this side meets them. Unknown fields are ignored, absent ones tolerated.

export interface OfficerRef {
  id: string;
  name?: string;
}

export type Delivery = "pending" | "sent" | "delivered" | "read" | "failed" | "unknown";
export type Purpose = "answer" | "question" | string;

/** Without `state` there is no file to be had: a place, a link, a sticker. */
export interface Attachment {
  kind?: string;
  name?: string;
  type?: string;
  bytes?: number;
  state?: "ready" | "pending" | "failed" | "refused";
  /** Why it failed or was refused: a word of the service. */
  reason?: string;
  /** What the file is asked for by. */
  media?: string;
  /** A small picture of it can be asked for. */
  preview?: boolean;
  url?: string;
  title?: string;
  latitude?: number;
  longitude?: number;
}

/** One of the automatic texts that a system message joins. */
export interface TextPart {
  template?: string;
  text: string;
  folded?: boolean;
}

export interface Message {
  type?: "message";
  conversation: string;
  seq: number;
  from: "visitor" | "officer" | "system";
  kind: string;
  text?: string;
  attachments?: Attachment[];
  at: string;
  officer?: OfficerRef | string;
  purpose?: Purpose;
  /** What was mended, of an answer to a fault. */
  solution?: string;
  template?: string;
  parts?: TextPart[];
  id?: string;
  delivery?: Delivery;
  error?: string | { code?: string; message?: string };
  reason?: string;
  edited?: boolean | { text?: string };
  removed?: boolean;
  /** It was given as an answer and was taken back: it stays to be read and answers nothing. */
  revoked?: boolean;
  reaction?: string;
  reply_to?: number | "story";
  rev?: number;
}

export interface MessageUpdate {
  type: "message.update";
  conversation: string;
  seq: number;
  rev?: number;
  delivery?: Delivery;
  error?: string | { code?: string; message?: string };
  reason?: string;
  edited?: boolean | string | { text?: string };
  text?: string;
  removed?: boolean;
  revoked?: boolean;
  reaction?: string;
  purpose?: Purpose;
  /** The whole list anew: a file was fetched, or given up. */
  attachments?: Attachment[];
}

/** What files may be sent; absent: none. */
export interface FileLimits {
  bytes: number;
  count: number;
}

/** Files of one kind that a channel takes; no `types`: any. */
export interface MediaLimit {
  kind: string;
  types?: string[];
  bytes?: number;
}

export interface Note {
  type: "note";
  conversation: string;
  id?: string;
  rev?: number;
  seq?: number;
  at: string;
  officer?: OfficerRef | string;
  text: string;
}

/** Whom a consult is put to: one of these. A queue is a related unit's. */
export interface Addressee {
  role?: string;
  queue?: string;
  officer?: OfficerRef | string;
}

export interface Advice {
  officer?: OfficerRef | string;
  text: string;
  /** An answer to the citizen that the asker may take over. */
  draft?: string;
  at?: string;
}

/** A question among officers. No citizen ever hears of it. */
export interface Consult {
  type?: "consult";
  consult: string;
  conversation: string;
  ticket?: string;
  from?: OfficerRef | string;
  to?: Addressee;
  text: string;
  draft?: string;
  channel?: string;
  asked_at?: string;
  due?: string;
  /** When the citizen must have their answer. */
  citizen_due?: string;
  state?: "open" | "answered" | "closed" | string;
  answers?: Advice[];
  rev?: number;
  /** It is this officer's to see no more; the rest is not told again. */
  gone?: boolean;
}

/** Many questions with one cause: gathered, answered together once a second person has approved. */
export interface Incident {
  type?: "incident";
  incident: string;
  title: string;
  state: "open" | "proposed" | "answering" | "answered" | "closed" | string;
  opened_at?: string;
  opened_by?: OfficerRef | string;
  members: number;
  answered?: number;
  /** Answered or closed by somebody meanwhile. */
  passed_over?: number;
  /** The answer that is proposed or was sent. */
  text?: string;
  /** Names the words that are proposed: an approval brings it back, and holds for these words alone. */
  proposal?: string;
  proposed_by?: OfficerRef | string;
  approved_by?: OfficerRef | string;
  closed_at?: string;
}

export interface Ticket {
  /** What its commands name it by, where that is not the number. */
  ticket?: string;
  number: string;
  rev?: number;
  kind?: "escalation" | "care" | string;
  owner?: OfficerRef | string;
  categories?: string[];
  subject?: string;
  topic?: string;
  /** The one that it is gathered in, where that is told. */
  incident?: string;
  received_at?: string;
  reopened_from?: string;
  reopened_as?: string;
  /** How often its people were reminded of it. */
  reminded?: number;
  reminded_to?: "owner" | "coordinator" | "superior" | string;
  /** When it closes by itself, if nobody writes. */
  closes_at?: string;
  secret?: string;
  state: string;
  due: string;
  /** The clock made it; otherwise an officer passed it on. */
  automatic?: boolean;
  status_url?: string;
  conversation?: string;
  told?: boolean;
  /** How the number's own message fared, where the daemon says it more finely than `told`. */
  announced?: string;
  officer?: OfficerRef | string;
  queue?: string;
  channel?: string;
  contact?: { id?: string; name?: string } | string;
  /** It is this officer's to see no more. */
  gone?: boolean;
  /** The related unit that it was escalated to, and why. */
  unit?: { id: string; name?: string } | string;
  reason?: string;
}

export interface Hours {
  text?: string | Localised;
  open?: boolean;
  timezone?: string;
  zone_label?: string;
  time_separator?: string;
}

export interface Localised {
  id?: string;
  en?: string;
}

export interface OfficeInfo {
  id?: string;
  name?: string;
  timezone?: string;
  zone_label?: string;
  time_separator?: string;
  complaint?: string;
}

export interface VisitorConversation {
  conversation: string;
  state: string;
  position?: number;
  officer?: OfficerRef | string;
  answer_due?: string;
  reference?: string;
  secret?: string;
  status_url?: string;
  /** Until then "not answered" lets the question of the last answer wait again. */
  deny_until?: string;
}

export interface VisitorWelcome {
  type: "welcome";
  token: string;
  office: OfficeInfo | string;
  epoch: string | number;
  conversation?: VisitorConversation | string;
  messages: Message[];
  more?: boolean;
  gap?: boolean;
  tickets?: Ticket[];
  hours?: Hours | string;
  texts?: Record<string, string | Localised>;
  files?: FileLimits;
}

export interface Queue {
  id: string;
  name?: string;
  assignment?: "auto" | "manual" | string;
  kind?: string;
  waiting?: number;
  oldest_received_at?: string;
  /** False where the officer does not work in it. */
  mine?: boolean;
}

export interface Identity {
  name?: string;
  email?: string;
  phone?: string;
  nik?: string;
  npwp?: string;
  documents?: { kind: string; number: string }[];
}

/** Who may handle what lies in a queue (`officers.list`). */
export interface Colleague extends OfficerRef {
  state: string;
  load: number;
  capacity: number;
  queues: string[];
}

export interface ConversationHead {
  conversation: string;
  rev: number;
  office?: string;
  queue: string;
  channel?: string;
  contact?: { id?: string; name?: string } | string;
  state: string;
  officer?: OfficerRef | string;
  request?: string;
  reference?: string;
  ticket?: Ticket | string;
  seq: number;
  received_at?: string;
  rule?: string;
  answer_due?: string;
  ticket_at?: string;
  window_closes_at?: string;
  human_window_closes_at?: string;
  outcome?: string;
  /** What the citizen gave as who they are, masked; to the handling officer alone. */
  identity?: Identity;
  /** The newest officer's message failed or may not have arrived. */
  undelivered?: { seq: number; reason: string; count: number; with?: string };
  /** The citizen blocks the account at the platform since then. */
  blocked_at?: string;
  /** What the citizen said last, on one line. */
  last_words?: { seq: number; kind?: string; title?: string; text?: string };
  /** An answer has been written and the platform has not taken it yet. */
  answer_pending?: boolean;
  /** What it is about, in one of the office's words. */
  topic?: string;
  incident?: string;
  /** Only internal compliance and the direct superior see it. */
  restricted?: boolean;
  /** What its channel takes; an empty `media`: no files. */
  can?: { text_chars?: number; media?: MediaLimit[]; template?: boolean; reply_until?: string };
  /** Not the daemon's: it stands here for something else that names the conversation. */
  made_of?: "consult";
  /** It left the queues that this officer sees. */
  gone?: boolean;
}

/** What the store holds under a name that is configured no more; coordinators, superiors and auditors are told. */
export interface Unconfigured {
  kind: "queue" | "account";
  id: string;
  waiting: number;
  tickets: number;
  officers: number;
  messages: number;
}

/** Where the office sends citizens: its own places, then the services that every office knows (with a label). */
export interface Redirect {
  name: string;
  contact?: string;
  label?: { id: string; en: string };
}

export interface OfficerWelcome {
  type: "welcome";
  epoch: string | number;
  officer: OfficerRef & { role?: string; presence?: string; capacity?: number };
  queues: (Queue | string)[];
  conversations: ConversationHead[];
  tickets: Ticket[];
  /** Open for or by this officer; absent where the daemon knows no consults. */
  consults?: Consult[];
  /** Not closed; absent where the daemon knows no incidents. */
  incidents?: Incident[];
  /** The office's words for what a question is about. */
  topics?: string[];
  presence?: { state?: string; capacity?: number };
  officers?: OfficerRef[];
  redirects?: Redirect[];
  unconfigured?: Unconfigured[];
  /** One may see how the office's accounts at the platforms stand. */
  channels?: boolean;
  office?: OfficeInfo | string;
  more?: boolean;
  files?: FileLimits;
}

export interface Ack {
  type: "ack";
  re: string;
  conversation?: string;
  seq?: number;
  received_at?: string;
  at?: string;
  messages?: unknown[];
  more?: boolean;
  more_revs?: boolean;
  warnings?: unknown[];
  [key: string]: unknown;
}

export interface ErrorFrame {
  type: "error";
  re?: string;
  code: string;
  message?: string;
  temporary?: boolean;
  path?: string;
  retry_after_ms?: number;
  messages?: Message[];
  more?: boolean;
}

export interface Frame {
  type: string;
  [key: string]: unknown;
}

const own_pages: readonly (string | undefined)[] = [undefined, "webchat", "care"];

/** What is written goes through a platform, which tells what became of it. */
export const hasPlatform = (head: { channel?: string | undefined } | undefined): boolean => !own_pages.includes(head?.channel);

export const nameOf = (who: OfficerRef | string | undefined): string =>
  who === undefined ? "" : typeof who === "string" ? who : (who.name ?? who.id);

export const idOf = (who: OfficerRef | string | undefined): string =>
  who === undefined ? "" : typeof who === "string" ? who : who.id;
