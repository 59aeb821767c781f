import { render } from "preact";
import "../thread/style.css";
import { StatusPage } from "./page.tsx";

render(<StatusPage />, document.getElementById("app") as HTMLElement);
