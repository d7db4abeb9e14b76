// After an action: say aloud what was done, and put the keyboard where the next thing begins.

export function speakUp() {
  const problem = document.querySelector("[data-focus]");
  if (problem) {
    problem.focus();
    return;
  }
  const said = document.querySelector("[data-said]");
  if (!said) return;
  document.querySelector("[data-focus-after]")?.focus();
  // A live region is read when it changes, not when it is there from the start.
  const region = said.parentElement;
  said.remove();
  setTimeout(() => region.append(said), 150);
}
