// The one family of icons of the console: Tabler's outlines, each one decoration beside words or a label. No other file draws one.
import type { TablerIcon } from "@tabler/icons-react";
import AlertTriangle from "@tabler/icons-react/icons/IconAlertTriangle";
import ArrowDown from "@tabler/icons-react/icons/IconArrowDown";
import ArrowLeft from "@tabler/icons-react/icons/IconArrowLeft";
import ArrowUp from "@tabler/icons-react/icons/IconArrowUp";
import ArrowsExchange from "@tabler/icons-react/icons/IconArrowsExchange";
import Antenna from "@tabler/icons-react/icons/IconAntennaBars5";
import Bell from "@tabler/icons-react/icons/IconBell";
import Instagram from "@tabler/icons-react/icons/IconBrandInstagram";
import Line from "@tabler/icons-react/icons/IconBrandLine";
import Messenger from "@tabler/icons-react/icons/IconBrandMessenger";
import Telegram from "@tabler/icons-react/icons/IconBrandTelegram";
import WhatsApp from "@tabler/icons-react/icons/IconBrandWhatsapp";
import X from "@tabler/icons-react/icons/IconBrandX";
import CircleCheck from "@tabler/icons-react/icons/IconCircleCheck";
import ChevronDown from "@tabler/icons-react/icons/IconChevronDown";
import ChevronRight from "@tabler/icons-react/icons/IconChevronRight";
import Close from "@tabler/icons-react/icons/IconX";
import CornerUpLeft from "@tabler/icons-react/icons/IconCornerUpLeft";
import Eye from "@tabler/icons-react/icons/IconEye";
import EyeOff from "@tabler/icons-react/icons/IconEyeOff";
import Keyboard from "@tabler/icons-react/icons/IconKeyboard";
import Language from "@tabler/icons-react/icons/IconLanguage";
import Lock from "@tabler/icons-react/icons/IconLock";
import Logout from "@tabler/icons-react/icons/IconLogout";
import MessageCircle from "@tabler/icons-react/icons/IconMessageCircle";
import Messages from "@tabler/icons-react/icons/IconMessages";
import Search from "@tabler/icons-react/icons/IconSearch";
import Send from "@tabler/icons-react/icons/IconSend";
import ShieldLock from "@tabler/icons-react/icons/IconShieldLock";
import Stairs from "@tabler/icons-react/icons/IconStairsUp";
import Ticket from "@tabler/icons-react/icons/IconTicket";
import User from "@tabler/icons-react/icons/IconUser";
import Webhook from "@tabler/icons-react/icons/IconWebhook";
import World from "@tabler/icons-react/icons/IconWorld";

const icons = {
  warning: AlertTriangle, down: ArrowDown, back: ArrowLeft, up: ArrowUp, transfer: ArrowsExchange, signals: Bell, close: CircleCheck, more: ChevronDown,
  fold: ChevronRight, off: Close, release: CornerUpLeft, show: Eye, hide: EyeOff, keys: Keyboard, language: Language, leave: Logout, find: Search, security: ShieldLock, send: Send,
  escalate: Stairs, person: User, consult: Messages, ticket: Ticket, lock: Lock, channels: Antenna,
} satisfies Record<string, TablerIcon>;

const channels: Record<string, TablerIcon> = { webchat: World, messenger: Messenger, instagram: Instagram, whatsapp: WhatsApp, x: X, telegram: Telegram, line: Line, generic: Webhook };

const size_px = 18;

export function Icon({ of, size = size_px }: { of: keyof typeof icons; size?: number }) {
  const Drawn = icons[of];
  return <Drawn size={size} stroke={1.75} className="icon" aria-hidden="true" focusable="false" />;
}

export function ChannelIcon({ of, size = 12 }: { of: string | undefined; size?: number }) {
  const Drawn = channels[of ?? ""] ?? MessageCircle;
  return <Drawn size={size} stroke={2} className="icon" aria-hidden="true" focusable="false" />;
}
