// The page of account holders: who is signed in, where one is on it, and which offices there are.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { browserStore } from "../../wire/store.ts";
import { shared } from "../../words/common.ts";
import { speaker, type Locale } from "../../words/locale.ts";
import { Changing } from "../../words/out.tsx";
import { takeCameBack } from "../../words/provider.ts";
import { oneLine } from "../../words/visible.ts";
import { Foot, keepLocale, keptLocale, Top } from "../thread/frame.tsx";
import { careOffices, signOut, whoAmI, type Account, type Care, type Receipt } from "./account.ts";
import { FileTicket } from "./file.tsx";
import { Kept } from "./kept.ts";
import { List } from "./list.tsx";
import { routeOf, toTicket, type Route } from "./route.ts";
import { SignIn } from "./sign-in.tsx";
import { TicketPage } from "./ticket.tsx";
import { words, type Say } from "./words.ts";

const lasting = browserStore(() => localStorage);
const tab = browserStore(() => sessionStorage);
/** Tells the other tabs that another account may be signed in now. */
const signed_key = "sahut/care/signed";
const asked_again_ms = 5_000;

type Phase = { at: "asking" } | { at: "trouble" } | { at: "out"; why: "" | "ended" | "other_account" | "signed_out" } | { at: "in"; account: Account; kept: Kept };

export function CarePage() {
  const [locale, setLocale] = useState<Locale>(() => keptLocale("care"));
  const [phase, showPhase] = useState<Phase>({ at: "asking" });
  const [care, setCare] = useState<Care | null>(null);
  const [route, setRoute] = useState<Route>(() => routeOf(location.hash));
  const [back] = useState(() => takeCameBack());
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const say = speaker(words, locale) as Say;
  const half = locale === "en" ? 1 : 0;
  const main = useRef<HTMLElement>(null);
  const now = useRef(phase);
  const moved = useRef(false);
  const setPhase = useCallback((next: Phase) => {
    now.current = next; // for what asks before it is shown
    showPhase(next);
  }, []);

  const signedIn = useCallback((account: Account) => {
    lasting.set(signed_key, `${account.name} ${Date.now()}`);
    moved.current = true;
    setPhase({ at: "in", account, kept: new Kept(account.name, lasting, tab) });
  }, []);
  const out = useCallback((why: "" | "ended" | "other_account" | "signed_out") => {
    setReceipt(null);
    setPhase({ at: "out", why });
  }, []);
  /** Asks who is signed in; another account than the one that this tab showed takes the page over, with its own drafts. */
  const check = useCallback(async () => {
    const before = now.current;
    const got = await whoAmI();
    if (now.current !== before) return;
    if (got.kind === "ok") {
      if (before.at === "in" && before.account.name === got.value.name) return;
      setReceipt(null);
      setPhase({ at: "in", account: got.value, kept: new Kept(got.value.name, lasting, tab) });
    } else if (got.kind === "ended") {
      if (before.at !== "out") out(before.at === "in" ? "ended" : "");
    } else if (before.at === "asking" || before.at === "trouble") setPhase({ at: "trouble" });
  }, []);
  const mine = useCallback(async () => {
    const before = now.current;
    const got = await whoAmI();
    if (got.kind !== "ok" || before.at !== "in") return got.kind !== "ended";
    if (got.value.name === before.account.name) return true;
    out("other_account");
    return false;
  }, []);
  const ended = useCallback(() => {
    if (now.current.at === "in") out("ended");
  }, []);

  useEffect(() => {
    void check();
    const stored = (e: StorageEvent) => e.key === signed_key && void check();
    const looked = () => document.visibilityState === "visible" && now.current.at === "in" && void check();
    const hash = () => {
      const next = routeOf(location.hash);
      moved.current = true;
      setReceipt((r) => (r && next.at === "ticket" && next.number === r.number ? r : null));
      setRoute(next);
    };
    addEventListener("storage", stored);
    document.addEventListener("visibilitychange", looked);
    addEventListener("hashchange", hash);
    return () => {
      removeEventListener("storage", stored);
      document.removeEventListener("visibilitychange", looked);
      removeEventListener("hashchange", hash);
    };
  }, []);
  useEffect(() => {
    if (phase.at !== "trouble") return;
    const timer = setTimeout(() => void check(), asked_again_ms);
    return () => clearTimeout(timer);
  }, [phase]);
  useEffect(() => {
    if (care) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = async () => {
      const got = await careOffices();
      if (got.kind === "ok") setCare({ ...got.value, offices: got.value.offices ?? [] });
      else timer = setTimeout(() => void load(), got.kind === "wait" ? got.seconds * 1000 : asked_again_ms);
    };
    void load();
    return () => clearTimeout(timer);
  }, [phase.at]);
  const at = phase.at === "in" ? `${phase.account.name} ${JSON.stringify(route)}` : phase.at;
  // A new view is read from its top; what has just been filed says so itself.
  useLayoutEffect(() => {
    if (!moved.current || receipt) return;
    moved.current = false;
    scrollTo(0, 0);
    (main.current?.querySelector("h1") as HTMLElement | null)?.focus();
  }, [at, care !== null]);
  useEffect(() => {
    document.documentElement.lang = locale;
    const what = phase.at !== "in" ? "" : route.at === "new" ? say("new_ticket") : route.at === "ticket" ? route.number : say("my_tickets");
    document.title = [what, say("title")].filter(Boolean).join(" - ");
  }, [locale, at]);

  const toggle = () => {
    const next: Locale = locale === "id" ? "en" : "id";
    setLocale(next);
    keepLocale("care", next);
  };
  const leave = async () => {
    if (phase.at !== "in") return;
    phase.kept.signedOut();
    out("signed_out");
    await signOut();
    lasting.set(signed_key, `- ${Date.now()}`);
  };
  const offices = care?.offices ?? [];
  return (
    <>
      <Top say={say} locale={locale} toggle={toggle}>
        {phase.at === "in" && (
          <>
            <span class="who-am-i"><span class="hidden"><Changing text={say("signed_in_as")} /> </span><span translate={false}>{oneLine(phase.account.display) || phase.account.name}</span></span>
            <button type="button" class="lang" onClick={() => void leave()}><Changing text={say("sign_out")} /></button>
          </>
        )}
      </Top>
      <main class="wrap" ref={main}>
        <p class="free"><Changing text={shared.free[half]} /></p>
        {phase.at === "out" ? (
          <SignIn say={say} care={care} told={phase.why ? say(phase.why) : back ? say(back) : ""} signedIn={signedIn} />
        ) : phase.at !== "in" || !care ? (
          <section class="card">
            <h1 tabIndex={-1}><Changing text={say("title")} /></h1>
            <p role="status" class={phase.at === "trouble" ? "told" : "told quiet"}><Changing text={say(phase.at === "trouble" ? "trouble" : "loading")} /></p>
          </section>
        ) : route.at === "new" ? (
          <FileTicket
            key={at}
            {...{ say, locale, offices, mine, ended }}
            kept={phase.kept}
            limits={care.files}
            filed={(r) => {
              setReceipt(r);
              location.hash = toTicket(r.number);
            }}
          />
        ) : route.at === "ticket" ? (
          <TicketPage key={at} {...{ say, locale, offices, mine, ended, receipt }} number={route.number} kept={phase.kept} />
        ) : (
          <List key={at} {...{ say, locale, offices, ended }} under_way={phase.kept.pending() !== null} />
        )}
      </main>
      <Foot key={locale} locale={locale} office={offices.length === 1 ? offices[0] : undefined} />
    </>
  );
}
