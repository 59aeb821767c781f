// Who asks, as they said themselves: masked until the handling officer opens it for a reason, which stays as a note.
import { Button, Group, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ConversationHead, Identity } from "../wire/types.ts";
import { useDesk } from "./context.tsx";
import { whyNot } from "./errors.ts";
import type { Key } from "./words.ts";

const fields = ["name", "email", "phone", "nik", "npwp"] as const;

export function ContactPanel({ head }: { head: ConversationHead }) {
  const { client, say, locale } = useDesk();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [opened, setOpened] = useState<Identity | null>(null);
  const [why, setWhy] = useState("");
  const given = head.identity;
  // What was opened is gone with the conversation, and what changed since is masked anew.
  const masked = JSON.stringify(given ?? null);
  useEffect(() => setOpened(null), [masked, head.conversation]);
  if (!given || (fields.every((f) => !given[f]) && !given.documents?.length)) return null;
  const shown = opened ?? given;
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
      <dl className="facts">
        {fields.map((f) => shown[f] && <div key={f}><dt>{say(`i_${f}` as Key)}</dt><dd translate="no">{shown[f]}</dd></div>)}
        {shown.documents?.map((d, i) => (
          <div key={`${d.kind}-${i}`}>
            <dt>{d.kind}</dt>
            <dd className="mono" translate="no">
              {d.number}{" "}
              {opened && <button type="button" className="link" onClick={() => void navigator.clipboard?.writeText(d.number)}>{say("copy", { what: d.kind })}</button>}
            </dd>
          </div>
        ))}
      </dl>
      {!opened && !asking && <button type="button" className="link" onClick={() => setAsking(true)}>{say("reveal")}</button>}
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
