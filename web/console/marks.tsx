// What a row and a heading show at a glance: whose it is and from where, and how long there is yet.
import type { CSSProperties } from "react";
import { countdown } from "../words/time.ts";
import { numbers } from "../words/linked.ts";
import { initials } from "../words/visible.ts";
import type { ConversationHead } from "../wire/types.ts";
import { channelName, useDesk, whoSaid } from "./context.tsx";
import { type Due, urgency } from "./due.ts";
import { ChannelIcon, Icon } from "./icons.tsx";

const hour_ms = 3_600_000;
const minute_ms = 60_000;

/** Numbers stay on one line, and as they are when a browser translates the page. */
export const Numbers = ({ text }: { text: string }) => <>{numbers(text).map((p, i) => (p.number ? <span key={i} className="n" translate="no">{p.text}</span> : p.text))}</>;

/** Few see this one. */
export function Restricted() {
  const { say } = useDesk();
  return <span className="chip alarm" title={say("rs_mark_hint")}><Icon of="lock" size={12} /> {say("rs_mark")} </span>;
}

export function Avatar({ head }: { head: ConversationHead }) {
  const { say } = useDesk();
  const letters = initials(whoSaid(head));
  return (
    <span className="avatar">
      <span aria-hidden="true">{letters || <Icon of="person" />}</span>{" "}
      {head.channel && (
        <span className="avatar-from" title={channelName(head.channel, say)}>
          <ChannelIcon of={head.channel} />
          <span className="hidden">{channelName(head.channel, say)} </span>
        </span>
      )}
    </span>
  );
}

function inWords(say: ReturnType<typeof useDesk>["say"], left: number): string {
  const hours = Math.floor(Math.abs(left) / hour_ms);
  const time = hours >= 48 ? say("days", { count: Math.floor(hours / 24) }) : hours >= 10 ? say("hours", { count: hours }) : countdown(Math.abs(left));
  return say(left < 0 ? "over" : "left", { time });
}

/** The time left as a figure; its colour only repeats what the words say. */
export function Left({ due, now }: { due: Due; now: number }) {
  const { say } = useDesk();
  return <span className={`left ${urgency(due, now)}`}>{inWords(say, due.at - now)}</span>;
}

/** The last hour as a ring with its minutes, which does not tick; what is farther away, or long over, in words. */
export function Ring({ due, now }: { due: Due; now: number }) {
  const { say } = useDesk();
  const left = due.at - now;
  const minutes = left < 0 ? Math.floor(left / minute_ms) : Math.ceil(left / minute_ms);
  if (Math.abs(left) > hour_ms) {
    const hours = Math.floor(Math.abs(left) / hour_ms);
    const time = hours >= 48 ? say("days", { count: Math.floor(hours / 24) }) : say("hours", { count: hours });
    return <span className={`left ${urgency(due, now)}`} title={inWords(say, left)}>{say(left < 0 ? "over" : "left", { time })}</span>;
  }
  const words = say(left < 0 ? "over" : "left", { time: say("minutes", { count: Math.abs(minutes) }) });
  const part = left < 0 ? 100 : Math.round((left / hour_ms) * 100);
  return (
    <span className={`ring ${urgency(due, now)}`} style={{ "--part": `${part}%` } as CSSProperties} title={words}>
      <span aria-hidden="true">{minutes}</span>
      <span className="hidden"> {words}</span>
    </span>
  );
}
