// Tells the officer: a toast in the window that is looked at, a tone and a notification of the system from one window alone.
import { Checkbox, Modal } from "@mantine/core";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { idOf, nameOf } from "../wire/types.ts";
import { announced } from "./announce.ts";
import { useDesk, useNow, useOfficer, whoIs } from "./context.tsx";
import { ticketOf, unitOfMine, warnings } from "./due.ts";
import { choiceOf, claim, events, fiveMinutes, signalsOf, stillNew, toasted, ways, type Choice, type Signal, type SpeakerEnv, type Toast, type Way } from "./signals.ts";
import { Icon } from "./icons.tsx";
import { Numbers } from "./marks.tsx";
import { browserStore } from "./store.ts";

const choice_key = "sahut/console/signals";

const env: SpeakerEnv = {
  locks: navigator.locks as SpeakerEnv["locks"],
  get: browserStore.get,
  set: browserStore.set,
  now: () => Date.now(),
  wait: (ms) => new Promise((done) => setTimeout(done, ms)),
};

let audio: AudioContext | undefined;

/** Two short notes; a lower pair for what has gone wrong. */
function tone(event: Signal["event"]): void {
  try {
    audio ??= new AudioContext();
    void audio.resume();
    const start = audio.currentTime;
    const low = event === "failed" || event === "five";
    for (const [i, hertz] of (low ? [520, 390] : [660, 880]).entries()) {
      const oscillator = audio.createOscillator();
      const volume = audio.createGain();
      oscillator.frequency.value = hertz;
      volume.gain.setValueAtTime(0.0001, start + i * 0.14);
      volume.gain.exponentialRampToValueAtTime(0.14, start + i * 0.14 + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + i * 0.14 + 0.13);
      oscillator.connect(volume).connect(audio.destination);
      oscillator.start(start + i * 0.14);
      oscillator.stop(start + i * 0.14 + 0.14);
    }
  } catch {
    // no sound here
  }
}

function desktop(title: string, tag: string, go: () => void): void {
  if (typeof Notification === "undefined" || Notification.permission !== "granted") return;
  try {
    const shown = new Notification(title, { tag });
    shown.onclick = () => {
      window.focus();
      go();
      shown.close();
    };
  } catch {
    // some browsers show them from a service worker alone
  }
}

