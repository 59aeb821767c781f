// Who asks, as far as it is known: the name that they gave or that they gave none, where they write and since when. What they said of themselves is masked until the handling officer opens it for a reason, which stays as a note.
import { Button, Group, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { moment } from "../words/time.ts";
import { idOf, type ConversationHead, type Identity } from "../wire/types.ts";
import { channelName, useDesk, useOfficer, useZone, whoSaid } from "./context.tsx";
import { whyNot } from "./errors.ts";
import type { Key } from "./words.ts";

const fields = ["name", "email", "phone", "nik", "npwp"] as const;

export function ContactPanel({ head }: { head: ConversationHead }) {
  const { client, say, locale } = useDesk();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [opened, setOpened] = useState<Identity | null>(null);
  const [why, setWhy] = useState("");
  const zone = useZone();
  const given = head.identity;
  // What was opened is gone with the conversation, and what changed since is masked anew.
  const masked = JSON.stringify(given ?? null);
  useEffect(() => setOpened(null), [masked, head.conversation]);
  const mine = idOf(head.officer) === useOfficer().me?.id;
  const name = whoSaid(head);
  const log = client.thread(head.conversation)?.log;
  const since = (log?.first === 1 && log.items[0]?.at) || head.received_at;
  const shown: Identity = opened ?? given ?? {};
  const more = fields.some((f) => f !== "name" && given?.[f]) || Boolean(given?.documents?.length);
  const reveal = async () => {
    if (!reason.trim()) return setWhy(say("reveal_need"));
    try {
      const ack = await client.command("identity.reveal", { conversation: head.conversation, reason: reason.trim() });
      setOpened((ack.identity as Identity | undefined) ?? null);
      setAsking(false);
      setReason("");
      setWhy("");
    } catch (e) {
      setWhy(whyNot(e, locale));
    }
  };
  return (
    <section className="contact" aria-label={say("contact")}>
      <h3>{say("contact")}</h3>
      <dl className="facts">
        <div><dt>{say("i_name")}</dt>{shown.name || name ? <dd translate="no">{shown.name || name}</dd> : <dd>{say(mine ? "no_name" : "name_hidden")}</dd>}</div>
        {head.channel && <div><dt>{say("i_channel")}</dt><dd>{channelName(head.channel)}</dd></div>}
        {since && <div><dt>{say("i_since")}</dt><dd>{moment(since, locale, zone)}</dd></div>}
        {fields.map((f) => f !== "name" && shown[f] && <div key={f}><dt>{say(`i_${f}` as Key)}</dt><dd translate="no">{shown[f]}</dd></div>)}
        {shown.documents?.map((d, i) => (
          <div key={`${d.kind}-${i}`}>
            <dt>{d.kind}</dt>
            <dd translate="no">
              {d.number}{" "}
              {opened && <button type="button" className="link" onClick={() => void navigator.clipboard?.writeText(d.number)}>{say("copy", { what: d.kind })}</button>}
            </dd>
          </div>
        ))}
      </dl>
      {more && !opened && !asking && <button type="button" className="link" onClick={() => setAsking(true)}>{say("reveal")}</button>}
      {asking && (
        <form
          onSubmit={(e) => {
            e.preventDefault();
            void reveal();
          }}
        >
          <Group gap="xs" align="end">
            <TextInput size="xs" label={say("reveal_reason")} value={reason} autoComplete="off" data-autofocus onChange={(e) => setReason(e.currentTarget.value)} />
            <Button size="compact-sm" type="submit">{say("reveal")}</Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>{say("cancel")}</Button>
          </Group>
        </form>
      )}
      <p role="alert" className="why">{why}</p>
    </section>
  );
}
