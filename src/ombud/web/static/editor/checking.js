// Asks the server what it thinks of the text: a moment after the last key, one question at a time, and only an answer
// about the text as it stands is shown. Nothing here ever stops anybody from typing.

const PAUSE = 300; // ms after the last key
const LATER = 5000; // ms until the next try when the server cannot be reached

export class Checking {
  /** `shows` gets each answer as an element, and the text it is about; `tells` a word for how the asking goes: checking, done, offline, ... */
  constructor(box, shows, tells) {
    Object.assign(this, { box, shows, tells, timer: 0, asking: false, again: false });
    window.addEventListener("online", () => this.soon(0));
  }

  soon(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    this.again = false;
    const text = this.box.value;
    this.tells("checking");
    const { word, answer, wait } = await this.answer(text);
    this.asking = false;
    if (answer && text === this.box.value) this.shows(answer, text);
    if (wait) this.soon(wait);
    else if (this.again) this.soon(0);
    if (word !== "done" || text === this.box.value) this.tells(word, answer);
  }

  async answer(text) {
    let response;
    try {
      response = await fetch(this.box.dataset.check, {
        method: "POST",
        headers: { accept: "text/html" },
        body: new URLSearchParams({ text }),
      });
      const body = await response.text();
      if (response.redirected || response.status === 401 || response.status === 403) return { word: "signed-out" };
      if (response.status === 429 || response.status === 503) {
        return { word: "busy", wait: 1000 * (Number(response.headers.get("retry-after")) || 5) };
      }
      const answer = new DOMParser().parseFromString(body, "text/html").querySelector("[data-answer]");
      return answer ? { word: "done", answer } : { word: "failed" };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return { word: "offline", wait: LATER };
    }
  }
}
