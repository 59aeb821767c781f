// "Keamanan akun" in the top bar. What it shows is loaded when it is first opened.
import { Modal } from "@mantine/core";
import { useEffect, useState } from "react";
import { useDesk } from "./context.tsx";
import { loadedLater } from "./later.tsx";

const SecurityView = loadedLater(() => import("./security-view.tsx").then((m) => m.SecurityView));

export function SecurityDialog({ opened, close }: { opened: boolean; close(): void }) {
  const { say } = useDesk();
  const [held, setHeld] = useState(false);
  useEffect(() => setHeld(false), [opened]);
  return (
    <Modal opened={opened} onClose={close} title={say("sf_title")} size="lg" centered lockScroll={false} transitionProps={{ duration: 0 }} withCloseButton={!held} closeOnEscape={!held} closeOnClickOutside={!held} closeButtonProps={{ "aria-label": say("sf_close") }}>
      {opened && <SecurityView say={say} hold={setHeld} close={close} />}
    </Modal>
  );
}
