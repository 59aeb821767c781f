import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { errorWord } from "../words/common.ts";
import { documentName } from "../words/content.ts";
import { oneLine } from "../words/visible.ts";
import { WireError } from "../wire/link.ts";
import type { View } from "./panel.tsx";
import { BackIcon } from "./icons.tsx";
import { Changing } from "../words/out.tsx";

const fields = ["name", "email", "phone", "nik", "npwp"] as const;
type Field = (typeof fields)[number];
const kinds = ["aju", "pib", "peb", "consignment", "imei", "other"] as const;
const complete: Record<Field, string> = { name: "name", email: "email", phone: "tel", nik: "off", npwp: "off" };
const mode: Record<Field, "text" | "email" | "tel" | "numeric"> = { name: "text", email: "email", phone: "tel", nik: "numeric", npwp: "numeric" };

/** Identity is given, never assumed and never a gate: every field may stay empty, a doubtful format is only said. */
export function Identity({ say, locale, state, visitor, back }: View & { back(): void }) {
  const [values, setValues] = useState<Partial<Record<Field | "kind" | "number", string>>>({});
  const [told, setTold] = useState("");
  const half = locale === "en" ? 1 : 0;
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  // What was saved is shown under its field and makes the form longer: the button, and what is told over it, stay in sight.
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (told) button.current?.scrollIntoView({ block: "end" });
  }, [told, state.identity]);
  const set = (name: Field | "kind" | "number") => (e: { currentTarget: { value: string } }) => setValues({ ...values, [name]: e.currentTarget.value });
  const save = async () => {
    const given: Record<string, unknown> = {};
    for (const f of fields) if (oneLine(values[f] ?? "")) given[f] = oneLine(values[f] ?? "");
    if (values.kind && oneLine(values.number ?? "")) given.documents = [{ kind: values.kind, number: oneLine(values.number ?? "") }];
    if (Object.keys(given).length === 0) return back();
    try {
      const ack = await visitor.identify(given);
      const odd = (ack.warnings ?? []).map((w) => (typeof w === "string" ? w : String((w as { path?: string; field?: string }).path ?? (w as { field?: string }).field ?? "")));
      const named = odd.map((p) => ((fields as readonly string[]).includes(p) ? say(p as Field) : say("document_number")));
      setValues({});
      setTold(named.length > 0 ? say("saved_warn", { fields: [...new Set(named)].join(", ") }) : say("saved"));
    } catch (e) {
      setTold(e instanceof WireError && !e.temporary ? errorWord(e.code, half, e.frame.path) : say("again"));
    }
  };
  return (
    <form class="sheet" noValidate onSubmit={(e) => { e.preventDefault(); void save(); }}>
      <button ref={first} type="button" class="plain back" onClick={back}><BackIcon /> {say("back")}</button>
      <h3>{say("identity")}</h3>
      <p>{say("identity_hint")}</p>
      {fields.map((f) => (
        <label key={f}>
          {say(f)}
          <input type="text" inputMode={mode[f]} name={f} autocomplete={complete[f]} value={values[f] ?? ""} onInput={set(f)} maxLength={200} />
          <Given {...{ say }} value={state.identity[f]} />
        </label>
      ))}
      <label>
        {say("document_kind")}
        <select value={values.kind ?? ""} onChange={set("kind")}>
          <option value="">{say("none")}</option>
          {kinds.map((k) => <option key={k} value={k}>{documentName(k, half)}</option>)}
        </select>
      </label>
      {values.kind && <label>{say("document_number")}<input type="text" autocomplete="off" value={values.number ?? ""} onInput={set("number")} maxLength={60} /></label>}
      {kinds.map((k) => state.identity[`document.${k}`] && <Given key={k} {...{ say }} value={`${documentName(k, half)} ${state.identity[`document.${k}`]}`} />)}
      <p role="status"><Changing text={told} /></p>
      <button ref={button} type="submit" class="primary">{say("save")}</button>
    </form>
  );
}

const Given = ({ say, value }: Pick<View, "say"> & { value?: string }) => (value ? <span key={value} class="given" translate={false}>{say("given", { value })}</span> : null);
