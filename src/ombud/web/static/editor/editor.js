// The rule editor: a text box that works by itself, with colours underneath, suggestions at the cursor, and the server's
// opinion beside it. Each comfort is a module of its own; this one puts them together.
import { Checking } from "./checking.js";
import { Keeping } from "./keeping.js";
import { Listbox } from "./listbox.js";
import { Mirror, colours } from "./mirror.js";
import { offersAt } from "./offers.js";
import { Results } from "./results.js";
import { beginning } from "./tokens.js";
import { closeBracket, comment, indent, newLine, spelling, write } from "./writing.js";

const MOST = 400_000; // letters that are coloured; with four times as many, every key would take a third of a second

const box = document.querySelector("textarea[data-editor]");
if (box && colours() && HTMLElement.prototype.showPopover) start(box);

function start(box) {
  const frame = box.closest("[data-frame]");
  const words = Object.fromEntries([...frame.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
  const scroller = frame.querySelector("[data-scroller]");
  const mirror = new Mirror(box, box.parentElement, scroller, beginning(box.dataset.file, Number(box.dataset.line)));
  const live = () => frame.classList.contains("live");
  if (fits(box, frame)) mirror.update();
  const said = speaker(frame.querySelector("[data-said-here]"));
  const results = new Results(box, mirror, frame, words, (start, end) => select(box, mirror, scroller, start, end));
  if (box.readOnly) return;
  const checking = new Checking(box, (answer, text) => results.show(answer, text), (word, answer) => results.tell(word, answer));
  const keeping = keep(box, frame, words);
  const list = suggest(box, mirror, said, words);
  box.addEventListener("input", (event) => {
    results.moved();
    keeping.soon();
    if (!fits(box, frame)) return list.close();
    mirror.update();
    checking.soon();
    list.typed(event);
  });
  listen(box, mirror, list, live);
  document.addEventListener("selectionchange", () => live() && document.activeElement === box && spelling(box, mirror));
  box.form.querySelector("[value=check]")?.addEventListener("click", (event) => {
    if (!live()) return;
    event.preventDefault();
    checking.soon(0);
  });
  const at = keeping.place();
  if (at !== null && live()) select(box, mirror, scroller, at, at);
}

/** Whether the text is short enough for colours. A longer one stands in a plain box, with a line that says so. */
function fits(box, frame) {
  const fit = box.value.length <= MOST;
  frame.classList.toggle("live", fit);
  frame.querySelector("[data-help]").hidden = !fit;
  frame.querySelector("[data-long]").hidden = fit;
  return fit;
}

/** Selects, and brings what is selected into sight. */
function select(box, mirror, scroller, start, end) {
  box.focus({ preventScroll: true });
  box.setSelectionRange(start, end);
  const letter = mirror.rectangle(start);
  const frame = scroller.getBoundingClientRect();
  if (letter.top < frame.top + 40 || letter.bottom > frame.bottom - 40) scroller.scrollTop += letter.top - frame.top - frame.height / 3;
  const seen = mirror.rectangle(start);
  if (seen.top < 0 || seen.bottom > innerHeight) scrollBy({ top: seen.top - innerHeight / 3 });
}

/** Announces politely, and only the last of what comes at once. */
function speaker(region) {
  let timer = 0;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => (region.textContent = text), text ? 150 : 0);
  };
}

/** What was left unsaved is offered, never put in place of what is there without asking. */
function keep(box, frame, words) {
  const keeping = new Keeping(box, () => (frame.querySelector("[data-state]").textContent = words["no-room"]));
  const left = keeping.left();
  const offer = frame.querySelector("[data-left]");
  const settle = () => {
    keeping.waiting = false;
    offer.hidden = true;
    box.focus({ preventScroll: true });
  };
  if (left === null) return keeping;
  keeping.waiting = true;
  offer.hidden = false;
  offer.querySelector("[data-back]").addEventListener("click", () => {
    settle();
    write(box, 0, box.value.length, left);
    box.setSelectionRange(0, 0);
  });
  offer.querySelector("[data-drop]").addEventListener("click", () => {
    keeping.forget();
    settle();
  });
  return keeping;
}

function suggest(box, mirror, said, words) {
  const list = new Listbox(box, said, words);
  let vocabulary = null;
  fetch(box.dataset.language, { headers: { accept: "application/json" } })
    .then((response) => (response.ok && !response.redirected ? response.json() : null))
    .then((found) => (vocabulary = found && { ...found, rules: found.rules.filter((id) => !box.defaultValue.includes(`\nid: ${id}\n`)) }), (error) => console.warn(`no suggestions: ${error.message}`));
  list.offer = (asked) => {
    const at = box.selectionStart;
    const found =
      vocabulary && box.selectionEnd === at
        ? offersAt({ line: mirror.lineAt(at), before: mirror.text.slice(0, at), text: mirror.text, asked, words: vocabulary })
        : null;
    if (found) list.show(found, mirror.rectangle(found.from));
    else list.close();
  };
  list.typed = (event) => {
    const wrote = event.inputType === "insertText" || event.inputType === "insertCompositionText";
    if (wrote || list.open || event.inputType === undefined) list.offer(false);
  };
  list.accept = (one) => {
    const from = list.from;
    list.close();
    write(box, from, box.selectionStart, one.insert, one.back ?? 0);
    list.close();
    if (one.more || one.back === 1) list.offer(Boolean(one.more));
  };
  for (const leave of ["blur", "pointerdown"]) box.addEventListener(leave, () => list.close());
  const follow = () => list.open && list.follow(mirror.rectangle(list.from));
  addEventListener("scroll", (event) => event.target !== list.list && follow(), { capture: true, passive: true });
  addEventListener("resize", follow);
  return list;
}

function listen(box, mirror, list, live) {
  let leaving = false; // Escape was pressed: Tab goes on to the next control, as it does everywhere else
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!live()) return control && event.key === "s" ? (save(box), event.preventDefault()) : undefined;
    const was = leaving;
    leaving = event.key === "Escape" && !list.open;
    const done =
      list.press(event) ||
      leaving ||
      (control && event.key === " " && (list.offer(true), true)) ||
      (control && event.key === "s" && (save(box), true)) ||
      (control && event.key === "/" && comment(box, mirror)) ||
      (event.key === "Tab" && !control && !event.shiftKey && !event.altKey && !was && indent(box, mirror)) ||
      (event.key === ")" && !control && closeBracket(box, mirror)) ||
      (event.key === "Enter" && !control && !event.shiftKey && newLine(box, mirror));
    if (done) event.preventDefault();
    else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) list.close();
  });
}

function save(box) {
  const button = box.form.querySelector("[value=save]");
  if (button) box.form.requestSubmit(button);
}
