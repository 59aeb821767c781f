// Finds a conversation by number or name in what the officer may see: at once in the lists, then in what the office keeps.
import { Modal, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { ConversationHead } from "../wire/types.ts";
import { channelName, useDesk, useOfficer, useStateWord, whoIs } from "./context.tsx";
import { numberOf } from "../words/number.ts";
import { codeOf, whyNot } from "./errors.ts";
import { ticketOf } from "./due.ts";
import { endedTicketOf } from "./tickets.ts";

const pause_ms = 250;
const bare = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

export function Finder({ opened, close, choose }: { opened: boolean; close(): void; choose(head: ConversationHead): void }) {
  const { client, say, locale } = useDesk();
  const state = useOfficer();
  const stateWord = useStateWord();
  const [q, setQ] = useState("");
  const [kept, setKept] = useState<readonly ConversationHead[]>([]);
  const [done, setDone] = useState("");
  const [why, setWhy] = useState("");
  const list = useRef<HTMLUListElement>(null);
  // A number is found whatever stands around it; a wrong digit in one is told here and asks nothing.
  const read = numberOf(q);
  const mistyped = "fault" in read && read.fault === "wrong_number";
  const asked = "number" in read ? read.number : q.trim();
  const wanted = bare(asked);
  const near = wanted === "" ? [] : [...state.heads.values()].filter((h) => [whoIs(h), h.reference ?? "", ticketOf(h, state.tickets)?.number ?? ""].some((t) => bare(t).includes(wanted)));
  const found = [...new Map([...kept, ...near].map((h) => [h.conversation, state.heads.get(h.conversation) ?? h])).values()];

  useEffect(() => {
    if (!opened) return;
    setQ("");
    setKept([]);
    setDone("");
    setWhy("");
  }, [opened]);
  useEffect(() => {
    setKept([]);
    setWhy("");
    if (wanted === "" || mistyped) return setDone(mistyped ? asked : "");
    let current = true;
    const timer = setTimeout(() => {
      client.command("conversation.find", { q: asked }).then(
        (ack) => {
          if (!current) return;
          setKept((ack.conversations as ConversationHead[] | undefined) ?? []);
          setDone(asked);
        },
        (e: unknown) => {
          if (!current) return;
          setDone(asked);
          if (codeOf(e) !== "unknown_type") setWhy(whyNot(e, locale));
        },
      );
    }, pause_ms);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [q]);

  const move = (e: KeyboardEvent) => {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    const rows = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLButtonElement) + (e.key === "ArrowDown" ? 1 : -1);
    e.preventDefault();
    rows[Math.min(rows.length - 1, Math.max(0, at))]?.focus();
  };
  return (
    <Modal opened={opened} onClose={close} title={say("find")} lockScroll={false} transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": say("cancel") }}>
      <div onKeyDown={move}>
        <form
          onSubmit={(e) => {
            e.preventDefault();
            if (found[0]) choose(found[0]);
          }}
        >
          <TextInput label={say("find_label")} value={q} maxLength={256} autoComplete="off" data-autofocus onChange={(e) => setQ(e.currentTarget.value)} />
        </form>
        <p role="status" className="hint">{wanted === "" || done !== asked ? "" : found.length > 0 ? say("find_some", { count: found.length }) : why || say(mistyped ? "find_wrong" : "find_none")}</p>
        <ul ref={list} className="found">
          {found.map((h) => (
            <li key={h.conversation}>
              <button type="button" className="row" onClick={() => choose(h)}>
                <span className="row-top"><strong>{whoIs(h)}</strong></span>
                <span className="row-sub">
                  {h.channel && <span>{channelName(h.channel, say)}</span>}
                  <span>{stateWord(h)}</span>
                  <span translate="no">{(ticketOf(h, state.tickets) ?? endedTicketOf(h, state.tickets.values()))?.number ?? h.reference}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Modal>
  );
}
