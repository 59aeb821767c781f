// "Keadaan saluran" in the top bar. What it shows is loaded when it is first opened.
import { Modal } from "@mantine/core";
import { useDesk } from "./context.tsx";
import { loadedLater } from "./later.tsx";

const ChannelsView = loadedLater(() => import("./channels-view.tsx").then((m) => m.ChannelsView));

export function ChannelsDialog({ opened, close }: { opened: boolean; close(): void }) {
  const { say } = useDesk();
  return (
    <Modal opened={opened} onClose={close} title={say("channels")} size="xl" centered lockScroll={false} transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": say("sf_close") }}>
      {opened && <ChannelsView say={say} />}
    </Modal>
  );
}
