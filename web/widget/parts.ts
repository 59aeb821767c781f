// The panel lies in a second file beside widget.js. It is checked against the digest that was built into this one, and uses this
// file's Preact.
import { Fragment, type ComponentType } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { jsx, jsxs } from "preact/jsx-runtime";
import type { PanelProps } from "./panel.tsx";

export interface Parts {
  Panel: ComponentType<PanelProps>;
  css: string;
}
export type PartsScript = HTMLScriptElement & { kit?: object; take?(parts: Parts): void };

/** Put in by the build. */
declare const PANEL: { path: string; integrity: string };
/** A file that has not come by then is asked for anew. */
const load_limit_ms = 15_000;

/** How long to wait before it is asked for once more: longer each time, half a minute at most. */
export const pause_ms = (tries: number): number => Math.min(30_000, 2_000 * 2 ** Math.min(tries, 8));

/** Fetches the second file from where the first one came, once; what failed may be asked for again. */
export function partsBeside(source: URL, took: (css: string) => void) {
  let held: Parts | undefined;
  let loading: Promise<Parts> | undefined;
  const fetched = () =>
    new Promise<Parts>((resolve, reject) => {
      const script = document.createElement("script") as PartsScript;
      script.src = new URL(PANEL.path, source).href;
      script.crossOrigin = "anonymous";
      script.integrity = PANEL.integrity;
      script.kit = { Fragment, jsx, jsxs, useCallback, useEffect, useLayoutEffect, useRef, useState };
      script.take = (parts) => {
        if (!held) took(parts.css);
        resolve((held = parts));
      };
      const end = () => {
        script.remove();
        loading = held && loading;
        reject(new Error("the panel did not come")); // changes nothing once it was taken
      };
      script.onload = script.onerror = end;
      setTimeout(end, load_limit_ms);
      document.head.append(script);
    });
  return { parts: () => held, load: () => (loading ??= fetched()) };
}
