import { Modal } from "@mantine/core";
import { useDesk, useOfficer } from "./context.tsx";
import { Icon } from "./icons.tsx";
import { keys } from "./keys.ts";

export function KeysDialog({ opened, close }: { opened: boolean; close(): void }) {
  const { say } = useDesk();
  const { coordinates, gathers } = useOfficer();
  const list = [
    [keys.oldest, say("oldest")], [`${keys.find}, /`, say("find")], [keys.transfer, say("transfer")], [keys.escalate, say("escalate")], [keys.close, say("close")],
    ...(coordinates ? [[keys.consult, say("k_title")], [keys.draft, say("k_draft_key")], [keys.take, say("tk_take")], [keys.restrict, say("rs_title")]] as const : []),
    ...(gathers ? [[keys.gather, say("in_add")]] as const : []),
    ["Ctrl+Enter", say("k_send")], [keys.leave, say("k_leave")], [<><Icon of="up" size={12} /> <Icon of="down" size={12} /></>, say("k_rows")], [keys.help, say("k_help")],
  ];
  return (
    <Modal opened={opened} onClose={close} title={say("keys_title")} centered lockScroll={false} transitionProps={{ duration: 0 }} closeButtonProps={{ "aria-label": say("cancel") }}>
      <dl className="keys">{list.map(([key, what], i) => <div key={i}><dt><kbd>{key}</kbd></dt><dd>{what}</dd></div>)}</dl>
      <p className="hint">{say("keys_hint")}</p>
    </Modal>
  );
}
