// What is asked before a deed that cannot be taken back by itself: topic, split, revoking an answer, restricting, asking for identity.
import { Checkbox, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ConversationHead } from "../wire/types.ts";
import { announce } from "./announce.ts";
import { useDesk, whoIs } from "./context.tsx";
import { Dialog, type Props } from "./dialogs.tsx";
import { TopicSelect } from "./ticket-panel.tsx";

export function TopicDialog({ opened, close, head, act, why }: Props & { head: ConversationHead }) {
  const { say } = useDesk();
  const [topic, setTopic] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => {
    setTopic(head.topic ?? "");
    setTold("");
  }, [opened]);
  const go = async () => {
    if (topic === "") return setTold(say("topic_need"));
    if (topic === head.topic || (await act("conversation.topic", { topic }))) close();
  };
  return (
    <Dialog opened={opened} close={close} title={say("topic_title")} go={() => void go()} label={say("save")} told={told || why}>
      <TopicSelect value={topic} change={setTopic} />
    </Dialog>
  );
}

export function SplitDialog({ opened, close, seq, act, why }: Props & { seq: number }) {
  const { say } = useDesk();
  return (
    <Dialog opened={opened} close={close} title={say("split_title")} go={() => void act("request.split", { from_seq: seq }).then((ok) => ok && close())} label={say("split")} told={why}>
      <p>{say("split_hint")}</p>
    </Dialog>
  );
}

export function RevokeDialog({ opened, close, seq, act, why }: Props & { seq: number }) {
  const { say } = useDesk();
  const [reason, setReason] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => {
    setReason("");
    setTold("");
  }, [opened]);
  const go = async () => {
    if (!reason.trim()) return setTold(say("revoke_need"));
    if (await act("answer.revoke", { seq, reason: reason.trim() })) close();
  };
  return (
    <Dialog opened={opened} close={close} title={say("revoke_title")} go={() => void go()} label={say("revoke")} told={told || why}>
      <p>{say("revoke_hint")}</p>
      <Textarea label={say("revoke_reason")} rows={3} value={reason} maxLength={4000} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus />
    </Dialog>
  );
}

/** From then on others see it: what happens is said before it does. */
export function RestrictDialog({ opened, close, head, act, why }: Props) {
  const { say } = useDesk();
  const [reason, setReason] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => {
    setReason("");
    setTold("");
  }, [opened]);
  const go = async () => {
    if (!reason.trim()) return setTold(say("rs_need"));
    const who = whoIs(head);
    if (!(await act("conversation.restrict", { reason: reason.trim() }))) return;
    announce(say("rs_done", { who }));
    close();
  };
  return (
    <Dialog opened={opened} close={close} title={say("rs_title")} go={() => void go()} label={say("rs_do")} told={told || why}>
      <p>{say("rs_hint")}</p>
      <ul className="what-happens">
        <li>{say("rs_who")}</li>
        <li>{say("rs_citizen")}</li>
      </ul>
      <Textarea label={say("rs_reason")} rows={3} value={reason} maxLength={4000} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus />
    </Dialog>
  );
}

export const identity_fields = ["name", "email", "phone", "nik", "npwp", "documents"] as const;

export function IdentityDialog({ opened, close, act, why }: Props) {
  const { say } = useDesk();
  const [fields, setFields] = useState<readonly string[]>([]);
  const [told, setTold] = useState("");
  useEffect(() => {
    setFields([]);
    setTold("");
  }, [opened]);
  const go = async () => {
    if (fields.length === 0) return setTold(say("ask_identity_need"));
    if (await act("identity.request", { fields })) close();
  };
  return (
    <Dialog opened={opened} close={close} title={say("ask_identity_title")} go={() => void go()} label={say("send")} told={told || why}>
      <fieldset className="choices">
        <legend>{say("ask_identity_hint")}</legend>
        {identity_fields.map((f) => (
          <Checkbox key={f} label={say(`i_${f}`)} checked={fields.includes(f)} data-autofocus={f === "name" || undefined} onChange={(e) => setFields(e.currentTarget.checked ? identity_fields.filter((x) => x === f || fields.includes(x)) : fields.filter((x) => x !== f))} />
        ))}
      </fieldset>
    </Dialog>
  );
}
