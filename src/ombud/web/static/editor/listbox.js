// The list of suggestions: the focus stays in the text box, which names the suggestion that is chosen (ARIA listbox with
// aria-activedescendant). It lies above everything, at the cursor.

const SHOWN = 60;

export class Listbox {
  constructor(box, said, words) {
    Object.assign(this, { box, said, words, offers: [], chosen: 0, from: 0 });
    this.frame = document.createElement("div");
    this.frame.className = "offers";
    this.frame.popover = "manual";
    this.list = this.frame.appendChild(document.createElement("ul"));
    this.list.id = `${box.id}-offers`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.suggestions);
    this.about = this.frame.appendChild(document.createElement("div"));
    this.about.className = "offer-about";
    document.querySelector("main").append(this.frame);
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-haspopup", "listbox");
    this.frame.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays where it is
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index), true);
    });
  }

  get open() {
    return this.offers.length > 0;
  }

  show(found, place) {
    this.from = found.from;
    this.offers = found.offers.slice(0, SHOWN);
    this.list.replaceChildren(...this.offers.map((one, index) => this.option(one, index)));
    this.box.setAttribute("aria-controls", this.list.id);
    if (!this.frame.matches(":popover-open")) this.frame.showPopover();
    this.place(place);
    this.choose(0);
  }

  option(one, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.dataset.index = index;
    option.setAttribute("role", "option");
    const name = option.appendChild(document.createElement("span"));
    name.className = "offer-name";
    name.textContent = one.guarded ? one.insert : one.word;
    const type = option.appendChild(document.createElement("span"));
    type.className = "offer-type";
    type.textContent = one.type + (one.missing ? `, ${this.words.missing}` : "");
    return option;
  }

  choose(index, accept = false) {
    this.chosen = (index + this.offers.length) % this.offers.length;
    [...this.list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === this.chosen)));
    const option = this.list.children[this.chosen];
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
    this.describe(this.offers[this.chosen]);
    if (accept) this.accept?.(this.offers[this.chosen]);
  }

  describe(one) {
    const missing = one.guarded ? this.words.guarded : one.missing ? this.words.advice : "";
    const lines = [this.docOf(one), missing].filter(Boolean);
    const nodes = lines.map((text) => Object.assign(document.createElement("p"), { textContent: text }));
    if (one.example) nodes.push(Object.assign(document.createElement("code"), { textContent: one.example }));
    this.about.replaceChildren(...nodes);
    this.about.hidden = nodes.length === 0;
    const place = this.words.place.replace("{n}", this.chosen + 1).replace("{of}", this.offers.length);
    this.said([one.guarded ? one.insert : one.word, one.type, one.missing ? this.words.missing : "", ...lines, place].filter(Boolean).join(", "));
  }

  docOf(one) {
    if (one.entries) return this.words.entries.replace("{n}", one.entries);
    return one.doc || this.words[`block-${one.block}`] || "";
  }

  /** Below the cursor, or above it where there is more room. */
  place({ left, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height, style } = this.frame;
    const below = bottom + 6 + height <= window.innerHeight || top < height + 6;
    style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
    style.top = `${below ? Math.min(bottom + 6, Math.max(8, window.innerHeight - height - 8)) : top - height - 6}px`;
  }

  /** The text has moved under it. */
  follow(place) {
    if (place.bottom < 0 || place.top > window.innerHeight) this.close();
    else this.place(place);
  }

  close() {
    if (!this.open) return;
    this.offers = [];
    this.frame.hidePopover();
    this.list.replaceChildren();
    this.box.removeAttribute("aria-activedescendant");
    this.box.removeAttribute("aria-controls");
    this.said("");
  }

  /** Whether the key was meant for the list. */
  press(event) {
    if (!this.open) return false;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves && !event.ctrlKey && !event.altKey && !event.metaKey) this.move(moves[event.key]);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) this.accept?.(this.offers[this.chosen]);
    else if (event.key === "Escape") this.close();
    else return false;
    return true;
  }

  move(by) {
    const last = this.offers.length - 1;
    const far = Math.abs(by) > 1;
    this.choose(far ? Math.max(0, Math.min(last, this.chosen + by)) : this.chosen + by);
  }
}
