// Behind each example: why it comes out as it does. The server is asked when somebody opens it, about the text that the
// results beside the box are about, and again when there are new results while it is open.
import { swap } from "./swapping.js";

export class Why {
  constructor(box, panel, words) {
    Object.assign(this, { box, panel, words, about: box.defaultValue, asked: 0 });
    panel.addEventListener("toggle", (event) => this.toggled(event.target), { capture: true });
    panel.addEventListener("click", (event) => {
      if (!event.target.closest("[data-example] button[name=do]")) return;
      event.preventDefault(); // the button is for pages without scripts
      this.explain(event.target.closest("[data-example]"));
    });
  }

  toggled(one) {
    if (one.matches("[data-example][open]") && !one.querySelector("[data-why]")) this.explain(one);
  }

  /** The results are new: what was open in the `old` ones stays open, with what it said until the answer is there. */
  renew(old, text) {
    this.about = text;
    for (const before of old.filter((one) => one.open)) {
      const one = this.again(before, old);
      if (!one) continue;
      one.querySelector("[data-why-body]").replaceWith(before.querySelector("[data-why-body]"));
      one.open = true;
      this.explain(one);
    }
  }

  /** The same example in the new results: by its words, or, when those were edited, by its place among them. */
  again(before, old) {
    const now = [...this.panel.querySelectorAll("[data-example]")];
    const said = before.querySelector("summary").textContent;
    return now.find((one) => one.querySelector("summary").textContent === said) ?? now[old.indexOf(before)];
  }

  async explain(one) {
    const body = one.querySelector("[data-why-body]");
    const asked = (this.asked += 1);
    one.dataset.asked = asked;
    body.setAttribute("aria-busy", "true");
    const answer = await this.answer(one.dataset.example);
    if (!one.isConnected || one.dataset.asked !== String(asked)) return;
    body.removeAttribute("aria-busy");
    swap(body, answer);
  }

  /** The explanation as an element, or a line that says why there is none. */
  async answer(example) {
    try {
      const response = await fetch(this.box.dataset.explain, {
        method: "POST",
        headers: { accept: "text/html" },
        body: new URLSearchParams({ text: this.about, example }),
      });
      const body = await response.text();
      if (response.ok && !response.redirected) {
        const found = new DOMParser().parseFromString(body, "text/html").querySelector("[data-why]");
        if (found) return document.importNode(found, true);
      }
      if (response.headers.get("content-type")?.startsWith("application/problem+json")) return line(JSON.parse(body).detail);
      return line(this.words[response.redirected ? "signed-out" : "failed"]);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return line(this.words.offline);
    }
  }
}

const line = (text) => Object.assign(document.createElement("p"), { className: "small soft", textContent: text });
