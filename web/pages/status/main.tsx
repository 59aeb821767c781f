import { render } from "preact";
import "./style.css";
import { StatusPage } from "./page.tsx";

render(<StatusPage />, document.getElementById("app") as HTMLElement);
