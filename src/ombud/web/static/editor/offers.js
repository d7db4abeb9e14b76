// What could be written where the cursor stands. Pure: from the text before it and the vocabulary, no page needed.
import { condition, parts } from "./tokens.js";

const PATH = /[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\.?$|(?<=\))\.[A-Za-z_]*$/;
const OPERAND = /(?:^|&&|\|\||\?|:|(?<![\w.])\()\s*$/; // where a whole condition may begin
const LOOP = /\.(?:exists|all|exists_one|filter|map)\(\s*([A-Za-z_]\w*)\s*,/g;
const LONGEST = 65536; // letters of a block that are looked at, each way: a condition may have so many
const TIMES = ["10m", "1h", "24h", "72h", "168h"];
const METHODS = { string: ["contains", "startsWith", "endsWith", "lowerAscii", "upperAscii", "size"],
                  list: ["exists", "all", "exists_one", "filter", "map", "size"] };

/**
 * `line` is the mirror's line at the cursor, `before` the whole text up to it, `text` all of it.
 * Answers {from, offers: [{insert, back, word, type, doc, example, missing}]}: `from` is where the name begins, `back` how
 * far the cursor then goes back into what was inserted. Answers null where there is nothing to offer. `asked` by a key,
 * even a name that has not begun is completed.
 */
export function offersAt({ line, before, text, asked, words }) {
  const typed = before.slice(line.start);
  const found =
    line.role === "rule" ? ruleOffers(line, typed, text, asked, words, before)
    : line.role === "examples" ? keyOffers(typed, words.example_keys, [], asked)
    : line.role === "law" ? keyOffers(typed, words.law_keys, keysOf(line, text), asked)
    : line.role === "front" ? frontOffers(line, typed, text, asked, words)
    : line.role === "prose" || line.role === "code" || line.role === "fence" ? blockOffers(typed)
    : null;
  if (!found?.offers.length) return null;
  const rest = found.from ? before.slice(found.from) : "";
  const written = [rest, `${rest}"`, `${rest}'`].includes(found.offers[0].insert);
  if (!asked && found.offers.length === 1 && written) return null; // it stands there already
  return { from: before.length + found.from, offers: found.offers };
}

function blockOffers(typed) {
  const found = /^(```)([a-z]*)$/.exec(typed);
  if (!found) return null;
  const offer = (word, insert, back) => ({ word: "```" + word, insert: "```" + insert, back, type: "", doc: "", block: word });
  const offers = [offer("rule", "rule\nid: \nwhen: \nthen: hold\n```\n", 23), offer("examples", "examples\nviolates: \nallows: \n```\n", 14),
                  offer("law", "law\nground: \nwhy: \n```\n", 11)];
  return { from: -typed.length, offers: offers.filter((one) => one.word.startsWith(typed)) };
}

function ruleOffers(line, typed, text, asked, words, before) {
  const named = /^([a-z_]+):[ \t]+(.*)$/s.exec(typed);
  const above = parts(line.state).key;
  const key = named?.[1] ?? (/^[ \t]/.test(typed) ? above : "");
  if (!key) return keyOffers(typed, words.rule_keys, keysOf(line, text), asked);
  if (key === "when") {
    return conditionOffers(valueBefore(typed, line, before), text[before.length] ?? "", asked, words);
  }
  const value = named?.[2] ?? "";
  const choices = key === "queue" || key === "label" ? namedBy(key, text, key === "queue" ? words.queues : words.labels)
    : key === "id" ? freeNames(line, text, words.rules)
    : words.rule_keys.find((one) => one.name === key)?.values ?? [];
  return pick(value, choices.map((one) => ({ ...plain(one), type: key })));
}

/** The front matter: its keys; below `attributes` names and their types, below `lists` names and their files. */
function frontOffers(line, typed, text, asked, words) {
  const named = /^([A-Za-z_]+):[ \t]+(.*)$/.exec(typed);
  if (!named && !/^[ \t]/.test(typed)) return keyOffers(typed, words.header_keys, headerKeys(text), asked);
  const key = named?.[1] ?? parts(line.state).key;
  if (key === "requires") return requiredOffers(named?.[2] ?? typed, asked, words);
  if (named || !["attributes", "lists", "strikes"].includes(key)) return null;
  const [, name, value] = /^[ \t]+([^:]*)(?::[ \t]+(.*))?$/.exec(typed) ?? [];
  if (name === undefined || (!asked && !name && value === undefined)) return null;
  if (key === "strikes") return value === undefined ? pick(name, words.strike_keys.map(offer)) : null;
  if (key === "lists") return value === undefined ? pick(name, unlisted(text, words)) : pick(value, words.list_files.map(plain));
  if (value === undefined) return pick(name, words.records.map(offer));
  return pick(value, words.attribute_types.flatMap((one) => [offer(one), { ...offer(one), insert: `${one.name}?`, word: `${one.name}?`, missing: true }]));
}

/** Behind `requires`, the name that stands last. */
function requiredOffers(value, asked, words) {
  const last = /[^[\],\s]*$/.exec(value)[0];
  if (value.includes("]") || (!last && !asked)) return null;
  const there = value.slice(0, value.length - last.length).split(/[[\],\s]+/);
  const fields = words.header_keys.find((one) => one.name === "requires").values.filter((one) => !there.includes(one));
  const known = (name) => words.fields.find((one) => one.name === name);
  return pick(last, fields.map((name) => ({ insert: name, word: name, type: known(name)?.type ?? "", doc: known(name)?.doc ?? "" })));
}

/** Files of words that no list has yet, each with the name that it would have. */
function unlisted(text, words) {
  const free = words.list_files.filter((one) => !text.includes(`: ${one}\n`));
  return free.map((one) => {
    const name = one.replace(/^.*\//, "").replace(/\.txt$/, "");
    return { insert: `${name}: ${one}`, word: name, type: one, doc: "" };
  });
}

function headerKeys(text) {
  const top = text.slice(0, text.indexOf("\n---", 3) >>> 0);
  return top.split("\n").flatMap((one) => /^([a-z_]+):/.exec(one)?.[1] ?? []);
}

/** The condition from its beginning to the cursor, its lines joined by spaces. */
function valueBefore(typed, line, before) {
  const lines = before.slice(-LONGEST).split("\n");
  const at = lines.findLastIndex((one) => /^when:[ \t]/.test(one));
  return at < 0 ? typed : lines.slice(at).join("\n").replace(/^when:[ \t]+/, "");
}

function keyOffers(typed, keys, taken, asked) {
  if (!/^[a-z_.]*$/.test(typed) || (!typed && !asked)) return null;
  const offers = keys.filter((one) => !taken.includes(one.name) || one.name === typed);
  return pick(typed, offers.map((one) => ({ ...offer(one), insert: `${one.name}: `, more: one.values.length > 0 })));
}

function conditionOffers(value, next, asked, words) {
  const inside = openString(value);
  if (inside) return stringOffers(value, next, inside, words);
  const path = PATH.exec(value)?.[0] ?? "";
  if (/^\d/.test(path) || (!asked && path.length < 2 && !path.includes("."))) return null;
  const start = value.length - path.length;
  const free = OPERAND.test(value.slice(0, start));
  const loops = [...value.matchAll(LOOP)].map((one) => one[1]);
  const fields = words.fields.flatMap((one) => onLoop(one, loops));
  const head = path.slice(0, path.lastIndexOf(".") + 1);
  const owner = fields.find((one) => `${one.name}.` === head);
  const methods = owner || head === "." ? methodsOf(owner?.type ?? "string", words) : [];
  if (methods.length || head === ".") {
    return pick(path.slice(head.length), methods);
  }
  const offers = [
    ...fields.flatMap((one) => fieldOffers(one, free, value)),
    ...words.signals.map(offer),
    ...(head ? [] : words.functions.filter((one) => !isMethod(one)).map(called)),
    ...(head ? [] : loops.map((one) => ({ insert: one, word: one, type: "", doc: "" }))),
  ];
  return pick(path, offers);
}

/** A field of a link goes by the name that the condition gives to each link. */
function onLoop(field, loops) {
  if (!field.name.startsWith("link.")) return [field];
  return loops.map((name) => ({ ...field, name: name + field.name.slice("link".length) }));
}

/** What may be missing has to be tested first: where a condition begins, that is offered together. */
function fieldOffers(field, free, value) {
  const plain = offer(field);
  const tested = value.includes(`has(${field.name})`);
  if (!field.optional || !free || tested) return [plain];
  return [{ ...plain, insert: `has(${field.name}) && ${field.name}`, guarded: true }, plain];
}

function isMethod(one) {
  return new RegExp(`\\.${one.name}\\(`).test(one.example) || [...METHODS.list, ...METHODS.string].slice(0, 5).includes(one.name);
}

function methodsOf(type, words) {
  const names = METHODS[type.startsWith("list") ? "list" : type] ?? [];
  return names.flatMap((name) => {
    const found = words.functions.find((one) => one.name === name);
    return found && isMethod(found) ? [called(found)] : [];
  });
}

const plain = (one) => ({ insert: one, word: one, type: "", doc: "" });
const offer = (one) => ({ insert: one.name, word: one.name, type: one.type, doc: one.doc, example: one.example, missing: one.optional });
const called = (one) => ({ ...offer(one), insert: `${one.name}()`, back: 1 });

/** What is offered inside quotation marks depends on the function, or the field, that they belong to. */
function stringOffers(value, next, { start, quote, call, compared }, words) {
  const typed = value.slice(start);
  const choices =
    call === "in_list" ? words.lists.map((one) => ({ ...offer(one), doc: "", entries: one.values[0] }))
    : call === "duration" ? TIMES.map((one) => ({ word: one, type: "duration", doc: "" }))
    : call === "count" || call === "distinct" ? valuesOf("event.type", words)
    : compared ? valuesOf(compared, words)
    : [];
  return pick(typed, choices.map((one) => ({ ...one, insert: one.word + (next === quote ? "" : quote) })));
}

function valuesOf(name, words) {
  const values = words.fields.find((one) => one.name === name)?.values ?? [];
  return values.map((one) => ({ word: one, type: name, doc: "" }));
}

/** The string that the end of `value` stands in: where it begins, whose argument it is, what it is compared with. */
function openString(value) {
  const last = condition(value).at(-1);
  if (!last || last[1] !== value.length || !/^(?:string|number)$/.test(last[2])) return null;
  const quoted = /^[bBrR]{0,2}(["'])/.exec(value.slice(last[0]));
  if (!quoted || (last[1] - last[0] > quoted[0].length && value.endsWith(quoted[1]) && !value.endsWith(`\\${quoted[1]}`))) return null;
  const ahead = value.slice(0, last[0]);
  const calls = [];
  for (const one of ahead.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, "").matchAll(/([A-Za-z_]\w*)?\(|\)/g)) {
    if (one[0] === ")") calls.pop();
    else calls.push(one[1] ?? "");
  }
  const compared = /([A-Za-z_][\w.]*)\s*(?:==|!=)\s*$/.exec(ahead)?.[1] ?? "";
  return { start: last[0] + quoted[0].length, quote: quoted[1], call: calls.at(-1) ?? "", compared };
}

/** Keys of the block around `line` that it has already. */
function keysOf(line, text) {
  const above = text.slice(Math.max(0, line.start - LONGEST), line.start).split("\n");
  const below = text.slice(line.start, line.start + LONGEST).split("\n");
  const start = above.findLastIndex((one) => /^ {0,3}[`~]{3}/.test(one));
  const end = below.findIndex((one) => /^ {0,3}[`~]{3}/.test(one));
  const block = [...above.slice(start + 1), ...below.slice(1, end < 0 ? below.length : end)];
  return block.flatMap((one) => /^([a-z_]+):/.exec(one)?.[1] ?? []);
}

/** What the rules of this text, and of the rest of the policy, have behind a key. */
function namedBy(key, text, elsewhere) {
  return [...new Set([...text.matchAll(new RegExp(`^${key}:[ \\t]+(\\S+)`, "gm"))].map((one) => one[1]).concat(elsewhere))];
}

/** The clause's own name, or the first of its numbers that no rule has, here or elsewhere in the policy. */
function freeNames(line, text, elsewhere) {
  const clause = [...text.slice(0, line.start).matchAll(/^##[ \t].*\{#([^}]*)\}/gm)].at(-1)?.[1];
  const taken = [...text.matchAll(/^id:[ \t]+(\S+)/gm)].filter((one) => one.index !== line.start).map((one) => one[1]).concat(elsewhere);
  if (!clause) return [];
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? clause : `${clause}-${number}`;
    if (!taken.includes(name)) return [name];
  }
}

/** Those that begin so, then those with a part that does, then those that contain it. */
function pick(typed, offers) {
  const wanted = typed.toLowerCase();
  const rank = (one) => {
    const name = one.word.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (!wanted.includes(".") && name.split(/[._-]/).some((part) => part.startsWith(wanted))) return 1;
    return wanted.length > 2 && name.includes(wanted) ? 2 : 3;
  };
  const ranked = offers.map((one) => [rank(one), one]).filter(([place]) => place < 3);
  return { from: -typed.length, offers: ranked.sort(([a], [b]) => a - b).map(([, one]) => one) };
}
