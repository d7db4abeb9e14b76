// The answer beside the box: problems underlined where they stand and listed with buttons that go there, and the clause's
// examples, green or red. While nothing can be run, the examples stay as they were, marked as of before; their links go
// to where each stands by now.

import { lineNow } from "./lines.js";
import { Why } from "./why.js";

const STOPS = "a, button, summary";

export class Results {
  constructor(box, mirror, frame, words, select) {
    Object.assign(this, { box, mirror, words, select, told: "", about: box.defaultValue });
    this.panel = document.querySelector("[data-results]");
    this.state = frame.querySelector("[data-state]");
    this.why = new Why(box, this.panel, words);
    this.panel.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-line]");
      if (!link || !frame.classList.contains("live")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.go(link);
    }, { capture: true });
    this.mark(this.panel);
    this.summarise(this.panel.querySelector("[data-answer]"));
  }

  go(link) {
    const { column = 1, width = 100000 } = link.dataset;
    const line = this.lineOf(link);
    if (line) this.select(...this.mirror.offsets(line, Number(column), Number(width)));
  }

  /** Where what the link is about stands in the text as it is now; null when its line was edited. Examples that stayed are of an earlier text. */
  lineOf(link) {
    const about = link.closest("[data-examples]") ? this.why.about : this.about;
    return lineNow(about, this.box.value, Number(link.dataset.line));
  }

  /** The examples of before say where they stand by now; one that was edited has no place. */
  relocate(examples) {
    for (const link of examples.querySelectorAll("a[data-line]")) {
      const line = this.lineOf(link);
      link.hidden = line === null;
      if (line) link.textContent = this.words.line.replace("{n}", line);
    }
  }

  /** An answer about `text`. Whoever is in the panel with the keyboard stays where they are. */
  show(answer, text) {
    const held = this.panel.contains(document.activeElement) ? document.activeElement : null;
    const stop = [...this.panel.querySelectorAll(STOPS)].indexOf(held);
    const old = [...this.panel.querySelectorAll("[data-example]")];
    const before = this.panel.querySelector("[data-examples]");
    const stale = before && !answer.querySelector("[data-examples]") && answer.hasAttribute("data-broken");
    const fresh = document.importNode(answer, true);
    if (stale) {
      before.classList.add("stale");
      fresh.append(before);
    }
    this.about = text;
    this.panel.replaceChildren(fresh);
    if (stale) this.relocate(before);
    if (!stale) this.why.renew(old, text);
    if (held) (held.isConnected ? held : this.alike(held, old, stop))?.focus();
    this.mark(this.panel);
  }

  /** What stands now where `held` stood: in the same example, or as the same of all stops. */
  alike(held, old, stop) {
    const example = held.closest("[data-example]");
    return (example && this.why.again(example, old)?.querySelector("summary")) ?? [...this.panel.querySelectorAll(STOPS)].at(stop);
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
