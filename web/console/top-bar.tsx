import { NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Presence } from "../wire/officer.ts";
import { useDesk, useOfficer } from "./context.tsx";
import { LeaveDialog } from "./dialogs.tsx";
import { listsOf } from "./due.ts";
import { Icon } from "./icons.tsx";
import type { Look } from "./look.ts";
import { whyNot } from "./errors.ts";

/** As the protocol has it. */
const places_max = 1000;

export function TopBar({ help, signals, security, channels }: { help(): void; signals(): void; security(): void; channels(): void }) {
  const { client, say, locale, toggle, signOut, look, setLook } = useDesk();
  const { me, presence, capacity, ready, heads, tickets, sees_channels } = useOfficer();
  const [leaving, setLeaving] = useState(false);
  const lists = listsOf(heads.values(), tickets, me?.id ?? "");
  const open = lists.mine.filter((h) => h.state !== "answered");
  const [typed, setTyped] = useState("");
  const [why, setWhy] = useState("");
  useEffect(() => {
    if (capacity !== undefined) setTyped(String(capacity));
  }, [capacity]);
  const set = (state: Presence, limit: number | undefined) => {
    setWhy("");
    client.setPresence(state, limit).catch((e: unknown) => setWhy(whyNot(e, locale)));
  };
  /** An empty field leaves it as it was. */
  const limit = () => {
    const number = Math.trunc(Number(typed));
    const places = number ? Math.min(places_max, Math.max(1, number)) : capacity;
    setTyped(String(places ?? ""));
    if (places !== capacity) set(presence, places);
  };
  return (
    <header className="bar">
      <h1>Sahut <span>{say("title")}</span></h1>
      <div className="bar-set">
        <span className={`dot ${ready ? presence : "offline"}`} aria-hidden="true" />
        <NativeSelect
          aria-label={say("presence")}
          size="sm"
          value={presence}
          onChange={(e) => set(e.currentTarget.value as Presence, capacity)}
          data={[
            { value: "available", label: say("available") },
            { value: "away", label: say("away") },
            { value: "offline", label: say("offline") },
          ]}
        />
        <label className="cap">
          <span>{say("capacity")}</span>
          <TextInput
            type="number"
            size="sm"
            className="cap-input"
            aria-label={say("capacity")}
            value={typed}
            min={1}
            max={places_max}
            onChange={(e) => setTyped(e.currentTarget.value)}
            onBlur={limit}
            onKeyDown={(e) => e.key === "Enter" && limit()}
          />
        </label>
        <span role="alert" className="bar-why">{why}</span>
      </div>
      <div className="bar-end">
        <span className="me">{me?.name ?? me?.id}</span>
        <NativeSelect
          aria-label={say("look")}
          size="xs"
          value={look}
          onChange={(e) => setLook(e.currentTarget.value as Look)}
          data={[{ value: "auto", label: say("look_auto") }, { value: "light", label: say("look_light") }, { value: "dark", label: say("look_dark") }]}
        />
        {sees_channels && <button type="button" className="bar-icon extra" aria-label={say("channels")} title={say("channels")} onClick={channels}><Icon of="channels" /></button>}
        <button type="button" className="bar-icon extra" aria-label={say("signals")} title={say("signals")} onClick={signals}><Icon of="signals" /></button>
        <button type="button" className="bar-icon extra" aria-label={say("keys_title")} title={say("keys_title")} onClick={help}><Icon of="keys" /></button>
        <button type="button" className="bar-icon extra" aria-label={say("sf_title")} title={say("sf_title")} onClick={security}><Icon of="security" /></button>
        <button type="button" className="bar-link" lang={locale === "id" ? "en" : "id"} onClick={toggle}><Icon of="language" /> {say("language")}</button>
        <button type="button" className="bar-link" onClick={() => (open.length > 0 ? setLeaving(true) : signOut())}><Icon of="leave" /> {say("sign_out")}</button>
      </div>
      <LeaveDialog opened={leaving} close={() => setLeaving(false)} open={open} leave={signOut} />
    </header>
  );
}
