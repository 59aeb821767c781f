// A conversation's messages by sequence number. Each number is held once; what arrives early waits until the hole is filled,
// so a reader of `items` never sees a line that a later one would have to go before.
import type { Message, MessageUpdate } from "./types.ts";

export class MessageLog {
  #bySeq = new Map<number, Message>();
  #early: MessageUpdate[] = [];
  #view: Message[] = [];
  #last_ = 0;

  /** The messages from the lowest held number on, without a hole. */
  get items(): readonly Message[] {
    return this.#view;
  }
  /** The highest number up to which nothing is missing; 0 when nothing is held. */
  get last(): number {
    return this.#last_;
  }
  get first(): number {
    return this.#view[0]?.seq ?? 0;
  }
  /** Something beyond `last` is held, so what lies between must be fetched. */
  get hole(): boolean {
    return this.#bySeq.size > this.#view.length;
  }

  reset(): void {
    this.#bySeq.clear();
    this.#early = [];
    this.#view = [];
    this.#last_ = 0;
  }

  put(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    for (const m of messages) this.#bySeq.set(m.seq, { ...this.#bySeq.get(m.seq), ...m });
    this.#early = this.#early.filter((u) => !this.#apply(u));
    this.#refresh();
  }

  update(u: MessageUpdate): void {
    if (this.#apply(u)) this.#refresh();
    else if (this.#early.length < 500) this.#early.push(u);
  }

  get(seq: number): Message | undefined {
    return this.#bySeq.get(seq);
  }

  #apply(u: MessageUpdate): boolean {
    const held = this.#bySeq.get(u.seq);
    if (!held) return false;
    if (u.rev !== undefined && held.rev !== undefined && u.rev < held.rev) return true;
    const next: Message = { ...held };
    if (u.rev !== undefined) next.rev = u.rev;
    if (u.delivery !== undefined) next.delivery = u.delivery;
    if (u.error !== undefined) next.error = u.error;
    if (u.reason !== undefined) next.reason = u.reason;
    if (u.purpose !== undefined) next.purpose = u.purpose;
    if (u.revoked !== undefined) next.revoked = u.revoked;
    if (u.reaction !== undefined) next.reaction = u.reaction;
    if (u.attachments !== undefined) next.attachments = u.attachments;
    if (u.removed) {
      next.removed = true;
      delete next.text;
    }
    if (u.edited !== undefined && u.edited !== false) {
      next.edited = true;
      const text = typeof u.edited === "string" ? u.edited : typeof u.edited === "object" ? u.edited.text : u.text;
      if (text !== undefined) next.text = text;
    }
    this.#bySeq.set(u.seq, next);
    return true;
  }

  // A prepended page lowers the start; the end moves only over numbers that are all held.
  #refresh(): void {
    const seqs = [...this.#bySeq.keys()].sort((a, b) => a - b);
    let end = this.#last_ > 0 ? this.#last_ : (seqs[0] ?? 0);
    while (this.#bySeq.has(end + 1)) end += 1;
    let start = end;
    while (this.#bySeq.has(start - 1)) start -= 1;
    this.#last_ = end;
    this.#view = seqs.filter((s) => s >= start && s <= end).map((s) => this.#bySeq.get(s) as Message);
  }
}
