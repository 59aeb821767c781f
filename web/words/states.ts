// What a citizen is told of a request and a ticket, everywhere alike.
import type { Words } from "./locale.ts";

const passed = ["Diteruskan ke unit terkait", "Passed to the unit concerned"] as const;
const recorded = ["Tercatat, menunggu jawaban", "Recorded, waiting for an answer"] as const;
const queued = ["Menunggu petugas", "Waiting for an officer"] as const;

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
  coordinating: passed,
  reopened: ["Dibuka kembali", "Reopened"],
};

interface Stated {
  state: string;
  automatic?: boolean;
}

/** The clock's ticket is recorded here; an officer's went to a unit. */
export function stateWord({ state, automatic }: Stated, half: 0 | 1): string {
  const pair = states[state];
  return automatic && pair === passed ? recorded[half] : (pair?.[half] ?? state);
}

export const openTicket = <T extends Stated>(tickets: readonly T[]): T | undefined => tickets.find((t) => t.state !== "answered" && t.state !== "closed");

/** What a conversation stands at: once it is escalated, what its open ticket does. */
export const conversationWord = (state: string, tickets: readonly Stated[], half: 0 | 1): string =>
  stateWord((state === "escalated" && openTicket(tickets)) || { state }, half);
