// The icons of files, of the same family as those of icons.tsx: loaded with the parts that show files.
import type { TablerIcon } from "@tabler/icons-react";
import Download from "@tabler/icons-react/icons/IconDownload";
import File from "@tabler/icons-react/icons/IconFile";
import Microphone from "@tabler/icons-react/icons/IconMicrophone";
import Movie from "@tabler/icons-react/icons/IconMovie";
import Paperclip from "@tabler/icons-react/icons/IconPaperclip";
import Photo from "@tabler/icons-react/icons/IconPhoto";
import Refresh from "@tabler/icons-react/icons/IconRefresh";

const icons = { attach: Paperclip, get: Download, again: Refresh } satisfies Record<string, TablerIcon>;
const kinds: Record<string, TablerIcon> = { image: Photo, video: Movie, audio: Microphone };

export function FileIcon({ of, size = 18 }: { of: keyof typeof icons; size?: number }) {
  const Drawn = icons[of];
  return <Drawn size={size} stroke={1.75} className="icon" aria-hidden="true" focusable="false" />;
}

/** By what a file is, or by what its type says. */
export function FileKindIcon({ type, kind = type.split("/")[0] }: { type: string; kind?: string }) {
  const Drawn = kinds[kind ?? ""] ?? File;
  return <span className="file-icon"><Drawn size={20} stroke={1.75} aria-hidden="true" focusable="false" /></span>;
}
