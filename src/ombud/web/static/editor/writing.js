// Keys that write. Every change goes through the browser's own editing, so that it can be undone like typing.
const GOES_ON = /(?:&&|\|\||[,([{?:]|[-+*/%<>=!])$/;

/** Puts `text` in the place of what stands between two offsets, and the cursor `back` letters before its end. */
export function write(box, start, end, text, back = 0) {
  box.setSelectionRange(start, end);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done) {
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (back) box.setSelectionRange(start + text.length - back, start + text.length - back);
}

const inBlock = (line) => line.role === "rule" || line.role === "examples" || line.role === "law" || line.role === "front";

/** Two spaces, or each line of the selection indented by them. Whether that was done. */
export function indent(box, mirror) {
  const [start, end] = [box.selectionStart, box.selectionEnd];
  const line = mirror.lineAt(start);
  if (!inBlock(line)) return false;
  if (start === end) write(box, start, end, "  ");
  else onLines(box, mirror, (one) => (one ? `  ${one}` : one));
  return true;
}

/** Goes past a bracket that a suggestion has already closed, instead of writing a second one. Whether that was done. */
export function closeBracket(box, mirror) {
  const at = box.selectionStart;
  const line = mirror.lineAt(at);
  if (box.value[at] !== ")" || box.selectionEnd !== at || !inBlock(line)) return false;
  const [before, after] = [line.text.slice(0, at - line.start), line.text.slice(at - line.start)].map(withoutTexts);
  if (surplus(before) > -surplus(after)) return false;
  box.setSelectionRange(at + 1, at + 1);
  return true;
}

const withoutTexts = (code) => code.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, "x");
const surplus = (code) => (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);

/** A new line in a block begins where the value above it goes on. Whether that was done. */
export function newLine(box, mirror) {
  const at = box.selectionStart;
  const line = mirror.lineAt(at);
  if (!inBlock(line)) return false;
  const before = line.text.slice(0, at - line.start);
  const own = /^[ \t]*/.exec(before)[0];
  const key = /^[A-Za-z_][\w.-]*:[ \t]+/.exec(before);
  const width = own ? own.length : key && key[0].startsWith("when") && isOpen(before) ? key[0].length : 0;
  if (!width) return false;
  write(box, at, box.selectionEnd, "\n" + " ".repeat(width));
  return true;
}

function isOpen(before) {
  const code = withoutTexts(before).trimEnd();
  return GOES_ON.test(code) || surplus(code) > 0;
}

/** The lines of the selection become comments, or again what they were. Whether that was done. */
export function comment(box, mirror) {
  if (!inBlock(mirror.lineAt(box.selectionStart))) return false;
  const lines = selected(box, mirror).text.split("\n").filter((one) => one.trim());
  const off = lines.length > 0 && lines.every((one) => one.startsWith("# "));
  onLines(box, mirror, (one) => (off ? one.replace(/^# /, "") : one.trim() ? `# ${one}` : one));
  return true;
}

function selected(box, mirror) {
  const start = mirror.lineAt(box.selectionStart).start;
  const last = mirror.lineAt(Math.max(box.selectionStart, box.selectionEnd - (box.selectionEnd > box.selectionStart ? 1 : 0)));
  const end = last.start + last.text.length;
  return { start, end, text: box.value.slice(start, end) };
}

function onLines(box, mirror, change) {
  const { start, end, text } = selected(box, mirror);
  const [from, to] = [box.selectionStart, box.selectionEnd];
  const changed = text.split("\n").map(change).join("\n");
  if (changed === text) return;
  const delta = changed.split("\n")[0].length - text.split("\n")[0].length;
  write(box, start, end, changed);
  if (from === to) box.setSelectionRange(Math.max(start, from + delta), Math.max(start, from + delta));
  else box.setSelectionRange(start, start + changed.length);
}

/** Prose is checked for spelling, code is not. */
export function spelling(box, mirror) {
  const { role } = mirror.lineAt(box.selectionStart);
  const wanted = role === "prose" || role === "heading" || role === "examples" || role === "law";
  if (box.spellcheck !== wanted) box.spellcheck = wanted;
}
