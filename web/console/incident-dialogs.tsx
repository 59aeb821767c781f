// Opens an incident, and puts what is looked at into one or takes it out. What is written stays in the tab until it is sent.
import { NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { ConversationHead, Ticket } from "../wire/types.ts";
import { oneLine } from "../words/visible.ts";
import { useDesk, useKept, useOfficer, whoIs } from "./context.tsx";
import { Dialog } from "./dialogs.tsx";
import { whyNotGathered, wordOf } from "./errors.ts";
import { isLoose, listed, outcomeOf, title_chars_max } from "./incidents.ts";
import { idOfTicket } from "./tickets.ts";

interface OpenProps {
  opened: boolean;
  close(): void;
  made(incident: string): void;
}

export function OpenIncidentDialog({ opened, close, made }: OpenProps) {
  const { client, say, locale } = useDesk();
  const [title, setTitle] = useKept("incident-title");
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => setTold(""), [opened]);
  const go = async () => {
    if (!oneLine(title)) return setTold(say("in_need_name"));
    setBusy(true);
    setTold("");
    try {
      const ack = await client.command("incident.open", { title: oneLine(title) });
      setTitle("");
      close();
      made(String(ack.incident ?? ""));
    } catch (e) {
      setTold(whyNotGathered(e, locale));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened={opened} close={close} title={say("in_open_title")} go={() => void go()} label={say("in_open")} told={told} busy={busy}>
      <p>{say("in_open_hint")}</p>
      <TextInput label={say("in_name")} value={title} maxLength={title_chars_max} autoComplete="off" onChange={(e) => setTitle(e.currentTarget.value)} data-autofocus />
    </Dialog>
  );
}

/** How what was not taken is called on this desk. */
export function useNameOfMember(): (what: string) => string {
  const { heads } = useOfficer();
  return (what) => {
    const head = heads.get(what);
    return head ? whoIs(head) : what;
  };
}

interface GatherProps {
  opened: boolean;
  close(): void;
  /** Into an incident, or out of it. */
  adding: boolean;
  head: ConversationHead;
  ticket?: Ticket | undefined;
  done(told: string): void;
}

const fresh = "*";

export function GatherDialog({ opened, close, adding, head, ticket, done }: GatherProps) {
  const { client, say, locale } = useDesk();
  const { incidents } = useOfficer();
  const nameFor = useNameOfMember();
  const [chosen, setChosen] = useState("");
  const [title, setTitle] = useKept("incident-title");
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const choices = listed(incidents.values()).filter(isLoose);
  const known = (ticket ?? head).incident ?? "";
  useEffect(() => {
    setTold("");
    if (opened) setChosen(choices.some((i) => i.incident === known) ? known : choices.length === 0 && adding ? fresh : "");
  }, [opened]);
  const go = async () => {
    if (chosen === "") return setTold(say("in_need_choice"));
    if (chosen === fresh && !oneLine(title)) return setTold(say("in_need_name"));
    setBusy(true);
    setTold("");
    try {
      let incident = chosen;
      if (incident === fresh) {
        incident = String((await client.command("incident.open", { title: oneLine(title) })).incident ?? "");
        setTitle("");
        setChosen(incident); // refused after this, it is not opened a second time
      }
      const what = ticket ? { tickets: [idOfTicket(ticket)] } : { conversations: [head.conversation] };
      const ack = await client.command(adding ? "incident.add" : "incident.remove", { incident, ...what });
      const lines = outcomeOf(ack, adding, say, ticket ? (x) => x : nameFor, (code) => wordOf(code, locale)).join(" ");
      if ((Number(ack.changed) || 0) === 0) return setTold(lines);
      close();
      done(lines);
    } catch (e) {
      setTold(whyNotGathered(e, locale));
    } finally {
      setBusy(false);
    }
  };
  const unseen = chosen !== "" && chosen !== fresh && !choices.some((i) => i.incident === chosen);
  return (
    <Dialog opened={opened} close={close} title={say(adding ? "in_add_title" : "in_out_title")} go={() => void go()} label={say(adding ? "in_add_go" : "in_out_go")} told={told} busy={busy}>
      {!adding && <p>{say("in_out_hint")}</p>}
      <NativeSelect label={say("in_choose")} value={chosen} onChange={(e) => setChosen(e.currentTarget.value)} data-autofocus>
        <option value="">{say("none")}</option>
        {choices.map((i) => <option key={i.incident} value={i.incident}>{i.title}</option>)}
        {unseen && <option value={chosen}>{incidents.get(chosen)?.title ?? say("in_one")}</option>}
        {adding && <option value={fresh}>{say("in_new")}</option>}
      </NativeSelect>
      {adding && chosen === fresh && <TextInput label={say("in_name")} value={title} maxLength={title_chars_max} autoComplete="off" onChange={(e) => setTitle(e.currentTarget.value)} />}
    </Dialog>
  );
}
