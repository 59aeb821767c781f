// How the office's accounts at the platforms stand, read anew while it is open. Loaded when it is first opened.
import { Alert, Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import { moment, shortDate } from "../words/time.ts";
import { channelSay } from "./channel-words.ts";
import "./channels.css";
import { channelsNow, inOrder, stateOf, tokenEnd, type ChannelsAnswer, type ChannelState } from "./channels.ts";
import { channelName, useDesk, useOfficer, useZone } from "./context.tsx";
import { ChannelIcon } from "./icons.tsx";
import { useReasons } from "./reasons.ts";

const again_ms = 10_000;

export function ChannelsView() {
  const { say, locale } = useDesk();
  const said = channelSay(locale);
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
  if (!answer.ok) return <Alert color="red" variant="light" role="alert">{answer.why === "forbidden" ? said("forbidden") : say(answer.why === "signed_out" ? "sf_signed_out" : "trouble")}</Alert>;
  const { channels } = answer;
  if (channels.length === 0) return <p>{said("none")}</p>;
  const need = channels.filter((c) => stateOf(c.state)[1] === "alarm").length;
  return (
    <>
      <p role="status" className={need ? "ch-need" : "sf-on"}>{need === 0 ? said("all_good") : need === 1 ? said("need_one") : said("need", { count: need })}</p>
      <ul className="ch-list">{inOrder(channels).map((c) => <Channel key={c.channel} of={c} />)}</ul>
    </>
  );
}

function Channel({ of: c }: { of: ChannelState }) {
  const { say, locale } = useDesk();
  const said = channelSay(locale);
  const { queues } = useOfficer();
  const zone = useZone();
  const reason = useReasons(locale);
  const [word, tone] = stateOf(c.state);
  const at = (time: string | undefined) => (time ? moment(time, locale, zone) : said("never"));
  const waits = [c.to_send > 0 && said("to_send", { count: c.to_send }), c.unread > 0 && said("unread", { count: c.unread })].filter(Boolean).join(", ");
  const looked = c.looked_at ? moment(c.looked_at, locale, zone) : "";
  const end = c.token_ends_at ? tokenEnd(c.token_ends_at, Date.now()) : undefined;
  const date = c.token_ends_at ? shortDate(c.token_ends_at, locale, zone) : "";
  const facts: [string, string, boolean?][] = [
    [said("received"), at(c.last_received_at)],
    [said("sent"), at(c.last_sent_at)],
    [said("waits"), waits || said("waits_none")],
    [said("subscribed"), c.subscribed === undefined ? said("subscribed_unasked") : said(c.subscribed ? "subscribed_yes" : "subscribed_no", { time: looked }), c.subscribed === false],
    ...(end ? [[said("token"), end.ended ? said("token_ended", { date }) : said("token_days", { date, count: end.days }), end.soon] as [string, string, boolean]] : []),
    [said("account"), c.account],
    [said("queue"), queues.find((q) => q.id === c.queue)?.name ?? c.queue ?? ""],
    [said("decision"), c.decision ?? said("no_decision"), !c.decision],
  ];
  return (
    <li className="ch">
      <h3><ChannelIcon of={c.kind} size={18} /> {channelName(c.kind, say)} <span translate="no">{c.channel}</span> <span className={`chip ${tone}`}>{said(word)}</span></h3>
      {c.stopped && <p className="ch-why">{reason(c.stopped)}</p>}
      <dl>{facts.map(([name, value, warn]) => <div key={name}><dt>{name}</dt><dd className={warn ? "attend" : undefined}>{value}</dd></div>)}</dl>
      {(c.subscription || c.resubscribed || c.seen_at) && (
        <details>
          <summary>{said("details")}</summary>
          {c.subscription && <p lang="en" translate="no">{c.subscription}</p>}
          {c.resubscribed && <p>{c.resubscribed === 1 ? said("resubscribed_one") : said("resubscribed", { count: c.resubscribed })}</p>}
          {c.seen_at && <p>{said("seen", { time: moment(c.seen_at, locale, zone) })}</p>}
        </details>
      )}
    </li>
  );
}
