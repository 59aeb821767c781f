// The same family of icons as the console's, drawn here so that the widget carries nothing beside the lines themselves. Each is
// decoration beside a label.
import type { IconNode } from "@tabler/icons-react";
import { __iconNode as back } from "@tabler/icons-react/icons/IconChevronLeft";
import { __iconNode as down } from "@tabler/icons-react/icons/IconArrowDown";
import { __iconNode as camera } from "@tabler/icons-react/icons/IconCamera";
import { __iconNode as get } from "@tabler/icons-react/icons/IconDownload";
import { __iconNode as file } from "@tabler/icons-react/icons/IconFile";
import { __iconNode as menu } from "@tabler/icons-react/icons/IconMenu2";
import { __iconNode as chat } from "@tabler/icons-react/icons/IconMessageCircle";
import { __iconNode as sound } from "@tabler/icons-react/icons/IconMicrophone";
import { __iconNode as film } from "@tabler/icons-react/icons/IconMovie";
import { __iconNode as attach } from "@tabler/icons-react/icons/IconPaperclip";
import { __iconNode as photo } from "@tabler/icons-react/icons/IconPhoto";
import { __iconNode as again } from "@tabler/icons-react/icons/IconRefresh";
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
export const AttachIcon = () => drawn(attach);
export const CameraIcon = () => drawn(camera);
export const AgainIcon = () => drawn(again, 18);
export const SmallCloseIcon = () => drawn(close, 18);
export const DownloadIcon = () => drawn(get, 20);

const file_kinds: Record<string, IconNode> = { image: photo, video: film, audio: sound };
/** By what a file is, or by what its type says. */
export const FileKindIcon = ({ type, kind = type.split("/")[0] }: { type: string; kind?: string | undefined }) => <span class="file-icon">{drawn(file_kinds[kind ?? ""] ?? file, 20)}</span>;
