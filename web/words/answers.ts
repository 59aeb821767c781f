// What stands as the answer to a question.
interface Said {
  from: string;
  purpose?: string;
  revoked?: boolean;
  removed?: boolean;
}

/** It was given as an answer and still is one. */
export const isAnswer = (m: Said): boolean => m.from === "officer" && m.purpose === "answer" && !m.revoked && !m.removed;
