// Puts new contents in the place of old ones: whoever was somewhere in them with the keyboard is there again, and what
// they had opened or closed inside stays so, as far as both are alike.

const STOPS = "a, button, summary, [tabindex]";

export function swap(place, fresh) {
  const held = [...place.querySelectorAll(STOPS)].indexOf(document.activeElement);
  const inside = [...place.querySelectorAll("details")].map((one) => one.open);
  place.replaceChildren(fresh);
  const now = [...place.querySelectorAll("details")];
  if (now.length === inside.length) now.forEach((one, at) => (one.open = inside[at]));
  if (held >= 0) [...place.querySelectorAll(STOPS)].at(held)?.focus();
}
