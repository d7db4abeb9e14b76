// Single-key shortcuts. A key presses the visible thing that names it in aria-keyshortcuts, and nothing else; where the
// reviewer switched shortcuts off, the server sends no such attribute (WCAG 2.2, 2.1.4).

const TYPES_WORDS = "textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

export function listenForKeys() {
  if (!document.querySelector("[aria-keyshortcuts]")) return;
  document.documentElement.classList.add("keys-on");
  document.addEventListener("keydown", press);
}

function press(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches(TYPES_WORDS)) {
    if (event.key === "Escape") leave(event.target);
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const target = [...document.querySelectorAll("[aria-keyshortcuts]")].find(
    (one) => one.getAttribute("aria-keyshortcuts") === event.key && isVisible(one),
  );
  if (!target) return;
  event.preventDefault();
  if (target.matches("input[type=radio]")) target.focus();
  target.click();
}

function isVisible(element) {
  return !element.disabled && element.getClientRects().length > 0;
}

// Out of a text box, back to where keys work: the choice that was made, or the form's first control.
function leave(box) {
  const radio = box.form?.querySelector("input[type=radio]:checked, input[type=radio]");
  if (radio) radio.focus();
  else box.blur();
}
