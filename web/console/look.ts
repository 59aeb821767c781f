// Light, dark, or as the system has it.
import { useEffect, useState } from "react";
import { tabStore } from "./store.ts";

export type Look = "auto" | "light" | "dark";
const key = "sahut/console/look";

export function useLook(): { look: Look; scheme: "light" | "dark"; setLook(look: Look): void } {
  const [look, set] = useState<Look>(() => {
    const kept = tabStore.get(key);
    return kept === "light" || kept === "dark" ? kept : "auto";
  });
  const [dark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const change = () => setDark(query.matches);
    query.addEventListener("change", change);
    return () => query.removeEventListener("change", change);
  }, []);
  return {
    look,
    scheme: look === "auto" ? (dark ? "dark" : "light") : look,
    setLook: (next) => {
      set(next);
      tabStore.set(key, next);
    },
  };
}
