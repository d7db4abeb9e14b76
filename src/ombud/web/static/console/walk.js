// Up and down through the rows of a list, with two buttons that exist only where they work.

export function walkRows() {
  const buttons = document.querySelector("[data-walk]");
  const links = [...document.querySelectorAll("[data-rows] [data-row]")];
  if (!buttons || links.length === 0) return;
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const step = Number(event.target.closest("[data-step]")?.dataset.step);
    if (!step) return;
    links[next(links, step)].focus();
  });
  document.addEventListener("focusin", (event) => {
    if (links.includes(event.target)) last = links.indexOf(event.target);
  });
}

let last = -1;

function next(links, step) {
  if (last < 0) return step > 0 ? 0 : links.length - 1;
  return Math.min(Math.max(last + step, 0), links.length - 1);
}
