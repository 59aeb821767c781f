// Conversations that an officer took, released or passed on themself: the one move that such a deed makes is no news to them.
import { idOf, type ConversationHead } from "./types.ts";

const deeds = new Set(["conversation.claim", "conversation.release", "conversation.transfer", "ticket.take", "ticket.assign"]);

export const movesOne = (type: string): boolean => deeds.has(type);

export class OwnMoves {
  readonly #asked = new Set<string>();
  readonly #moved = new Set<string>();

  asked(conversation: string): void {
    this.#asked.add(conversation);
    this.#moved.delete(conversation);
  }
  refused(conversation: string): void {
    this.#asked.delete(conversation);
  }

  /** What is covered now that these heads have come: the first move of each, and no later one. */
  after(heads: Iterable<ConversationHead>, before: ReadonlyMap<string, ConversationHead>): ReadonlySet<string> {
    for (const head of heads) {
      const was = before.get(head.conversation);
      if (!this.#asked.has(head.conversation) || (was && idOf(was.officer) === idOf(head.officer) && was.queue === head.queue)) continue;
      if (this.#moved.has(head.conversation)) this.refused(head.conversation);
      else this.#moved.add(head.conversation);
    }
    return new Set(this.#asked);
  }
}
