// Reasons half written survive a reload and an expired session, in this tab only. They are forgotten when they were sent
// and when the reviewer signs out.

const PREFIX = "ombud-draft:";
const SENT = "ombud-sent";

export function keepDrafts() {
  if (document.querySelector("[data-said]")) forget(sessionStorage.getItem(SENT));
  for (const form of document.querySelectorAll("[data-draft]")) keep(form);
  for (const form of document.querySelectorAll("[data-forgets]")) form.addEventListener("submit", forgetAll);
}

function keep(form) {
  const key = PREFIX + form.dataset.draft;
  const box = form.querySelector("textarea");
  if (!box.value) box.value = sessionStorage.getItem(key) ?? "";
  box.addEventListener("input", () => sessionStorage.setItem(key, box.value));
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
}

function forget(key) {
  if (!key) return;
  sessionStorage.removeItem(key);
  sessionStorage.removeItem(SENT);
}

function forgetAll() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) || key === SENT) sessionStorage.removeItem(key);
  }
}
