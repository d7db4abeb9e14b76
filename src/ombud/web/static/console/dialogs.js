// A link that leads to a page about something opens the same thing in place, where a dialog for it is on the page.

export function openDialogs() {
  for (const link of document.querySelectorAll("[data-opens]")) {
    const dialog = document.getElementById(link.dataset.opens);
    if (!dialog) continue;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
  }
}
