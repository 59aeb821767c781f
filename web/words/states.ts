// What a citizen is told of a request and a ticket, everywhere alike.
import type { Words } from "./locale.ts";

const passed = ["Diteruskan ke unit terkait", "Passed to the unit concerned"] as const;
const recorded = ["Tercatat, menunggu jawaban", "Recorded, waiting for an answer"] as const;
const queued = ["Menunggu petugas", "Waiting for an officer"] as const;

const received = ["Diterima", "Received"] as const;
/** An automatic ticket that waits no more was only this. */
const was_recorded = ["Tercatat", "Recorded"] as const;

/** A request's states as the citizen reads them; `escalated` is told by its ticket. */
export const states: Words = {
  new: queued,
  queued,
  assigned: ["Ditangani", "Being handled"],
  waiting_applicant: ["Menunggu tanggapan Anda", "Waiting for your reply"],
  escalated: passed,
  answered: ["Dijawab", "Answered"],
  closed: ["Selesai", "Closed"],
  issued: passed,
  in_progress: passed,
  coordinating: ["Sedang dikoordinasikan", "Under coordination"],
  reopened: ["Dibuka kembali", "Reopened"],
};

/** A ticket that its owner filed: nobody passed it on. */
const filed: Words = {
  issued: ["Tercatat, menunggu petugas", "Recorded, waiting for an officer"],
  in_progress: ["Ditangani", "Being handled"],
  coordinating: ["Ditangani, sedang dikoordinasikan", "Being handled, under coordination"],
};

interface Stated {
  state: string;
  automatic?: boolean;
  filed?: boolean;
}

/** The clock's ticket is recorded here; an officer's went to a unit. */
export function stateWord({ state, automatic, filed: own }: Stated, half: 0 | 1): string {
  const pair = own ? (filed[state] ?? states[state]) : states[state];
  return automatic && pair === passed ? recorded[half] : (pair?.[half] ?? state);
}

export const isEnded = (state: string): boolean => state === "answered" || state === "closed";

export const openTicket = <T extends Stated>(tickets: readonly T[]): T | undefined => tickets.find((t) => !isEnded(t.state));

/** Its citizen has ended it; only the ticket is left, and nobody has written since. */
export const endedWithTicket = (messages: readonly { from: string; template?: string }[]): boolean =>
  [...messages].reverse().find((m) => m.from !== "system" || m.template === "ended_ticket_stays")?.from === "system";

/** What a conversation stands at: once it is escalated, what its open ticket does. */
export const conversationWord = (state: string, tickets: readonly Stated[], half: 0 | 1): string =>
  stateWord((state === "escalated" && openTicket(tickets)) || { state }, half);

export interface Step {
  word: string;
  at: "done" | "now" | "ahead";
}

/** The way of a number from its receipt to its end. The step that it stands at has the word of its state, whatever shows it. */
export function stepsOf(of: Stated & { ticket: boolean; answered: boolean }, half: 0 | 1): Step[] {
  const { state } = of;
  const between = of.filed || !of.ticket ? states.assigned! : of.automatic ? was_recorded : passed;
  const middle = isEnded(state) ? between[half] : stateWord(of, half);
  const way: [word: string, name: string][] = [[received[half], "received"]];
  // What was closed without an answer was not answered on its way; a request of that kind may never have had an officer.
  const unanswered = state === "closed" && !of.answered;
  if (!unanswered || of.ticket) way.push([middle, "middle"]);
  if (!unanswered) way.push([states.answered![half], "answered"]);
  way.push([states.closed![half], "closed"]);
  const now = way.findIndex(([, name]) => name === (isEnded(state) ? state : "middle"));
  return way.map(([word], i) => ({ word, at: i < now ? "done" : i === now ? "now" : "ahead" }));
}

const promises = {
  request: ["Jawaban atau nomor tiket paling lambat {when}.", "An answer or a ticket number by {when}."],
  ticket: ["Jawaban paling lambat {when}.", "The answer by {when}."],
} as const satisfies Words;

/** What is promised until when. */
export const promiseWord = (of: keyof typeof promises, when: string, half: 0 | 1): string => promises[of][half].replace("{when}", when);

/** How a request ended that got no answer, as its citizen is told. */
export const outcomes: Words = {
  redirected: ["Pertanyaan ini diarahkan ke kantor atau layanan yang menanganinya.", "This question was directed to the office or service that deals with it."],
  duplicate: ["Pertanyaan yang sama sudah kami terima dengan nomor lain.", "We have the same question under another number already."],
  abandoned: ["Percakapan ini berakhir sebelum ada jawaban. Anda dapat bertanya lagi kapan saja.", "This conversation ended before there was an answer. You are welcome to ask again at any time."],
  no_question: ["Percakapan ini berakhir tanpa pertanyaan. Anda dapat bertanya kapan saja.", "This conversation ended without a question. You are welcome to ask at any time."],
  not_a_request: ["Pesan ini tidak berisi permintaan yang perlu dijawab. Anda dapat bertanya kapan saja.", "This message has no request to be answered. You are welcome to ask at any time."],
  spam: ["Pesan ini kami tutup tanpa jawaban. Anda dapat bertanya lagi kapan saja.", "We closed this message without an answer. You are welcome to ask again at any time."],
};
