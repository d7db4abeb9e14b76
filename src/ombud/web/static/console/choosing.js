// While choosing a measure: ask for reasons when they are needed, and let a choice be taken back.

export function helpChoosing() {
  for (const form of document.querySelectorAll("[data-decide], [data-hear]")) {
    const undo = form.querySelector("[data-undo]");
    const update = () => {
      undo.hidden = !chosen(form);
      askForReasons(form);
      askForLighter(form);
    };
    form.addEventListener("change", update);
    undo.addEventListener("click", () => {
      const radio = chosen(form);
      if (radio) {
        radio.checked = false;
        radio.focus();
      }
      update();
    });
    update();
  }
}

const chosen = (form) => form.querySelector("input[type=radio]:checked");

function askForReasons(form) {
  const hint = form.querySelector("[data-reason-hint]");
  const radio = chosen(form);
  if (!hint || !radio) return;
  const restricts = "restricts" in radio.dataset;
  form.querySelector("textarea").required = restricts;
  hint.textContent = restricts ? hint.dataset.whenRestricting : hint.dataset.whenNot;
}

function askForLighter(form) {
  const field = form.querySelector("[data-lighter]");
  if (!field) return;
  const wanted = chosen(form)?.value === "partly";
  field.hidden = !wanted;
  field.querySelector("select").required = wanted;
}
