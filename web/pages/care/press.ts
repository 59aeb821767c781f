// A field that is left by pressing something must not move what is pressed: what its leaving shows waits until the press is over.
let pressed = false;
let waiting: (() => void)[] = [];

if (typeof addEventListener === "function") {
  addEventListener("pointerdown", () => (pressed = true), true);
  for (const end of ["pointerup", "pointercancel"])
    addEventListener(end, () => {
      pressed = false;
      const due = waiting;
      waiting = [];
      setTimeout(() => due.forEach((act) => act())); // the click comes first
    }, true);
}

export function afterPress(act: () => void): void {
  if (pressed) waiting.push(act);
  else act();
}
