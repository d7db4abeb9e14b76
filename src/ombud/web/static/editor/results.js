// The answer beside the box: problems underlined where they stand and listed with buttons that go there, and the clause's
// examples, green or red. While nothing can be run, the examples stay as they were, marked as of before.

export class Results {
  constructor(box, mirror, frame, words, select) {
    Object.assign(this, { box, mirror, words, select, told: "" });
    this.panel = document.querySelector("[data-results]");
    this.state = frame.querySelector("[data-state]");
    this.panel.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-line]");
      if (!link) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.go(link);
    }, { capture: true });
    this.mark(this.panel);
    this.summarise(this.panel.querySelector("[data-answer]"));
  }

  go(link) {
    const { line, column = 1, width = 100000 } = link.dataset;
    this.select(...this.mirror.offsets(Number(line), Number(column), Number(width)));
  }

  show(answer) {
    const before = this.panel.querySelector("[data-examples]");
    if (before && !answer.querySelector("[data-examples]") && answer.hasAttribute("data-broken")) {
      before.classList.add("stale");
      answer.append(before);
    }
    const held = [...this.panel.querySelectorAll("a, button, summary")].indexOf(document.activeElement);
    const fresh = document.importNode(answer, true);
    for (const one of this.panel.querySelectorAll("details[open][data-line]")) {
      fresh.querySelector(`details[data-line="${one.dataset.line}"]`)?.setAttribute("open", "");
    }
    this.panel.replaceChildren(fresh);
    if (held >= 0) [...this.panel.querySelectorAll("a, button, summary")].at(held)?.focus();
    this.mark(this.panel);
  }

  mark(panel) {
    const links = [...panel.querySelectorAll("[data-problems] a[data-line]")];
    this.mirror.mark(
      links.map(({ dataset }) => ({
        line: Number(dataset.line),
        column: Number(dataset.column),
        width: Math.max(1, Number(dataset.width)),
        severity: dataset.severity,
      })),
    );
  }

  /** The text is not any more what the results are about. */
  moved() {
    this.panel.classList.add("waiting");
  }

  tell(word, answer) {
    if (word === "checking") return;
    if (word === "done") {
      this.panel.classList.remove("waiting");
      this.summarise(answer);
      return;
    }
    this.say(this.words[word], "trouble");
  }

  summarise(answer) {
    if (answer) this.say(answer.dataset.sum, answer.dataset.answer);
  }

  say(text, tone) {
    if (text !== this.told) this.state.textContent = text;
    this.told = text;
    this.state.dataset.tone = tone;
  }
}
