// What is not saved survives: a reload, an expired session, a closed laptop. In this tab only; forgotten when it was saved
// (the page after says so) and when the author signs out. The names are those of the console's other half-written texts.

const PREFIX = "ombud-draft:";
const SENT = "ombud-sent";
const PLACE = "ombud-place";
const PAUSE = 400;

export class Keeping {
  /** `full` is told when the browser has no room for the text. */
  constructor(box, full) {
    Object.assign(this, { box, full, timer: 0, leaving: false, key: `${PREFIX}${location.pathname}${location.search}` });
    this.saved = box.dataset.saved ?? box.defaultValue;
    addEventListener("pagehide", () => this.keep());
    addEventListener("beforeunload", (event) => {
      if (this.changed && !this.leaving) event.preventDefault();
    });
    box.form.addEventListener("submit", (event) => {
      this.keep();
      this.leaving = true;
      const wish = event.submitter?.value;
      if (wish === "save" || wish === "remove") sessionStorage.setItem(SENT, this.key);
      sessionStorage.setItem(PLACE, JSON.stringify([location.pathname, box.selectionStart]));
    });
    addEventListener("pageshow", () => (this.leaving = false));
  }

  get changed() {
    return "unsaved" in this.box.dataset || this.box.value !== this.box.defaultValue;
  }

  /** What was left here and is not what the box says: a text, or null. */
  left() {
    const text = sessionStorage.getItem(this.key);
    return text === null || text === this.box.value ? null : text;
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), PAUSE);
  }

  keep() {
    clearTimeout(this.timer);
    if (this.waiting) return; // what was left before is not overwritten until somebody said what becomes of it
    try {
      if (this.changed) sessionStorage.setItem(this.key, this.box.value);
      else sessionStorage.removeItem(this.key);
    } catch (error) {
      if (error.name !== "QuotaExceededError") throw error;
      this.full();
    }
  }

  forget() {
    sessionStorage.removeItem(this.key);
  }

  /** Where the cursor was when the text was sent, once; null when it was another page. */
  place() {
    const [path, at] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    sessionStorage.removeItem(PLACE);
    return path === location.pathname ? at : null;
  }
}
