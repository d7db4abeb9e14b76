// One press instead of selecting a long secret by hand. Only where the browser lets pages write to the clipboard.

export function copySecrets() {
  const button = document.querySelector("[data-copies]");
  if (!button || !navigator.clipboard) return;
  const told = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector("[data-copyable]").textContent);
    told.textContent = told.dataset.done;
    told.classList.remove("visually-hidden");
  });
}
