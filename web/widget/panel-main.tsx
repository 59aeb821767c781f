// The widget's second file: it hands the panel to the script element that asked for it.
import { PanelBox } from "./panel.tsx";
import type { PartsScript } from "./parts.ts";
import css from "./panel.css?inline";

(document.currentScript as PartsScript | null)?.take?.({ Panel: PanelBox, css });
