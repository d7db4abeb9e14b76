"""Errors as teachers: every message as its author sees it, kept word for word in messages.txt.

Write the file again with ``OMBUD_WRITE_GOLDEN=1 pytest tests/unit/policy/test_messages.py``, then read the difference.
"""

import os
from pathlib import Path

from tests.support.policies import document, problems

GOLDEN = Path(__file__).parent / "messages.txt"

FRONT = "---\npolicy: x\ntitle: X\nlanguage: en\n---\n"

BOTH = "```examples\nviolates: x\nallows: y\n```\n"

CONDITIONS = {
    "a field that does not exist": "author.agee < duration('72h')",
    "a field of nothing known": "item.zzz == 1",
    "a name that does not exist": "authr.name == 'x'",
    "a record that is no value": "author == 'x'",
    "an optional field without has": "author.age < duration('72h')",
    "an optional context field without has": "context.community == 'pets'",
    "an optional field after the wrong has": "has(author.name) && author.age < duration('72h')",
    "an optional field in the wrong branch": "has(item.lang) || item.lang == 'en'",
    "a signal that does not exist": "signal.treat > 0.9",
    "an int compared with text": "size(item.links) > '3'",
    "a double made equal to an int": "signal.threat == 1",
    "a duration compared with a number": "has(author.age) && author.age < 72",
    "a moment compared with text": "event.at > '2026-01-01'",
    "a condition that is no test": "size(item.links)",
    "a condition of unknown type": "has(context.flag) ? context.flag : false",
    "a part that is no test": "item.text && true",
    "not a test turned around": "!item.text",
    "a minus before text": "-item.text == 'x'",
    "one equals sign": "item.kind = 'post'",
    "curly quotation marks": "item.kind == “post”",
    "a word for an operator": "item.kind == 'post' and item.kind != 'x'",
    "not as a word": "not has(item.lang)",
    "a text that is never closed": "item.kind == 'post",
    "a bracket that is never closed": "(item.kind == 'post'",
    "a bracket too many": "item.kind == 'post')",
    "nothing after an operator": "item.kind ==",
    "an escape that does not exist": r'matches(item.text, "\d+")',
    "a number that is too large": "size(item.text) > 99999999999999999999",
    "a reserved word": "for == 1",
    "has of a whole list": "has(item.links[0])",
    "has of a name": "has(kind)",
    "a function that does not exist": "mention(item.text, 'x')",
    "a function written the other way": "contains(item.text, 'x')",
    "a method written the other way": "item.kind.int() == 1",
    "a function with the wrong argument": "size(1) > 2",
    "a method with the wrong argument": "item.text.contains(1)",
    "mentions without words": "mentions(item.text)",
    "mentions without a text": "mentions()",
    "mentions of nothing": "mentions(item.text, ' ')",
    "mentions of words that are not written out": "mentions(item.text, item.kind)",
    "mentions of a number": "mentions(size(item.text), 'x')",
    "a regex that cannot run in linear time": r'matches(item.text, r"(a)\1")',
    "a list that does not exist": "in_list(item.text, 'shortners')",
    "exact around nothing it knows": "exact(size(item.text))",
    "count of something else": "count(event, 'item.created', duration('10m')) > 5",
    "count of unknown events": "count(author, 'item.create', duration('10m')) > 5",
    "count without a window": "count(author, 'item.created') > 5",
    "count with a window that is not written out": "count(author, 'item.created', item.age) > 5",
    "a duration in days": "count(author, 'item.created', duration('3d')) > 5",
    "a window of nothing": "seen_before(item, duration('0s'))",
    "copies without a window": "seen_before(item)",
    "a regex and no pattern": "matches(item.text)",
    "count with too much": "count(author, 'item.created', duration('10m'), 1) > 5",
    "a text among numbers": "item.kind in [1, 2]",
    "copies of somebody": "seen_before(author, duration('1h'))",
    "a bad timestamp": "event.at > timestamp('yesterday')",
    "in without a list": "item.kind in 'post'",
    "a link's field that does not exist": "item.links.exists(l, l.host == 'x')",
    "a macro over no list": "item.text.exists(x, x == 'a')",
    "a macro without a name": "item.links.exists(1, true)",
    "two sides of different types": "(true ? 1 : 'a') == 1",
    "a field of a text": "item.text.raw == 'x'",
    "an index into a text": "item.text[0] == 'x'",
    "a message": "Message{x: 1} == 1",
    "a word between two values": 'item.text contains "buy now"',
    "a word between two values, of a part": 'author.name mentions "admin"',
    "starts with, in two words": 'item.text starts with "buy"',
    "ends with, in one word": 'item.text endsWith "buy"',
    "a word between nothing known": "item.text contains item.kind",
    "is": "item.kind is 'post'",
    "and in capitals": "item.kind == 'post' AND item.kind != 'x'",
    "or without its other half": "item.kind == 'post' | item.kind == 'x'",
    "not in": 'item.kind not in ["post"]',
    "not equal as in other languages": "item.kind <> 'post'",
    "three equals signs": "item.kind === 'post'",
    "the arrow for at least": "size(item.links) => 3",
    "the sign for at least": "size(item.links) ≥ 3",
    "days without quotation marks": "has(author.age) && author.age < 3 days",
    "hours without quotation marks": "has(author.age) && author.age < 72h",
    "a length of time as a plain text": 'has(author.age) && author.age < "72h"',
    "days as a plain text": 'has(author.age) && author.age < "3 days"',
    "weeks without quotation marks": "has(author.age) && author.age < 2 weeks",
    "a test without an operator": "item.kind == 'post' has(item.lang)",
    "a method without its dot": "item.text contains('x')",
    "a word after an element": "item.links[0].url contains 'x'",
    "a text never closed after a name": "item.kind 'post",
    "a function named like an operator": ".or(1)",
    "starts alone": "item.kind starts 'post'",
    "many words without quotation marks": "mentions(item.text, buy it now)",
    "words up to an operator": "item.kind == blue post and has(item.lang)",
    "a pattern between slashes": "matches(item.text, /foo/i)",
    "a pattern between slashes with signs of its own": r"""matches(item.text, /"a\d+'\/(b|c)/gi)""",
    "a long pattern between slashes": "matches(item.text, /" + "long" * 20 + "/)",
    "a division": "size(item.text) / 2 / 3 > 1 &&",
    "a tilde": 'item.text ~ "foo"',
    "a tilde turned around": 'item.text !~ "foo"',
    "a tilde before a pattern between slashes": "item.text =~ /foo/",
    "half a character": "item.kind == '\ud800'",
    "a number of something else": "size(item.links) > 3 links",
    "a word without quotation marks": "item.kind == post",
    "a word much like a field's": "item.kind == items",
    "words without quotation marks": "mentions(item.text, buy now)",
    "a quotation mark missing before another text": """item.kind == "post && item.text != "x" """,
    "a curly quotation mark alone": "item.kind == “post",
    "a bracket of a call that is never closed": 'mentions(item.text, "a" && size(item.links) > 0',
    "a list that is never closed": 'item.kind in ["a", "b"',
    "a decimal comma": "signal.threat > 0,9",
    "a percent sign": "signal.threat > 90%",
    "a percent sign before more": "signal.threat > 90% && item.kind == 'post'",
    "a text compared with a number": "item.text > 500",
    "a text made equal to a number": "item.kind == 3",
    "a number in quotation marks": 'size(item.links) > "3"',
    "a number with a text that is none": 'size(item.links) > "many"',
    "a number compared with a field of text": "size(item.links) > item.kind",
    "a signal compared with a word": 'signal.threat == "high"',
    "a signal compared with true": "signal.threat == true",
    "a test compared with a number": "signal.flagged == 1",
    "a moment compared with a length of time": 'event.at > duration("1h")',
    "a link compared with a text": "item.links.exists(l, l == 'x.example')",
    "a function of another language": "len(item.text) > 3",
    "a semicolon": "item.kind == 'post';",
    "the whole condition in quotation marks": '"item.kind == 1"',
    "a field in a wide script before it": 'item.text == "日本語のテキスト" && item.txet == "x"',
    "a field after right-to-left text": 'item.text == "سلام" && item.txet == "x"',
    "a field after marks and emoji": 'item.text == "é👩‍💻❤️" && item.txet == "x"',
    "a fault on the third line": "item.kind == 'post'\n      && size(item.links) > 0\n\t&& item.txet == 'x'",
    "two faults at once": "item.txet == 'x' && autor.name == 'y'",
    "half a surrogate": r'item.text == "\ud800"',
    "bytes with an escape of text": r'item.text == b"\u0041"',
    "an infinite number": "signal.threat > 1e999",
    "a double that does not divide": "signal.threat % 2.0 == 1.0",
    "and, or and not as words, with a fault on each side": "not autor.name == 'x' and item.txet == 'y' or signal.treat",
    "not before brackets": "item.kind == 'post' && not (item.txet == 'x')",
    "a word for an operator before a real mistake": "has(item.lang) and item.kind = 'post'",
    "not twice": "not not has(item.lang)",
    "and first": "and item.kind == 'post'",
    "not alone": "item.kind == not",
    "the size of a list as a field": "item.links.size > 3",
    "the length of a text as a field": "item.text.length > 3",
    "the length of something that is no field": "[1].length > 3",
    "a condition with if": "if item.kind == 'post'",
    "a long list of words": "mentions(item.text" + ", 'spam'" * 9000 + ")",
    "many tests": "true && " * 9000 + "true",
    "too high": "item.kind" + " + item.kind" * 90 + " == 'x'",
    "too long": "item.kind == '" + "x" * 70000 + "'",
    "too deep": "(" * 60 + "true" + ")" * 60,
}

