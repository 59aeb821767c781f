// How the office's accounts at the platforms stand, read anew while it is open. Loaded when it is first opened.
import { Alert, Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import { promised, shortDate } from "../words/time.ts";
import { channelSay } from "./channel-words.ts";
import "./channels.css";
import { channelsNow, inOrder, stateOf, tokenEnd, type ChannelsAnswer, type ChannelState } from "./channels.ts";
import { channelName, useDesk, useNow, useOfficer, useZone } from "./context.tsx";
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

/** `needs`: somebody has to see to it, soon or now. */
type Fact = [name: string, value: string, needs?: "soon" | "over" | false];
const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const Facts = ({ of }: { of: readonly Fact[] }) => <dl>{of.map(([name, value, needs]) => <div key={name}><dt>{name}</dt><dd className={needs ? `left ${needs}` : undefined}>{value}</dd></div>)}</dl>;

/** What needs somebody stands in sight; what is in order is folded below. */
function Channel({ of: c }: { of: ChannelState }) {
  const { say, locale } = useDesk();
  const said = channelSay(locale);
  const { queues } = useOfficer();
  const zone = useZone();
  const now = useNow(60_000);
  const reason = useReasons(locale);
  const [word, tone] = stateOf(c.state);
  const at = (time: string | undefined) => (time ? promised(time, now, locale, zone) : said("never"));
  const waits = [c.to_send > 0 && said("to_send", { count: c.to_send }), c.unread > 0 && said("unread", { count: c.unread })].filter(Boolean).join(", ");
  const end = c.token_ends_at ? tokenEnd(c.token_ends_at, now) : undefined;
  const date = c.token_ends_at ? shortDate(c.token_ends_at, locale, zone) : "";
  const more: Fact[] = [
    [said("subscribed"), c.subscribed === undefined ? said("subscribed_unasked") : said(c.subscribed ? "subscribed_yes" : "subscribed_no", { time: at(c.looked_at) }), c.subscribed === false && "over"],
    ...(end ? [[said("token"), end.ended ? said("token_ended", { date }) : said("token_days", { date, count: end.days }), end.ended ? "over" : end.soon && "soon"] as Fact] : []),
    [said("decision"), c.decision ?? said("no_decision"), !c.decision && "soon"],
    [said("account"), c.account],
    [said("queue"), queues.find((q) => q.id === c.queue)?.name ?? c.queue ?? ""],
  ];
  const attend = more.filter(([, , needs]) => needs);
  const why = c.stopped ? reason(c.stopped) : c.state === "inbound_missing" ? said("inbound_missing_why") : "";
  return (
    <li className="ch">
      <h3><ChannelIcon of={c.kind} size={18} /> {channelName(c.kind, say)} <span translate="no">{c.channel}</span> <span className={`chip ${tone}`}>{said(word)}</span></h3>
      {why && <p className="ch-why">{why}</p>}
      <Facts of={[[said("received"), begun(at(c.last_received_at))], [said("sent"), begun(at(c.last_sent_at))], [said("waits"), waits || said("waits_none")], ...attend]} />
      <details>
        <summary>{said("details")}</summary>
        <Facts of={more.filter((f) => !attend.includes(f))} />
        {c.subscription && <p lang="en" translate="no">{c.subscription}</p>}
        {c.resubscribed && <p>{c.resubscribed === 1 ? said("resubscribed_one") : said("resubscribed", { count: c.resubscribed })}</p>}
        {c.seen_at && <p>{said("seen", { time: at(c.seen_at) })}</p>}
      </details>
    </li>
  );
}
