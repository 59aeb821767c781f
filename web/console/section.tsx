// A part of the lists that folds, and remembers in this tab whether it is folded.
import { useState, type ReactNode } from "react";
import { numberText } from "../words/locale.ts";
import { useDesk } from "./context.tsx";
import { Icon } from "./icons.tsx";
import { tabStore } from "./store.ts";

export function Section({ id, title, count, kind, children }: { id: string; title: string; count: number; kind?: string; children: ReactNode }) {
  const { locale } = useDesk();
  const key = `sahut/console/folded/${id}`;
  const [folded, setFolded] = useState(() => tabStore.get(key) === "1");
  const fold = () => {
    setFolded(!folded);
    if (folded) tabStore.remove(key);
    else tabStore.set(key, "1");
  };
  return (
    <section aria-labelledby={`l-${id}`}>
      <h2 id={`l-${id}`}>
        <button type="button" className="fold-head" aria-expanded={!folded} onClick={fold}>
          <Icon of="fold" size={16} />
          <span>{title}</span> <span className="count">{numberText(count, locale)}</span>
        </button>
        {kind && <span className="kind">{kind}</span>}
      </h2>
      {!folded && children}
    </section>
  );
}
