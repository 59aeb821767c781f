// Plain line drawings; each is decoration beside a label.
const line = (d: string) => (
  <svg viewBox="0 0 24 24" width="22" height="22" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
    <path d={d} />
  </svg>
);

export const ChatIcon = () => line("M4 5h16v11H9l-5 4V5zM8 9h8M8 12h5");
export const CloseIcon = () => line("M6 6l12 12M18 6L6 18");
export const SendIcon = () => line("M4 12l16-8-6 16-3-6-7-2z");
export const MenuIcon = () => line("M5 7h14M5 12h14M5 17h14");
export const BackIcon = () => line("M15 5l-7 7 7 7");
export const DownIcon = () => line("M6 10l6 6 6-6");
