// The focus never falls to the page: what held it may leave or be switched off, and its place then takes it over.
import { useEffect } from "react";

const zones = ["[role=dialog]", ".composer", ".toasts", ".side", ".stage", ".bar"] as const;
const takes = "button, input, select, textarea, a[href], [tabindex]";

const focused = (): boolean => document.activeElement !== null && document.activeElement !== document.body;
const lost = (el: Element): boolean => !el.isConnected || el.matches(":disabled") || el.getClientRects().length === 0;

// What is tried in turn for something that was in `zone`, at the place `row` of a list.
function* candidates(zone: string | undefined, row: number): Generator<HTMLElement | null | undefined> {
  if (zone === "[role=dialog]") yield document.querySelector<HTMLElement>("[role=dialog] [data-autofocus], [role=dialog] form button, [role=dialog] button");
  if (zone === ".composer") yield document.querySelector<HTMLElement>(".composer textarea");
  if (zone === ".side" && row >= 0) {
    const rows = document.querySelectorAll<HTMLElement>(".side button.row");
    yield rows[Math.min(row, rows.length - 1)];
  }
  if (zone === ".side") yield document.querySelector<HTMLElement>(".side .next");
  if (zone === ".bar") yield document.querySelector<HTMLElement>(".bar select");
  yield document.querySelector<HTMLElement>(".stage");
  yield document.querySelector<HTMLElement>(".side .next");
  yield* document.querySelectorAll<HTMLElement>(takes);
}

/** From a text to what it is written about, where letters are keys. */
export function leaveWriting(): void {
  const at = document.activeElement;
  const near = at?.closest(".composer") ? document.querySelector<HTMLElement>(".thread") : at?.closest<HTMLElement>(".incident-body");
  (near ?? document.querySelector<HTMLElement>(".stage"))?.focus({ preventScroll: true });
}

export function useFocusKept(): void {
  useEffect(() => {
    let last: Element | null = null;
    let zone: string | undefined;
    let row = -1;
    let outside: HTMLElement | null = null; // what a dialog was opened from
    const keep = () => {
      if (focused() || (last !== null && !lost(last))) return;
      const opener = zone === zones[0] && outside && !lost(outside) ? outside : null;
      for (const el of [opener, ...candidates(zone, row)]) {
        el?.focus({ preventScroll: true });
        if (focused()) return;
      }
    };
    const came = (e: FocusEvent) => {
      last = e.target as Element;
      zone = zones.find((z) => last!.closest(z));
      if (zone !== zones[0]) outside = e.target as HTMLElement;
      row = [...document.querySelectorAll(".side button.row")].indexOf(last);
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(keep);
    };
    document.addEventListener("focusin", came);
    const observer = new MutationObserver(later);
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "class", "hidden"] });
    later(); // the form of the sign-in has just left
    return () => {
      clearTimeout(timer);
      document.removeEventListener("focusin", came);
      observer.disconnect();
    };
  }, []);
}
