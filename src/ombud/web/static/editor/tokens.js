// What stands on a line of a policy: Markdown around `rule`, `examples` and `law` blocks; conditions are CEL. A state goes
// from line to line, so that any line can be read again by itself; it is a text, so that two of them compare with ===.

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;
const CLAUSE = /^##[ \t].*\{#[^}]*\}/;
const HEADING = /^(#{1,6})[ \t]+(.*?)[ \t]*(\{#[^}]*\})?[ \t]*$/;
const KEY = /^([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*:(?:[ \t]+|$)/;
const COMMENT = /(?:^|[ \t]{2,}|\t)#.*$/;
const OURS = ["rule", "examples", "law"];
const CHOICES = ["then", "severity", "automation", "mode", "detail"];
const ROOTS = { item: "field", author: "field", event: "field", context: "field", link: "field", signal: "signal" };
const KEYWORDS = ["true", "false", "null", "in"];
const PROSE = "prose||";

export const KINDS = [
  "heading", "mark", "fence", "key", "choice", "name", "function", "field", "signal", "string", "number", "keyword",
  "comment", "allows", "violates", "code",
];

/** Where a text begins: `list` for a list's file, `start` where front matter may stand, else `prose`. */
export function beginning(file, line) {
  if (!file.endsWith(".md")) return "list||";
  return line === 1 ? "start||" : PROSE;
}

/** What a state says: where it stands, the fence that closes the block, and the key whose value may go on. */
export function parts(state) {
  const [where, fence, key] = state.split("|");
  return { where, fence, key };
}

/** One line: its role, and the state below it. */
export function step(line, state) {
  const { where, fence, key } = parts(state);
  if (where === "list") return { role: "list", next: state };
  if (where === "start" && line.trimEnd() === "---") return { role: "fence", next: "front||" };
  if (where === "front") {
    if (line.trimEnd() === "---") return { role: "fence", next: PROSE };
    return { role: "front", next: `front||${KEY.exec(line)?.[1] ?? key}` };
  }
  const found = FENCE.exec(line);
  if (where === "prose" || where === "start") return outside(line, found);
  if (found && found[2].trim() === "" && found[1].startsWith(fence)) return { role: "fence", next: PROSE };
  if (OURS.includes(where) && (CLAUSE.test(line) || OURS.includes(found?.[2].trim()))) return outside(line, found);
  return { role: where, next: `${where}|${fence}|${KEY.exec(line)?.[1] ?? key}` };
}

function outside(line, found) {
  if (!found) return { role: HEADING.test(line) ? "heading" : "prose", next: PROSE };
  const kind = found[2].trim();
  return { role: "fence", next: `${OURS.includes(kind) ? kind : "code"}|${found[1]}|` };
}

/** The tokens of a line as [start, end, kind], in order; `state` is the one above it. */
export function tokens(line, state) {
  const { role } = step(line, state);
  if (role === "fence") return [[0, line.length, "fence"]];
  if (role === "heading") return heading(line);
  if (role === "prose") return prose(line);
  if (role === "code") return [[0, line.length, "code"]];
  if (role === "list") return line.trimStart().startsWith("#") ? [[0, line.length, "comment"]] : [];
  return entry(line, role, parts(state).key);
}

function heading(line) {
  const [, marks, title, name] = HEADING.exec(line);
  const at = line.indexOf(title, marks.length);
  const found = [[0, marks.length, "mark"], [at, at + title.length, "heading"]];
  if (name) found.push([line.lastIndexOf(name), line.lastIndexOf(name) + name.length, "name"]);
  return found;
}

function prose(line) {
  return [...line.matchAll(/`[^`]+`|\*\*|(?<=^[ \t]*)(?:[-*+]|\d+\.)(?=[ \t])|^[ \t]*>/g)].map((found) => [
    found.index,
    found.index + found[0].length,
    found[0].startsWith("`") ? "code" : "mark",
  ]);
}

function entry(line, role, above) {
  const comment = COMMENT.exec(line);
  const end = comment ? comment.index : line.length;
  const found = [];
  let key = above;
  let at = line.length - line.trimStart().length;
  const named = KEY.exec(line);
  if (named && named.index === 0) {
    key = named[1];
    at = named[0].length;
    found.push([0, named[1].length, role === "examples" && (key === "allows" || key === "violates") ? key : "key"]);
  } else if (role === "front") {
    const inner = KEY.exec(line.slice(at));
    if (inner) found.push([at, at + inner[1].length, "field"]);
  }
  if (role === "rule" && key === "when") found.push(...condition(line.slice(0, end), at));
  else if (role === "rule" && at < end) found.push(...plain(line.slice(at, end).trimEnd(), at, key));
  if (comment) found.push([line.indexOf("#", comment.index), line.length, "comment"]);
  return found;
}

function plain(value, at, key) {
  const kind = CHOICES.includes(key) ? "choice" : key === "id" ? "name" : key === "min_precision" ? "number" : "";
  return kind && value ? [[at, at + value.length, kind]] : [];
}

const CEL = new RegExp(
  [
    /(?<string>[bBrR]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|(?<=[bB]?[rR])(?:"[^"]*"?|'[^']*'?)|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?))/,
    /(?<number>(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)[uU]?)/,
    /(?<word>[A-Za-z_]\w*)/,
    /(?<operator>&&|\|\||[!?:])/,
  ].map((one) => one.source).join("|"),
  "g",
);

/** The tokens of a condition, or of a piece of it, from `at`. */
export function condition(line, at = 0) {
  const found = [];
  let root = "";
  let call = "";
  CEL.lastIndex = at;
  for (let match; (match = CEL.exec(line)); ) {
    const [start, end] = [match.index, match.index + match[0].length];
    const { string, number, word } = match.groups;
    if (string !== undefined) found.push([start, end, call === "duration" || call === "timestamp" ? "number" : "string"]);
    else if (number !== undefined) found.push([start, end, "number"]);
    else if (word === undefined) found.push([start, end, "keyword"]);
    else {
      const called = /^\s*\(/.test(line.slice(end, end + 8));
      const below = line[start - 1] === ".";
      if (!below) root = ROOTS[word] ?? "";
      const kind = called ? "function" : KEYWORDS.includes(word) && !below ? "keyword" : root;
      const last = found.at(-1);
      if (kind && below && last?.[2] === kind && last[1] === start - 1) last[1] = end;
      else if (kind) found.push([start, end, kind]);
      call = called ? word : "";
    }
    if (word === undefined) call = "";
  }
  return found;
}
