// What the citizen said of themselves in the conversation, written down by the officer. A doubtful form is only told: it is kept as it was said.
import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { documentName } from "../words/content.ts";
import { doubt } from "../words/formats.ts";
import { oneLine } from "../words/visible.ts";
import type { Ack, ConversationHead } from "../wire/types.ts";
import { announce } from "./announce.ts";
import { useDesk, whoIs } from "./context.tsx";
import { Dialog } from "./dialogs.tsx";
import { whyNot } from "./errors.ts";

const fields = ["name", "email", "phone", "nik", "npwp"] as const;
type Field = (typeof fields)[number];
const kinds = ["aju", "pib", "peb", "consignment", "container", "imei", "other"] as const;
const chars_max = 256;

type Values = Partial<Record<Field | "kind" | "number", string>>;

/** What was given, as it goes over the wire; nothing where all of it is empty. */
function givenOf(v: Values): Record<string, unknown> | undefined {
  const given: Record<string, unknown> = Object.fromEntries(fields.flatMap((f) => (oneLine(v[f] ?? "") ? [[f, oneLine(v[f] ?? "")]] : [])));
  if (oneLine(v.number ?? "")) given.documents = [{ kind: v.kind ?? kinds[0], number: oneLine(v.number ?? "") }];
  return Object.keys(given).length > 0 ? given : undefined;
}

const pathsOf = (ack: Ack): string[] => (ack.warnings ?? []).map((w) => (typeof w === "string" ? w : String((w as { path?: string }).path ?? "")));

export function RecordIdentityDialog({ opened, close, head }: { opened: boolean; close(): void; head: ConversationHead }) {
  const { client, say, locale } = useDesk();
  const half = locale === "en" ? 1 : 0;
  const [values, setValues] = useState<Values>({});
  /** A doubt is told once its field was left. */
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setTold("");
    setLeft(new Set());
  }, [opened]);
  const set = (name: keyof Values) => (e: { currentTarget: { value: string } }) => setValues({ ...values, [name]: e.currentTarget.value });
  const hint = (name: string, kind: string, value: string | undefined) => {
    const form = left.has(name) ? doubt(kind, value ?? "", half) : "";
    return form ? say("ri_doubt", { hint: form }) : undefined;
  };
  const field = (name: Field | "number", label: string, kind: string) => ({
    label, value: values[name] ?? "", maxLength: chars_max, autoComplete: "off", onChange: set(name), onBlur: () => setLeft(new Set([...left, name])), description: hint(name, kind, values[name]), inputWrapperOrder: ["label" as const, "input" as const, "description" as const],
  });
  const go = async () => {
    const given = givenOf(values);
    if (!given) return setTold(say("ri_need"));
    setBusy(true);
    setTold("");
    try {
      const odd = pathsOf(await client.command("identity.set", { conversation: head.conversation, ...given })).map((p) => say(fields.some((f) => f === p) ? `i_${p as Field}` : "i_documents"));
      announce(odd.length > 0 ? say("ri_saved_warn", { who: whoIs(head), fields: [...new Set(odd)].join(", ") }) : say("ri_saved", { who: whoIs(head) }));
      setValues({});
      close();
    } catch (e) {
      setTold(whyNot(e, locale));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog opened={opened} close={close} title={say("ri_title")} go={() => void go()} label={say("save")} told={told} busy={busy}>
      <p>{say("ri_hint")}</p>
      {fields.map((f) => <TextInput key={f} {...field(f, say(`i_${f}`), f)} data-autofocus={f === "name" || undefined} />)}
      <Group grow align="start" gap="xs">
        <NativeSelect label={say("ri_kind")} value={values.kind ?? kinds[0]} onChange={set("kind")} data={kinds.map((k) => ({ value: k, label: documentName(k, half) }))} />
        <TextInput {...field("number", say("i_documents"), values.kind ?? kinds[0])} />
      </Group>
    </Dialog>
  );
}
