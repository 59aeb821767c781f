// The top and the foot of a citizen's page: language, the way home, and where to complain.
import type { ComponentChildren } from "preact";
import { complaint, shared } from "../../words/common.ts";
import { localeOf, type Locale } from "../../words/locale.ts";
import { Changing } from "../../words/out.tsx";
import type { ThreadSay } from "./words.ts";

export function keptLocale(page: string): Locale {
  try {
    return localeOf(localStorage.getItem(`sahut/${page}/locale`) ?? "id");
  } catch {
    return "id";
  }
}

export function keepLocale(page: string, locale: Locale): void {
  try {
    localStorage.setItem(`sahut/${page}/locale`, locale);
  } catch {
    // not kept, then
  }
}

export function Top({ say, locale, toggle, children }: { say: ThreadSay; locale: Locale; toggle(): void; children?: ComponentChildren }) {
  return (
    <header class="top">
      <div class="wrap">
        <p class="brand">Sahut</p>
        <nav aria-label={say("home")}>
          {children}
          <a href="/"><Changing text={say("home")} /></a>
          <button type="button" class="lang" lang={locale === "id" ? "en" : "id"} onClick={toggle}><Changing text={say("language")} /></button>
        </nav>
      </div>
    </header>
  );
}

export function Foot({ locale, office }: { locale: Locale; office?: { name?: string; complaint?: string } | undefined }) {
  const h = locale === "en" ? 1 : 0;
  return (
    <footer>
      <div class="wrap">
        <h2>{shared.complaints[h]}</h2>
        <ul>
          <li>SIPUMA <a href={complaint.sipuma}>{complaint.sipuma}</a></li>
          <li>{shared.email[h]} <a href={`mailto:${complaint.email}`}>{complaint.email}</a></li>
          <li>{shared.telephone[h]} {complaint.telephone} ({complaint.telephone_name}), {shared.fax[h]} {complaint.fax}</li>
          <li>{shared.post[h]}: {complaint.post}</li>
          <li>{shared.unit[h].replace("{office}", office?.name ?? (h ? "the office concerned" : "kantor yang bersangkutan"))}</li>
          {office?.complaint && <li>{office.complaint}</li>}
        </ul>
        <p>{shared.free[h]} {shared.fraud[h]}</p>
      </div>
    </footer>
  );
}
