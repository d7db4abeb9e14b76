// Says how many characters a text area has taken so far. Without it the form works just the same: the server counts.
const format = new Intl.NumberFormat(document.documentElement.lang);

for (const area of document.querySelectorAll("textarea[data-most]")) {
  const most = Number(area.dataset.most);
  const counter = document.getElementById(area.dataset.counter);
  const show = () => {
    const length = [...area.value].length; // code points, as the server counts them
    counter.textContent = counter.dataset.words
      .replace("{n}", format.format(length))
      .replace("{most}", format.format(most));
    counter.toggleAttribute("data-over", length > most);
  };
  counter.hidden = false;
  area.addEventListener("input", show);
  show();
}