DOCUMENTS = {
    "a rule that never fires": document(
        "item.kind == 'post'\n  && size(item.links) > 5 && size(item.links) < 3", after=BOTH
    ),
    "a kind that does not exist": document("item.kind == 'pots'", after=BOTH),
    "a rule that always fires": document("size(item.links) >= 0", after=BOTH),
    "a side that changes nothing": document("has(item.lang) || size(item.links) < 0", after=BOTH),
    "a rule that adds nothing": document(
        "size(item.links) > 5", after="```rule\nid: q\nwhen: size(item.links) > 3\nthen: hold\n```\n" + BOTH
    ),
    "a threshold of ninety": document("signal.threat > 90.0", after=BOTH),
    "a pattern that hits everything": document("matches(item.text, 'a*')", after=BOTH),
    "a pattern in capitals": document("matches(item.text, 'FREE')", after=BOTH),
    "look-around": document("matches(item.text, 'a(?!b)')", after=BOTH),
    "a list with hyphens": document(after="```examples\nviolates:\n- x\n```\n"),
    "a text with a bar": document(after="```examples\nviolates: |\n  x\n```\n"),
    "a condition with a bar": document("|\n  item.kind == 'post'"),
    "quotation marks around an id": document(rule='id: "my-rule"\nthen: hold'),
    "quotation marks around a measure": document(rule='id: r\nthen: "hold"'),
    "a measure in capitals": document(rule="id: r\nthen: HOLD"),
    "a measure of another system": document(rule="id: r\nthen: delete"),
    "an equals sign after a key": document(rule="id = r\nthen: hold"),
    "no space after the colon": document(rule="id:r\nthen: hold"),
    "an id of nothing": document(rule="id: 規則\nthen: hold"),
    "a fence named rules": document(after="```rules\nid: x\n```\n"),
    "a fence named Rule": document(after="```Rule\nid: x\n```\n"),
    "a rule in a fence of YAML": document(after="```yaml\nid: x\nwhen: true\nthen: hold\n```\n"),
    "examples in a fence of nothing": document(after="```\nviolates: x\nallows: y\n```\n"),
    "a clause one level too deep": document(after="### More {#more}\n"),
    "a clause with a bare id": document(after="## More {more}\n\nText.\n"),
    "a fault under a clause without an id": document(
        after="## More\n\nText.\n\n```rule\nid: q\nwhen: x\nthen: hold\n```\n"
    ),
    "a fault under a rule without a measure": document("item.txet == 'x'", rule="id: r"),
    "a fault under no clause": f"{FRONT}# A\n\n```rule\nid: r\nwhen: x\nthen: hold\n```\n",
    "a block that is closed by the next one": document(
        after="```rule\nid: q\nwhen: x\nthen: hold\n\n```examples\nviolates: x\n```\n"
    ),
    "a block that is closed by the next clause": document(after="```examples\nviolates: x\n\n## More {#More}\n"),
    "no front matter": "# A\n\n## B {#b}\n",
    "front matter that is never closed": "---\npolicy: x\n",
    "front matter without a title": "---\npolicy: x\nlanguage: en\n---\n",
    "a key the front matter does not have": "---\npolicy: x\ntitel: X\ntitle: X\nlanguage: en\n---\n",
    "a policy name with spaces": "---\npolicy: My Policy\ntitle: X\nlanguage: english language\n---\n",
    "an attribute of an unknown type": document(head="attributes:\n  author.karma: integer\n"),
    "an attribute of an unknown type that is asked about": document(
        "has(author.karma) && author.karma > 3 && context.limit == 'x'",
        head="attributes:\n  author.karma: integer?\n  context.limit: text\n",
        after="```examples\nviolates: x\n  author.karma: 5\nallows: y\n```\n",
    ),
    "a requirement that is an attribute": document(head="attributes:\n  author.karma: int\nrequires: [author.karma]\n"),
    "a requirement that is an optional attribute": document(
        head="attributes:\n  author.karma: int?\nrequires: [author.karma]\n"
    ),
    "an attribute that belongs nowhere": document(head="attributes:\n  karma: int\n"),
    "an attribute that is built in": document(head="attributes:\n  author.name: string\n"),
    "a requirement that does not exist": document(head="requires: [author.created]\n"),
    "a requirement that is always there": document(head="requires: [item.text]\n"),
    "a list without a file": document(head="lists:\n  bad: lists/bad.txt\n"),
    "a line that is no key": document(rule="id: r\nthen: hold\nand so on"),
    "a line that is indented first": document(rule="  id: r\nid: r\nthen: hold"),
    "a rule without then": document(rule="id: r"),
    "a key a rule does not have": document(rule="id: r\nthen: hold\nseverety: high"),
    "a key that is there twice": document(rule="id: r\nthen: hold\nthen: hold"),
    "a measure that does not exist": document(rule="id: r\nthen: hide"),
    "a rule that allows": document(rule="id: r\nthen: allow"),
    "an id with spaces": document(rule="id: my rule\nthen: hold"),
    "a rule that decides without precision": document(rule="id: r\nthen: hold\nautomation: decide"),
    "a precision that is none": document(rule="id: r\nthen: hold\nautomation: decide\nmin_precision: 95%"),
    "a precision without effect": document(rule="id: r\nthen: hold\nmin_precision: 0.9"),
    "a label that labels nothing": document(rule="id: r\nthen: hold\nlabel: spam"),
    "a misspelt block": document(after="```exampels\nviolates: x\n```\n"),
    "a block that is never closed": document(after="```examples\nviolates: x\n"),
    "a clause without an id": document(after="## Another\n\nText.\n"),
    "a clause with a bad id": document(after="## Another {#An Other}\n\nText.\n"),
    "a clause in no section": f"{FRONT}## B {{#b}}\n\nText.\n",
    "a rule under no clause": f"{FRONT}# A\n\n```rule\nid: r\n```\n",
    "an example of another kind": document(after="```examples\nviolate: x\n```\n"),
    "an example that is empty": document(after="```examples\nviolates:\n```\n"),
    "an example that is not JSON": document(after='```examples\nviolates: {"item": {"text": "x"}\n```\n'),
    "an example of an unknown part": document(after='```examples\nviolates: {"itm": {}}\n```\n'),
    "an example whose item is a text": document(after='```examples\nviolates: {"item": "x"}\n```\n'),
    "an example repeated too often": document(after='```examples\nviolates: {"repeat": 5000}\n```\n'),
    "the same rule twice": document(after="```rule\nid: r\nwhen: true\nthen: hold\n```\n"),
}


CASES = {name: document(condition) for name, condition in CONDITIONS.items()} | DOCUMENTS


def rendered() -> str:
    parts = []
    for name, text in CASES.items():
        found = problems(text)
        errors = [problem for problem in found if problem.severity == "error"] or found
        parts.append(f"=== {name}\n" + "\n".join(problem.render() for problem in errors))
    return "\n\n".join(parts) + "\n"


def test_every_message_says_what_its_author_needs() -> None:
    found = rendered()
    if os.environ.get("OMBUD_WRITE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_there_are_enough_of_them() -> None:
    assert len(CONDITIONS) + len(DOCUMENTS) >= 150


def test_every_error_has_a_code_of_its_own_and_advice() -> None:
    for name, text in CASES.items():
        for problem in problems(text):
            assert problem.code != "invalid", name
            assert problem.advice or problem.expected, name
