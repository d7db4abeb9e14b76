// Shows what has changed since, without taking the page away from somebody who is reading with a keyboard or selecting.
const EVERY_MS = 3000;

const busy = (main) => main.contains(document.activeElement) || !document.getSelection().isCollapsed || document.hidden;

async function renew() {
  const main = document.querySelector("main");
  if (busy(main)) return;
  const answer = await fetch(location.pathname);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("main");
  if (fresh.innerHTML !== main.innerHTML && !busy(main)) main.replaceWith(fresh);
}

setInterval(() => renew().catch(() => { /* the server is being restarted: the next round sees it again */ }), EVERY_MS);