export function Alerts({ open, choose }: { open: string | undefined; choose(conversation: string): void }) {
  const { client, say } = useDesk();
  const state = useOfficer();
  const now = useNow(1000);
  const before = useRef(state);
  const told = useRef<Set<string> | null>(null);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [spoken, setSpoken] = useState("");
  const drop = (key: string) => setToasts((list) => list.filter((t) => t.key !== key));
  const tell = (all: readonly Signal[]) => {
    const hidden = document.visibilityState !== "visible";
    // What is known here is told by no other window either.
    for (const s of all.filter((s) => s.quiet)) void claim(s.key, hidden, env);
    const signals = all.filter((s) => !s.quiet);
    if (signals.length === 0) return;
    const choice = choiceOf(browserStore.get(choice_key));
    // The tones and notifications of one kind and moment are one.
    const rung = new Set<Signal["event"]>();
    for (const s of signals) {
      if (!choice[s.event].sound && !choice[s.event].desktop) continue;
      void claim(s.key, hidden, env).then((ours) => {
        if (!ours || rung.has(s.event)) return;
        rung.add(s.event);
        if (choice[s.event].sound) tone(s.event);
        // Names and words of citizens stay out of the system's own notifications.
        if (choice[s.event].desktop) desktop(say(`n_${s.event}`), `sahut/${s.key}`, () => choose(s.conversation));
      });
    }
    const at = Date.now();
    setSpoken(toasted([], signals, at).filter((t) => t.event !== "five").map(wordOf).join(". "));
    if (!hidden) setToasts((list) => toasted(list, signals.filter((s) => choice[s.event].toast), at));
  };
  const wordOf = (t: Toast): string => {
    const consult = t.consult === undefined ? undefined : client.state.consults.get(t.consult);
    if (t.consult !== undefined) return say(t.event === "advice" ? "s_advice" : "s_consult", { who: nameOf(t.event === "advice" ? consult?.answers?.at(-1)?.officer : consult?.from) });
    if (t.conversations.length > 1) return say("arrivals", { count: t.conversations.length });
    const { heads, tickets, queues, me } = client.state;
    const head = heads.get(t.conversations[0]!);
    const who = head ? whoIs(head) : "";
    const unit = t.event === "arrival" && head && idOf(head.officer) !== me?.id ? unitOfMine(ticketOf(head, tickets), queues) : undefined;
    if (unit !== undefined) return say("s_unit", { unit: queues.find((q) => q.id === unit)?.name ?? unit, who });
    if (t.event === "arrival" && head && !head.officer) return say("s_waiting", { who });
    return say(t.event === "arrival" ? "arrived" : `s_${t.event}`, { who });
  };
  const done = useSyncExternalStore(announced.subscribe, announced.get).filter((a) => a.until > now);
  const standing = toasts.filter((t) => t.until > now).map((t) => ({ ...t, conversations: stillNew(t, state) })).filter((t) => t.conversations.length > 0);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    const watched = document.visibilityState === "visible" ? open : undefined;
    if (was.signed_in) tell(signalsOf(was, state, watched));
  }, [state.heads, state.words, state.unread, state.consults]);
  const five = fiveMinutes(warnings(state.heads.values(), state.tickets, state.me?.id ?? "", now));
  useEffect(() => {
    const known = told.current ?? new Set(five.map((s) => s.key));
    told.current = known;
    const fresh = five.filter((s) => !known.has(s.key));
    for (const s of fresh) known.add(s.key);
    tell(fresh);
  }, [five.map((s) => s.key).join(" ")]);
  return (
    <>
      <p className="hidden" role="status" aria-live="polite">{spoken}</p>
      <p className="hidden" role="status" aria-live="polite">{done.at(-1)?.text}</p>
      {standing.length + done.length > 0 && (
        <section className="toasts" aria-label={say("signals")}>
          {standing.map((t) => (
            <div key={t.key} className={`toast ${t.event}`}>
              <button type="button" className="toast-go" onClick={() => { drop(t.key); choose(t.conversations[0]!); }}><span><Numbers text={wordOf(t)} /></span></button>
              <button type="button" className="toast-off" aria-label={say("dismiss")} onClick={() => drop(t.key)}><Icon of="off" /></button>
            </div>
          ))}
          {done.map((a) => (
            <div key={a.key} className="toast done">
              <p className="toast-go"><Numbers text={a.text} /></p>
              <button type="button" className="toast-off" aria-label={say("dismiss")} onClick={() => announced.drop(a.key)}><Icon of="off" /></button>
            </div>
          ))}
        </section>
      )}
    </>
  );
}

export function SignalsDialog({ opened, close }: { opened: boolean; close(): void }) {
  const { say } = useDesk();
  const [choice, setChoice] = useState<Choice>(() => choiceOf(browserStore.get(choice_key)));
  const [told, setTold] = useState("");
  useEffect(() => {
    if (!opened) return;
    setChoice(choiceOf(browserStore.get(choice_key)));
    setTold("");
  }, [opened]);
  const turn = async (event: Signal["event"], way: Way, on: boolean) => {
    setTold("");
    if (on && way === "desktop") {
      const may = typeof Notification === "undefined" ? "denied" : await Notification.requestPermission();
      if (may !== "granted") return setTold(say("n_denied"));
    }
    setChoice((was) => {
      const next = { ...was, [event]: { ...was[event], [way]: on } };
      browserStore.set(choice_key, JSON.stringify(next));
      return next;
    });
    if (on && way === "sound") tone(event);
  };
  return (
    <Modal opened={opened} onClose={close} title={say("signals")} centered lockScroll={false} transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": say("cancel") }}>
      {events.map((event) => (
        <fieldset key={event} className="signals">
          <legend>{say(`e_${event}`)}</legend>
          {ways.map((way) => <Checkbox key={way} size="sm" label={say(`w_${way}`)} checked={choice[event][way]} onChange={(e) => void turn(event, way, e.currentTarget.checked)} />)}
        </fieldset>
      ))}
      <p role="alert" className="why">{told}</p>
      <p className="hint">{say("signals_hint")}</p>
    </Modal>
  );
}
