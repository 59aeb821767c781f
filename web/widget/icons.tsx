// The same family of icons as the console's, drawn here so that the widget carries nothing beside the lines themselves. Each is
// decoration beside a label.
import type { IconNode } from "@tabler/icons-react";
import { __iconNode as back } from "@tabler/icons-react/icons/IconChevronLeft";
import { __iconNode as down } from "@tabler/icons-react/icons/IconArrowDown";
import { __iconNode as menu } from "@tabler/icons-react/icons/IconMenu2";
import { __iconNode as chat } from "@tabler/icons-react/icons/IconMessageCircle";
import { __iconNode as send } from "@tabler/icons-react/icons/IconSend";
import { __iconNode as close } from "@tabler/icons-react/icons/IconX";

const drawn = (lines: IconNode, size = 22) => (
  <svg viewBox="0 0 24 24" width={size} height={size} fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    {lines.map(([, { d }]) => <path key={d} d={d} />)}
  </svg>
);

export const ChatIcon = () => drawn(chat, 24);
export const CloseIcon = () => drawn(close);
export const SendIcon = () => drawn(send);
export const MenuIcon = () => drawn(menu);
export const BackIcon = () => drawn(back, 18);
export const DownIcon = () => drawn(down, 16);
