import { useLayoutEffect, useRef } from "preact/hooks";
import { complaint, shared } from "../words/common.ts";
import type { OfficeInfo } from "../wire/types.ts";
import type { View } from "./panel.tsx";
import { BackIcon } from "./icons.tsx";
import { Out, Text } from "../words/out.tsx";

/** Free of charge, beware of fraud, where to complain, what happens to one's data. */
export function Info({ say, locale, office, notice, back }: View & { office?: OfficeInfo; notice: string; back(): void }) {
  const h = locale === "en" ? 1 : 0;
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div class="sheet">
      <button ref={first} type="button" class="plain back" onClick={back}><BackIcon /> {say("back")}</button>
      <p><strong>{shared.free[h]}</strong></p>
      <p>{shared.fraud[h]}</p>
      <h3>{shared.complaints[h]}</h3>
      <ul>
        <li>SIPUMA <Out href={complaint.sipuma}>{complaint.sipuma}</Out></li>
        <li>{shared.email[h]} <a href={`mailto:${complaint.email}`}>{complaint.email}</a></li>
        <li>{shared.telephone[h]} {complaint.telephone} ({complaint.telephone_name})</li>
        <li>{shared.fax[h]} {complaint.fax}</li>
        <li>{shared.post[h]}: {complaint.post}</li>
        {office?.name && <li>{shared.unit[h].replace("{office}", office.name)}</li>}
        {office?.complaint && <li>{office.complaint}</li>}
      </ul>
      {notice && <p><Text text={notice} /></p>}
    </div>
  );
}
