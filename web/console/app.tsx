// Signed out or at the desk. A page that was reloaded tries its cookie first.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { closingWord } from "../words/common.ts";
import { localeOf, type Locale } from "../words/locale.ts";
import { OfficerClient } from "../wire/officer.ts";
import { attached } from "./attached.ts";
import { DeskProvider, drafts, sayer } from "./context.tsx";
import { DeskView } from "./desk.tsx";
import { refusalOf } from "./errors.ts";
import type { Look } from "./look.ts";
import { Login } from "./login.tsx";
import { signOut } from "./session.ts";
import { tabStore } from "./store.ts";

function makeClient(token: string | undefined): OfficerClient {
  const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/officer`;
  const client = new OfficerClient({ url, token: () => token, store: tabStore, hidden: () => document.visibilityState === "hidden" });
  client.onLost = (reply, e) => {
    attached.back(reply.conversation, reply.files ?? [], e);
    drafts.back(reply.conversation, { text: reply.text, purpose: reply.purpose, ...(reply.solution && { solution: reply.solution }), ...(reply.ticket && { to: reply.ticket }) }, refusalOf(e));
  };
  return client;
}

export function App({ look, setLook }: { look: Look; setLook(look: Look): void }) {
  const [locale, setLocale] = useState<Locale>(() => localeOf(tabStore.get("sahut/console/locale")));
  const token = useRef<string | undefined>(undefined);
  const [client, setClient] = useState(() => makeClient(undefined));
  const state = useSyncExternalStore(client.subscribe, () => client.state);
  const say = useMemo(() => sayer(locale), [locale]);
  if (state.me) {
    drafts.belongTo(state.me.id);
    attached.belongTo(state.me.id);
  }

  useEffect(() => {
    client.start();
    const online = () => client.wake();
    const offline = () => client.wentOffline();
    const visible = () => document.visibilityState === "visible" && client.wake();
    addEventListener("online", online);
    addEventListener("offline", offline);
    document.addEventListener("visibilitychange", visible);
    return () => {
      removeEventListener("online", online);
      removeEventListener("offline", offline);
      document.removeEventListener("visibilitychange", visible);
      if (client.state.link.state !== "stopped") client.stop();
    };
  }, [client]);
  useEffect(() => {
    document.documentElement.lang = locale;
    tabStore.set("sahut/console/locale", locale);
  }, [locale]);

  const toggle = useCallback(() => setLocale((l) => (l === "id" ? "en" : "id")), []);
  const leave = useCallback(async () => {
    await signOut(token.current);
    token.current = undefined;
    client.stop();
    drafts.forget();
  }, [client]);
  const desk = useMemo(() => ({ client, locale, say, toggle, signOut: () => void leave(), look, setLook }), [client, locale, say, toggle, leave, look]);

  if (state.link.state === "stopped") {
    const code = state.link.code;
    // 3500 to a page that was never signed in only means: nobody is.
    const told = code === undefined ? "" : code !== 3500 ? closingWord(code, locale === "en" ? 1 : 0) : state.signed_in ? say("again") : "";
    return (
      <Login
        say={say}
        locale={locale}
        toggle={toggle}
        told={told}
        signedIn={(t) => {
          token.current = t;
          setClient(makeClient(t));
        }}
      />
    );
  }
  if (!state.signed_in) return <main className="blank" aria-busy="true"><p role="status">{say(state.link.state === "offline" ? "link_offline" : "link_connecting")}</p></main>;
  return (
    <DeskProvider value={desk}>
      <DeskView />
    </DeskProvider>
  );
}
