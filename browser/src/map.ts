/** A button before each drawn map that makes it one to move and zoom. What that takes is loaded when it is pressed. */

import { phrase } from "./phrase.ts";

async function toggle(drawings: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const words = phrase(drawings);
  const shown = drawings.querySelector<HTMLElement>(".moving");
  if (shown) {
    drawings.classList.toggle("is-moving");
  } else {
    try {
      const { showMap } = (await import(new URL("moving-map.js", import.meta.url).href)) as typeof import("./moving-map.ts");
      await showMap(drawings, button);
    } catch {
      button.insertAdjacentText("afterend", ` ${words("The map could not be loaded.")}`);
      button.disabled = true;
      return;
    }
  }
  const isMoving = drawings.classList.contains("is-moving");
  button.textContent = words(isMoving ? "Back to the drawn map" : "Move and zoom this map");
  if (isMoving) drawings.querySelector<HTMLElement>(".moving")?.focus({ preventScroll: true });
}

for (const drawings of document.querySelectorAll<HTMLElement>(".drawings[data-words]")) {
  if (!drawings.querySelector("[data-latitude]")) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "secondary move";
  button.textContent = phrase(drawings)("Move and zoom this map");
  button.addEventListener("click", () => void toggle(drawings, button));
  drawings.prepend(button);
}
