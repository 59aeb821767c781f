// A thread as its citizen reads it: who said what and when, automatic texts folded together, an answer and a solution apart.
import { isAnswer } from "../../words/answers.ts";
import { FileCard, type FilesOf } from "../../files/card.tsx";
import { carried, kinds } from "../../words/content.ts";
import { Changing, Numbers, Out, Text } from "../../words/out.tsx";
import type { Locale } from "../../words/locale.ts";
import { stepsOf } from "../../words/states.ts";
import { moment, type Zone } from "../../words/time.ts";
import { officerName } from "../../words/visible.ts";
import type { Message } from "../../wire/types.ts";
import { groupsOf } from "./order.ts";
import type { ThreadSay } from "./words.ts";

interface Reader {
  say: ThreadSay;
  locale: Locale;
  zone: Zone;
  files: FilesOf;
}

const halfOf = (locale: Locale): 0 | 1 => (locale === "en" ? 1 : 0);

export function Steps({ of, say, locale }: { of: Parameters<typeof stepsOf>[0] } & Pick<Reader, "say" | "locale">) {
  return (
    <ol class="steps" aria-label={say("state")}>
      {stepsOf(of, halfOf(locale)).map((s) => (
        <li key={s.word} class={s.at} aria-current={s.at === "now" ? "step" : undefined}>
          {s.word}
          {s.at !== "now" && <span class="hidden"> ({say(`step_${s.at}`)})</span>}
        </li>
      ))}
    </ol>
  );
}

export function Said({ m, say, locale, files }: { m: Message } & Pick<Reader, "say" | "locale" | "files">) {
  const half = halfOf(locale);
  const known = kinds[m.kind];
  const bare = m.attachments?.length ? "" : known && m.kind !== "other" ? known[half] : say("unseen");
  const text = m.removed ? say("removed") : m.text || bare;
  return (
    <>
      {text && (
        <p key={text} class="text">
          {m.removed || m.from === "visitor"
            ? <Numbers text={text} />
            : <Text text={text} />}
        </p>
      )}
      {!m.removed &&
        m.attachments?.map((a, i) => {
          if (a.state) return <FileCard key={a.media ?? i} a={a} of={files} locale={locale} />;
          const c = carried(a, half);
          return (
            <p key={i} class="file">
              <strong>{c.kind}</strong> {c.title}
              {c.place && <> <span class="hidden">{say("place")} </span><span translate={false}>{c.place}</span></>}
              {c.link && <> <Out href={c.link.href}>{c.link.host}</Out></>}
            </p>
          );
        })}
      {m.reaction && !m.removed && <p class="file"><span class="hidden">{say("reaction")} </span>{m.reaction}</p>}
    </>
  );
}

/** What the page begins with: the answer, what an officer asks, or where a question was directed to. `solution`: the ticket's, where the answer itself has none. */
export function First({ m, solution, say, locale, zone, files }: { m: Message; solution?: string | undefined } & Reader) {
  const mended = m.solution ?? solution;
  return (
    <div class="first">
      <p class="who">
        <strong>{m.from === "system" ? say("automatic_one") : say(m.purpose === "answer" ? "answer" : m.purpose === "question" ? "question" : "officer")}</strong>
        {officerName(m.officer)}
        {m.at && <time dateTime={m.at}>{moment(m.at, locale, zone)}</time>}
        {m.edited && <span class="edited">{say("edited")}</span>}
      </p>
      <Said m={m} say={say} locale={locale} files={files} />
      {mended && <Solution text={mended} say={say} />}
    </div>
  );
}

export const Solution = ({ text, say }: { text: string; say: ThreadSay }) => (
  <div class="solution">
    <p class="who"><strong><Changing text={say("solution")} /></strong></p>
    <p key={text} class="text"><Text text={text} /></p>
  </div>
);

export function ThreadList({ thread, say, locale, zone, files }: { thread: readonly Message[] } & Reader) {
  const last = [...thread].reverse().find((m) => m.from !== "system");
  const when = (at: string) => moment(at, locale, zone);
  return (
    <>
      {thread.length === 0 && <p><Changing text={say("empty")} /></p>}
      <ol key={`thread-${locale}`} class="thread">
        {groupsOf(thread).map((g, i) =>
          g.automatic ? (
            <li key={`a${g.messages[0]?.seq ?? i}`} class="system">
              <details open={!last}>
                <summary><Changing text={g.messages.length === 1 ? say("automatic_one") : say("automatic", { count: g.messages.length })} /></summary>
                {g.messages.map((m, j) => (
                  <div key={m.seq || j}>
                    {m.at && <p class="who"><time dateTime={m.at}>{when(m.at)}</time></p>}
                    <Said m={m} say={say} locale={locale} files={files} />
                  </div>
                ))}
              </details>
            </li>
          ) : (
            g.messages.map((m) => (
              <li key={m.seq || `x${i}`} class={m.revoked ? `${m.from} revoked` : m.from}>
                <p class="who">
                  <strong>{m.from === "visitor" ? say("you") : officerName(m.officer) || say("officer")}</strong>
                  {isAnswer(m) && <span class="answer">{say("answer")}</span>}
                  {m.revoked && <span class="withdrawn">{say("revoked")}</span>}
                  {m.at && <time dateTime={m.at}>{when(m.at)}</time>}
                  {m.edited && !m.removed && <span class="edited">{say("edited")}</span>}
                </p>
                {m.revoked && !m.removed && <p class="hint">{say("revoked_hint")}</p>}
                <Said m={m} say={say} locale={locale} files={files} />
                {m.solution && !m.removed && <Solution text={m.solution} say={say} />}
              </li>
            ))
          ),
        )}
      </ol>
    </>
  );
}
