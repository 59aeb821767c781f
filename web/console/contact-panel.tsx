// Who asks, as far as it is known: the name that they gave or that they gave none, where they write and since when. What they said of themselves is masked until the handling officer opens it for a reason, which stays as a note.
import { Button, Group, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { documentName } from "../words/content.ts";
import { moment } from "../words/time.ts";
import { idOf, type ConversationHead, type Identity } from "../wire/types.ts";
import { channelName, useDesk, useOfficer, useZone, whoSaid } from "./context.tsx";
import { whyNot } from "./errors.ts";
import type { Key } from "./words.ts";

const fields = ["name", "email", "phone", "nik", "npwp"] as const;

interface Props {
  head: ConversationHead;
  /** Asks the citizen for it; writes down what they said. */
  request: (() => void) | undefined;
  record: (() => void) | undefined;
}

export function ContactPanel({ head, request, record }: Props) {
  const { client, say, locale } = useDesk();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [opened, setOpened] = useState<Identity | null>(null);
  const [why, setWhy] = useState("");
  const [told, setTold] = useState("");
  const part = useRef<HTMLElement>(null);
  // The focus goes where the next key is wanted: to the reason, back to what asked for it, or to what was opened.
  const go = (to: string) => setTimeout(() => part.current?.querySelector<HTMLElement>(to)?.focus());
  const ask = (open: boolean) => {
    setAsking(open);
    setWhy("");
    go(open ? "form input" : ".reveal");
  };
  const zone = useZone();
  const given = head.identity;
  // What was opened is gone with the conversation, and what changed since is masked anew.
  const masked = JSON.stringify(given ?? null);
  useEffect(() => {
    setOpened(null);
    setTold("");
  }, [masked, head.conversation]);
  const mine = idOf(head.officer) === useOfficer().me?.id;
  const name = whoSaid(head);
  const log = client.thread(head.conversation)?.log;
  const since = (log?.first === 1 && log.items[0]?.at) || head.received_at;
  const shown: Identity = opened ?? given ?? {};
  const more = fields.some((f) => f !== "name" && given?.[f]) || Boolean(given?.documents?.length);
  const reveal = async () => {
    if (!reason.trim()) {
      setWhy(say("reveal_need"));
      return go("form input");
    }
    try {
      const ack = await client.command("identity.reveal", { conversation: head.conversation, reason: reason.trim() });
      setOpened((ack.identity as Identity | undefined) ?? null);
      setAsking(false);
      setReason("");
      setWhy("");
      go("h3");
    } catch (e) {
      setWhy(whyNot(e, locale));
    }
  };
  const copy = (kind: string, number: string) => {
    const copying = navigator.clipboard?.writeText(number) ?? Promise.reject(new Error("no clipboard")); // there is none without TLS
    copying.then(() => setTold(say("copied", { what: kind })), () => setTold(say("not_copied")));
  };
  return (
    <section ref={part} className="contact" aria-label={say("contact")}>
      <h3 tabIndex={-1}>{say("contact")}</h3>
      <dl className="facts">
        <div><dt>{say("i_name")}</dt>{shown.name || name ? <dd translate="no">{shown.name || name}</dd> : <dd>{say(mine ? "no_name" : "name_hidden")}</dd>}</div>
        {head.channel && <div><dt>{say("i_channel")}</dt><dd>{channelName(head.channel, say)}</dd></div>}
        {since && <div><dt>{say("i_since")}</dt><dd>{moment(since, locale, zone)}</dd></div>}
        {fields.map((f) => f !== "name" && shown[f] && <div key={f}><dt>{say(`i_${f}` as Key)}</dt><dd translate="no">{shown[f]}</dd></div>)}
        {shown.documents?.map((d, i) => {
          const kind = documentName(d.kind, locale === "en" ? 1 : 0);
          return (
            <div key={`${d.kind}-${i}`}>
              <dt>{kind}</dt>
              <dd translate="no">
                {d.number}{" "}
                {opened && <button type="button" className="link" onClick={() => copy(kind, d.number)}>{say("copy", { what: kind })}</button>}
              </dd>
            </div>
          );
        })}
      </dl>
      {more && !opened && !asking && <button type="button" className="link reveal" onClick={() => ask(true)}>{say("reveal")}</button>}
      {asking && more && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void reveal();
          }}
        >
          <Group gap="xs" align="end">
            <TextInput size="xs" label={say("reveal_reason")} value={reason} autoComplete="off" maxLength={4000} onChange={(e) => setReason(e.currentTarget.value)} />
            <Button size="compact-sm" type="submit">{say("reveal")}</Button>
            <Button size="compact-sm" variant="default" onClick={() => ask(false)}>{say("cancel")}</Button>
          </Group>
        </form>
      )}
      {(request || record) && !asking && (
        <p className="contact-acts">
          {request && <button type="button" className="link" onClick={request}>{say("ask_identity")}</button>}
          {record && <button type="button" className="link" onClick={record}>{say("ri_go")}</button>}
        </p>
      )}
      <p role="status" className="hint">{told}</p>
      <p role="alert" className="why">{why}</p>
    </section>
  );
}
