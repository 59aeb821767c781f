// The widget's entry: one script tag makes a launcher, and the panel when it is wanted, in a shadow tree of their own.
//   <script src="https://host/widget.js" data-office="priok" data-locale="id" async></script>
import { render } from "preact";
import { localeOf } from "../words/locale.ts";
import { Visitor } from "../wire/visitor.ts";
import { Launcher } from "./launcher.tsx";
import { partsBeside } from "./parts.ts";
import { browserStore } from "../wire/store.ts";
import css from "./style.css?inline";

function mount(script: HTMLScriptElement): void {
  const office = script.dataset.office;
  if (!office || document.querySelector("sahut-widget")) return;
  const source = new URL(script.src, location.href);
  const url = `${source.protocol === "http:" ? "ws" : "wss"}://${source.host}/ws/visitor?office=${encodeURIComponent(office)}`;
  const store = browserStore(() => localStorage);
  const tab = browserStore(() => sessionStorage);
  const chosen = store.get(`sahut/${office}/locale`) ?? script.dataset.locale ?? document.documentElement.lang;
  let locale = localeOf(chosen);

  const host = document.createElement("sahut-widget");
  const root = host.attachShadow({ mode: "open" });
  // A constructed sheet needs no permission from the page's style-src.
  const style = (text: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
  style(css);
  document.body.append(host);

  const visitor = new Visitor({ url, office, store, tab, locale: () => locale, page: () => location.origin + location.pathname });
  const ending = new AbortController();
  const { signal } = ending;
  addEventListener("storage", (e) => visitor.storageChanged(e.key), { signal });
  addEventListener("online", () => visitor.wake(), { signal });
  addEventListener("offline", () => visitor.wentOffline(), { signal });
  addEventListener("pageshow", (e) => e.persisted && visitor.wake(), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && visitor.wake(), { signal });
  // A page that takes the widget out, or puts another body in, ends it with its socket; the draft is kept for the next one.
  const observer = new MutationObserver(() => {
    if (host.isConnected) return;
    observer.disconnect();
    ending.abort();
    visitor.close();
    render(null, root);
  });
  for (const node of [document, document.documentElement, document.body]) observer.observe(node, { childList: true });

  const panel = partsBeside(source, style);
  render(
    <Launcher
      visitor={visitor}
      tab={tab}
      prefix={`sahut/${office}/`}
      first={locale}
      {...panel}
      onLocale={(next) => {
        locale = next;
        store.set(`sahut/${office}/locale`, next);
        visitor.greet();
      }}
    />,
    root,
  );
  // A new visitor costs nothing until the panel is opened; one who wrote before sees at once what is new.
  if (visitor.known && host.isConnected) visitor.start();
  // The panel comes when the page has nothing else to do, so that it can be opened without a connection too.
  const rest = () => void (host.isConnected && panel.load().catch(() => {}));
  if (document.readyState === "complete") setTimeout(rest);
  else addEventListener("load", () => setTimeout(rest), { signal });
}

const script = (document.currentScript as HTMLScriptElement | null) ?? document.querySelector<HTMLScriptElement>("script[data-office][src*='widget.js']");
if (script) {
  if (document.body) mount(script);
  else document.addEventListener("DOMContentLoaded", () => mount(script), { once: true });
}
