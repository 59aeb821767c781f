import { createTheme, MantineProvider } from "@mantine/core";
import "@mantine/core/styles.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import "./style.css";

// Colours live in style.css, so that nothing has to be written into the page: its policy forbids inline styles.
const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "md",
  focusRing: "auto",
  cursorType: "pointer",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
});

createRoot(document.getElementById("app") as HTMLElement).render(
  <MantineProvider theme={theme} defaultColorScheme="light" forceColorScheme="light" withCssVariables={false} withGlobalClasses={false}>
    <App />
  </MantineProvider>,
);
