import { createTheme, MantineProvider, Modal, NativeSelect } from "@mantine/core";
import "./mantine.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { Icon } from "./icons.tsx";
import { useLook } from "./look.ts";
import "./style.css";
import "./coordination.css";

// Colours live in style sheets, so that nothing has to be written into the page: its policy forbids inline styles.
const theme = createTheme({
  primaryColor: "blue",
  defaultRadius: "md",
  focusRing: "auto",
  cursorType: "pointer",
  // The parts of Mantine that draw a sign of their own take ours.
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { icon: <Icon of="off" /> } } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { rightSection: <Icon of="more" size={16} />, rightSectionPointerEvents: "none" } }),
  },
});

function Page() {
  const { look, scheme, setLook } = useLook();
  return (
    <MantineProvider theme={theme} defaultColorScheme={scheme} forceColorScheme={scheme} withCssVariables={false} withGlobalClasses={false}>
      <App look={look} setLook={setLook} />
    </MantineProvider>
  );
}

createRoot(document.getElementById("app") as HTMLElement).render(<Page />);
