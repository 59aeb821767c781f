// How the office's accounts at the platforms stand, over HTTP with the cookie. Pure but for the call.
import type { ChannelKey } from "./channel-words.ts";

export interface ChannelState {
  channel: string;
  kind: string;
  account: string;
  queue?: string;
  decision?: string;
  /** `working`, `stopped`, `inbound_missing`, `unknown`; whatever a newer daemon says besides. */
  state: string;
  /** Why nothing goes out, as officers read it. */
  stopped?: string;
  subscribed?: boolean;
  /** What the platform said of it, for whoever runs this installation. */
  subscription?: string;
  looked_at?: string;
  resubscribed?: number;
  last_received_at?: string;
  last_sent_at?: string;
  to_send: number;
  unread: number;
  token_ends_at?: string;
  seen_at?: string;
}

export type ChannelsAnswer = { ok: true; channels: ChannelState[] } | { ok: false; why: "signed_out" | "forbidden" | "trouble" };

export async function channelsNow(): Promise<ChannelsAnswer> {
  try {
    const answer = await fetch("/api/v1/channels", { credentials: "same-origin", headers: { accept: "application/json" } });
    if (answer.ok) return { ok: true, channels: ((await answer.json()) as { channels: ChannelState[] }).channels };
    return { ok: false, why: answer.status === 401 ? "signed_out" : answer.status === 403 ? "forbidden" : "trouble" };
  } catch {
    return { ok: false, why: "trouble" };
  }
}

const states = new Map<string, [ChannelKey, "good" | "alarm" | ""]>([
  ["working", ["working", "good"]], ["stopped", ["stopped", "alarm"]], ["inbound_missing", ["inbound_missing", "alarm"]], ["unknown", ["unknown", ""]],
]);
export const stateOf = (state: string): [ChannelKey, "good" | "alarm" | ""] => states.get(state) ?? ["unknown", ""];

const rank = (c: ChannelState) => (stateOf(c.state)[1] === "alarm" ? 0 : 1);
/** What needs somebody comes first; else in the configuration's order. */
export const inOrder = (channels: readonly ChannelState[]): ChannelState[] => [...channels].sort((a, b) => rank(a) - rank(b));

const day_ms = 86_400_000;
const soon_days = 21;
/** Until an access token ends: how it is said, and whether it is soon. */
export function tokenEnd(at: string, now: number): { days: number; soon: boolean; ended: boolean } {
  const left = Date.parse(at) - now;
  return { days: Math.max(0, Math.floor(left / day_ms)), soon: left < soon_days * day_ms, ended: left <= 0 };
}
