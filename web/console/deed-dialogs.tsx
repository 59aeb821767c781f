// What is asked before a deed that cannot be taken back by itself: topic, split, revoking an answer, restricting, asking for identity.
import { Checkbox, Textarea } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
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

interface ReasonProps {
  opened: boolean;
  close(): void;
  title: string;
  /** Of the button. */
  label: string;
  /** Of the reason's field, and what is said where it is empty. */
  reasonLabel: string;
  need: string;
  why: Props["why"];
  /** True: it was taken, and the dialog closes. */
  send(reason: string): Promise<boolean>;
  children: ReactNode;
}

/** A deed that wants its reason. */
function ReasonDialog({ opened, close, title, label, reasonLabel, need, why, send, children }: ReasonProps) {
  const [reason, setReason] = useState("");
  const [told, setTold] = useState("");
  useEffect(() => {
    setReason("");
    setTold("");
  }, [opened]);
  const go = async () => {
    if (!reason.trim()) return setTold(need);
    if (await send(reason.trim())) close();
  };
  return (
    <Dialog opened={opened} close={close} title={title} go={() => void go()} label={label} told={told || why}>
      {children}
      <Textarea label={reasonLabel} rows={3} value={reason} maxLength={4000} onChange={(e) => setReason(e.currentTarget.value)} data-autofocus />
    </Dialog>
  );
}

export function RevokeDialog({ opened, close, seq, act, why }: Props & { seq: number }) {
  const { say } = useDesk();
  return (
    <ReasonDialog {...{ opened, close, why }} title={say("revoke_title")} label={say("revoke")} reasonLabel={say("revoke_reason")} need={say("revoke_need")} send={(reason) => act("answer.revoke", { seq, reason })}>
      <p>{say("revoke_hint")}</p>
    </ReasonDialog>
  );
}

/** From then on others see it: what happens is said before it does. */
export function RestrictDialog({ opened, close, head, act, why }: Props) {
  const { say } = useDesk();
  const send = async (reason: string) => {
    const who = whoIs(head);
    const taken = await act("conversation.restrict", { reason });
    if (taken) announce(say("rs_done", { who }));
    return taken;
  };
  return (
    <ReasonDialog {...{ opened, close, why, send }} title={say("rs_title")} label={say("rs_do")} reasonLabel={say("rs_reason")} need={say("rs_need")}>
      <p>{say("rs_hint")}</p>
      <ul className="what-happens">
        <li>{say("rs_who")}</li>
        <li>{say("rs_citizen")}</li>
      </ul>
    </ReasonDialog>
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
