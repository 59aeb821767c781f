import { render } from "preact";
import "./style.css";
import { CarePage } from "./page.tsx";

render(<CarePage />, document.getElementById("app") as HTMLElement);
