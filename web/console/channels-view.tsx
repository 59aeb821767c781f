// How the office's accounts at the platforms stand, read anew while it is open.
import { Alert, Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import { moment, shortDate } from "../words/time.ts";
import { channelsNow, inOrder, stateOf, tokenEnd, type ChannelsAnswer, type ChannelState } from "./channels.ts";
import { channelName, useDesk, useOfficer, useZone } from "./context.tsx";
import { ChannelIcon } from "./icons.tsx";
import { useReasons } from "./reasons.ts";

const again_ms = 10_000;

export function ChannelsView() {
  const { say } = useDesk();
  const [answer, setAnswer] = useState<ChannelsAnswer | null>(null);
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const got = await channelsNow();
      if (!current) return;
      // What was seen last stays while the daemon does not answer.
      setAnswer((before) => (got.ok || got.why !== "trouble" || !before?.ok ? got : before));
      timer = setTimeout(() => void look(), again_ms);
    };
    void look();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, []);
  if (!answer) return <p role="status" className="sf-wait"><Loader size="sm" aria-hidden="true" /><span className="hidden">{say("link_connecting")}</span></p>;
  if (!answer.ok) return <Alert color="red" variant="light" role="alert">{say(answer.why === "signed_out" ? "sf_signed_out" : answer.why === "forbidden" ? "ch_forbidden" : "trouble")}</Alert>;
  const { channels } = answer;
  if (channels.length === 0) return <p>{say("ch_none")}</p>;
  const need = channels.filter((c) => stateOf(c.state)[1] === "alarm").length;
  return (
    <>
      <p role="status" className={need ? "ch-need" : "sf-on"}>{need === 0 ? say("ch_all_good") : need === 1 ? say("ch_need_one") : say("ch_need", { count: need })}</p>
      <ul className="ch-list">{inOrder(channels).map((c) => <Channel key={c.channel} of={c} />)}</ul>
    </>
  );
}

function Channel({ of: c }: { of: ChannelState }) {
  const { say, locale } = useDesk();
  const { queues } = useOfficer();
  const zone = useZone();
  const reason = useReasons(locale);
  const [word, tone] = stateOf(c.state);
  const at = (time: string | undefined) => (time ? moment(time, locale, zone) : say("ch_never"));
  const waits = [c.to_send > 0 && say("ch_to_send", { count: c.to_send }), c.unread > 0 && say("ch_unread", { count: c.unread })].filter(Boolean).join(", ");
  const looked = c.looked_at ? moment(c.looked_at, locale, zone) : "";
  const end = c.token_ends_at ? tokenEnd(c.token_ends_at, Date.now()) : undefined;
  const date = c.token_ends_at ? shortDate(c.token_ends_at, locale, zone) : "";
  const facts: [string, string, boolean?][] = [
    [say("ch_received"), at(c.last_received_at)],
    [say("ch_sent"), at(c.last_sent_at)],
    [say("ch_waits"), waits || say("ch_waits_none")],
    [say("ch_subscribed"), c.subscribed === undefined ? say("ch_subscribed_unasked") : say(c.subscribed ? "ch_subscribed_yes" : "ch_subscribed_no", { time: looked }), c.subscribed === false],
    ...(end ? [[say("ch_token"), end.ended ? say("ch_token_ended", { date }) : say("ch_token_days", { date, count: end.days }), end.soon] as [string, string, boolean]] : []),
    [say("ch_account"), c.account],
    [say("ch_queue"), queues.find((q) => q.id === c.queue)?.name ?? c.queue ?? ""],
    [say("ch_decision"), c.decision ?? say("ch_no_decision"), !c.decision],
  ];
  return (
    <li className="ch">
      <h3><ChannelIcon of={c.kind} size={18} /> {channelName(c.kind, say)} <span translate="no">{c.channel}</span> <span className={`chip ${tone}`}>{say(word)}</span></h3>
      {c.stopped && <p className="ch-why">{reason(c.stopped)}</p>}
      <dl>{facts.map(([name, value, warn]) => <div key={name}><dt>{name}</dt><dd className={warn ? "warn" : undefined}>{value}</dd></div>)}</dl>
      {(c.subscription || c.resubscribed || c.seen_at) && (
        <details>
          <summary>{say("ch_details")}</summary>
          {c.subscription && <p lang="en" translate="no">{c.subscription}</p>}
          {c.resubscribed && <p>{c.resubscribed === 1 ? say("ch_resubscribed_one") : say("ch_resubscribed", { count: c.resubscribed })}</p>}
          {c.seen_at && <p>{say("ch_seen", { time: moment(c.seen_at, locale, zone) })}</p>}
        </details>
      )}
    </li>
  );
}
