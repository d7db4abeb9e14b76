// The text again, underneath the text box and letter for letter the same, where it can be coloured. Colours are ranges of
// the CSS Custom Highlight API: they change no box, so nothing can shift; where there is no such API the box is left as
// it is. The text is cut into chunks of whole lines: a key press touches one of them, and only those in sight have colours.
import { KINDS, parts, step, tokens } from "./tokens.js";

const LINES = 48; // in a chunk, at most
const AHEAD = "600px"; // how far out of sight chunks already have their colours
const AT_ONCE = 24; // chunks that are coloured before the next frame; more of them wait until they come into sight

export const colours = () => typeof Highlight === "function" && "highlights" in CSS;

export class Mirror {
  /** `page` is the element that holds the box and will hold the mirror; `scroller` scrolls both. */
  constructor(box, page, scroller, begin) {
    this.box = box;
    this.begin = begin;
    this.text = "";
    this.chunks = [];
    this.layer = document.createElement("div");
    this.layer.className = "mirror";
    this.layer.setAttribute("aria-hidden", "true");
    this.layer.inert = true; // so that the browser's own search finds each word once
    this.end = this.layer.appendChild(document.createElement("div"));
    this.end.textContent = "\n";
    page.prepend(this.layer);
    this.faults = [];
    this.highlights = {};
    for (const kind of [...KINDS, "error", "warning"]) {
      this.highlights[kind] = new Highlight();
      this.highlights[kind].priority = kind === "error" ? 2 : kind === "warning" ? 1 : 0;
      CSS.highlights.set(`ombud-${kind}`, this.highlights[kind]);
    }
    this.sight = new IntersectionObserver((seen) => this.seen(seen), { root: scroller, rootMargin: AHEAD });
  }

  /** Takes over what the box says now. */
  update() {
    const text = this.box.value;
    if (text === this.text && this.chunks.length) return;
    const [first, last, from, to] = this.difference(text);
    let [end, behind] = [to, last];
    let above = this.chunks[first - 1]?.below ?? this.begin;
    const cut = [];
    for (let at = from; ; ) {
      while (at < end) {
        const chunk = cutOne(text, at, end, above);
        cut.push(chunk);
        at += chunk.text.length;
        above = chunk.below;
      }
      if (behind >= this.chunks.length || this.chunks[behind].above === above) break;
      end += this.chunks[behind].text.length; // the fences below mean something else now
      behind += 1;
    }
    this.text = text;
    this.replace(first, behind, cut);
  }

  /** The chunks that differ, as the first and the one behind the last, and where they stand in the new text. */
  difference(text) {
    let first = 0;
    let from = 0;
    while (first < this.chunks.length && text.startsWith(this.chunks[first].text, from)) {
      from += this.chunks[first].text.length;
      first += 1;
    }
    if (first && from < text.length && text[from - 1] !== "\n") from -= this.chunks[(first -= 1)].text.length;
    let last = this.chunks.length;
    let to = text.length;
    while (last > first) {
      const start = to - this.chunks[last - 1].text.length;
      if (start < from || !text.startsWith(this.chunks[last - 1].text, start)) break;
      to = start;
      last -= 1;
    }
    if (to > from && text[to - 1] !== "\n" && last < this.chunks.length) to += this.chunks[last++].text.length;
    return [first, last, from, to];
  }

  replace(first, behind, cut) {
    const old = this.chunks.slice(first, behind);
    const next = this.chunks[behind]?.element ?? this.end;
    this.chunks.splice(first, old.length, ...cut);
    cut.forEach((chunk, index) => {
      if (old[index]) this.reuse(old[index], chunk);
      else this.add(chunk, next);
    });
    for (const chunk of old.slice(cut.length)) this.remove(chunk);
    let at = 0;
    let line = 1;
    for (const chunk of this.chunks) {
      chunk.start = at;
      chunk.line = line;
      at += chunk.text.length;
      line += chunk.lines;
    }
    this.shift(old, cut);
    for (const chunk of cut) if (chunk.near || cut.length <= AT_ONCE) this.colour(chunk);
  }

  /** Underlines below what was written move with their lines; the next check says where they are for certain. */
  shift(old, cut) {
    if (!this.faults.length || !cut.length) return;
    const [before, now] = [joined(old), joined(cut)];
    let same = 0;
    while (same < now.length && before[same] === now[same]) same += 1;
    const edited = cut[0].line + count(now.slice(0, same));
    const delta = count(now) - count(before);
    if (delta) this.faults = this.faults.map((one) => (one.line > edited ? { ...one, line: one.line + delta } : one));
  }

  add(chunk, next) {
    chunk.element = document.createElement("div");
    chunk.node = chunk.element.appendChild(document.createTextNode(chunk.text));
    chunk.element.className = chunk.look;
    chunk.element.chunk = chunk;
    this.layer.insertBefore(chunk.element, next);
    this.sight.observe(chunk.element);
  }

  reuse(old, chunk) {
    this.bleach(old);
    chunk.element = old.element;
    chunk.node = old.node;
    chunk.near = old.near;
    chunk.element.chunk = chunk;
    if (old.look !== chunk.look) chunk.element.className = chunk.look;
    if (old.text !== chunk.text) chunk.node.data = chunk.text;
  }

  remove(chunk) {
    this.bleach(chunk);
    this.sight.unobserve(chunk.element);
    chunk.element.remove();
  }

  seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const chunk = target.chunk;
      chunk.near = isIntersecting;
      if (isIntersecting) this.colour(chunk);
      else this.bleach(chunk);
    }
  }

  colour(chunk) {
    if (chunk.ranges) return;
    chunk.ranges = [];
    let state = chunk.above;
    let at = 0;
    for (const line of chunk.text.split("\n")) {
      for (const [start, end, kind] of tokens(line, state)) this.range(chunk, at + start, at + end, kind);
      state = step(line, state).next;
      at += line.length + 1;
    }
    this.underline(chunk);
  }

  bleach(chunk) {
    for (const [kind, range] of chunk.ranges ?? []) this.highlights[kind].delete(range);
    chunk.ranges = null;
  }

  range(chunk, start, end, kind) {
    const range = new StaticRange({ startContainer: chunk.node, startOffset: start, endContainer: chunk.node, endOffset: end });
    this.highlights[kind].add(range);
    chunk.ranges.push([kind, range]);
  }

  /** Underlines these places: {line, column, width, severity}, in lines and code points of the text. */
  mark(faults) {
    this.faults = faults;
    for (const chunk of this.chunks) {
      if (!chunk.ranges) continue;
      this.bleach(chunk);
      this.colour(chunk);
    }
  }

  underline(chunk) {
    for (const fault of this.faults) {
      if (fault.line < chunk.line || fault.line >= chunk.line + Math.max(chunk.lines, 1)) continue;
      const line = chunk.text.split("\n")[fault.line - chunk.line] ?? "";
      const at = chunk.text.split("\n").slice(0, fault.line - chunk.line).join("\n").length + (fault.line > chunk.line);
      const [start, end] = within(line, fault.column, fault.width);
      if (end > start) this.range(chunk, at + start, at + end, fault.severity === "warning" ? "warning" : "error");
    }
  }

  chunkAt(offset) {
    const found = this.chunks.findLast((chunk) => chunk.start <= offset);
    return found ?? this.chunks[0];
  }

  /** The line that holds `offset`: its text, where it begins, its number, its role and the state above it. */
  lineAt(offset) {
    const chunk = this.chunkAt(offset);
    if (!chunk) return { text: "", start: 0, number: 1, state: this.begin, ...step("", this.begin) };
    let state = chunk.above;
    let start = chunk.start;
    let number = chunk.line;
    for (const text of chunk.text.split("\n")) {
      if (offset <= start + text.length) return { text, start, number, state, ...step(text, state) };
      state = step(text, state).next;
      start += text.length + 1;
      number += 1;
    }
    return { text: "", start, number, state, ...step("", state) };
  }

  /** Where a line and a column (code points, from 1) stand in the text, and where `width` more end. */
  offsets(line, column, width) {
    const chunk = this.chunks.findLast((one) => one.line <= line) ?? this.chunks[0];
    const lines = chunk.text.split("\n");
    const text = lines[line - chunk.line] ?? "";
    const before = chunk.start + lines.slice(0, line - chunk.line).reduce((sum, one) => sum + one.length + 1, 0);
    const [start, end] = within(text, column, width);
    return [before + start, before + end];
  }

  /** The rectangle of the letter at `offset`, in the window. */
  rectangle(offset) {
    const chunk = this.chunkAt(offset);
    const range = document.createRange();
    const inside = chunk ? offset - chunk.start : 0;
    if (chunk && inside < chunk.text.length) {
      range.setStart(chunk.node, inside);
      range.setEnd(chunk.node, inside + 1);
    } else if (chunk && !chunk.text.endsWith("\n")) {
      range.setStart(chunk.node, inside);
    } else {
      range.selectNodeContents(this.end);
    }
    return range.getClientRects()[0] ?? range.getBoundingClientRect();
  }
}

/** One chunk from `at`: a block of ours or a piece of prose, whole lines, not too many of them. */
function cutOne(text, at, end, above) {
  let state = above;
  let lines = 0;
  let stop = at;
  const inside = parts(above).where;
  const block = ["rule", "examples", "law", "code"].includes(inside);
  let [opens, closes, kind] = [false, false, block ? inside : ""];
  while (stop < end && lines < LINES) {
    const newline = text.indexOf("\n", stop);
    const behind = newline < 0 || newline >= end ? end : newline + 1;
    const line = text.slice(stop, newline < 0 ? end : Math.min(newline, end));
    const { role, next } = step(line, state);
    const where = parts(next).where;
    const opening = role === "fence" && ["rule", "examples", "law", "code"].includes(where);
    const leaving = kind && role !== kind && role !== "fence"; // a block that nobody closed
    if ((opening || leaving) && stop > at) break;
    if (opening) [opens, kind] = [true, where];
    if (leaving) kind = "";
    state = next;
    stop = behind;
    lines += newline >= 0 && newline < end ? 1 : 0;
    if (role === "fence" && !opening) {
      closes = true;
      break;
    }
  }
  const look = kind ? `block block-${kind}${opens ? " opens" : ""}${closes ? " closes" : ""}` : "";
  return { text: text.slice(at, stop), above, below: state, lines, look, start: 0, line: 1, ranges: null, near: false };
}

const joined = (chunks) => chunks.map((chunk) => chunk.text).join("");
const count = (text) => text.split("\n").length - 1;

/** UTF-16 offsets of a column and a width in code points. */
function within(line, column, width) {
  const letters = [...line];
  const start = letters.slice(0, column - 1).join("").length;
  return [start, start + letters.slice(column - 1, column - 1 + width).join("").length];
}
