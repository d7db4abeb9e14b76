"""The rule editor in a browser: its colours stand where the text stands, its suggestions write what they say, problems
and examples follow what is typed, and nothing that was typed is lost."""

import base64
import re
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo
from tests.e2e.test_authoring import sign_in
from tests.e2e.test_pages import check

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SMALL = """## No offers {#offers}

Do not sell things here. Asking is fine.

```rule
id: offers
when: mentions(item.text, "cheap pills")
then: hold
```

```examples
violates: buy cheap pills here
allows: where can I buy soap?
```
"""
ODD = (
    "## כותרת בעברית {#odd}\n\n"
    "שלום עולם, זה טקסט ארוך שצריך להישבר בכמה שורות כדי לבדוק שהמראה והתיבה נשברות באותו מקום בדיוק.\n"
    "\ttabs\tand   spaces     \u200b"
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 and 日本語のとても長い行がここにあります\n"
    f"{'x' * 300}\n{'some words ' * 40}\n\n"
    '```rule\nid: odd\nwhen: mentions(item.text, "مرحبا")\n```\n\n\nno line end'
)
BOX = "document.querySelector('textarea[data-editor]')"


@pytest.fixture
def lee(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A lead on the page of one clause, the editor running. A fault of a script fails the test."""
    page = sign_in(browser, demo, "lee", demo.people["lee"])
    faults: list[str] = []
    page.context.on("weberror", lambda fault: faults.append(str(fault.error)))
    open_clause(page, demo)
    expect(page.locator(".editor.live")).to_be_visible()
    yield page
    page.context.close()
    assert faults == []


def open_clause(page: Page, demo: Demo, clause: str = "honesty/spam") -> None:
    page.goto(f"{demo.url}/console/policy")
    page.get_by_label("What is it for?").fill("Trying the editor")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="No spam").click()


def put(page: Page, text: str, before: str = "") -> None:
    """The whole text at once, the cursor in front of `before`; the words to be offered have come by then."""
    page.wait_for_load_state("networkidle")
    page.locator("#text").fill(text)
    page.evaluate(f"at => {{ {BOX}.focus(); {BOX}.setSelectionRange(at, at) }}", text.index(before) if before else 0)


def text_of(page: Page) -> str:
    return page.locator("#text").input_value()


def coloured(page: Page, kind: str) -> list[str]:
    """The words that have this colour or underline, in order of their appearance in the set."""
    found: list[str] = page.evaluate(
        "kind => [...CSS.highlights.get(`ombud-${kind}`)]"
        ".map(one => one.startContainer.data.slice(one.startOffset, one.endOffset))",
        kind,
    )
    return found


def tokens(page: Page, line: str, state: str) -> list[tuple[str, str]]:
    """The tokens of a line, by the module itself, as (text, kind)."""
    found: list[Any] = page.evaluate(
        """async ([line, state]) => {
          const module = document.querySelector('script[src*="editor.js"]').src.replace("editor.js", "tokens.js");
          const { tokens } = await import(module);
          return tokens(line, state).map(([start, end, kind]) => [line.slice(start, end), kind]);
        }""",
        [line, state],
    )
    return [(text, kind) for text, kind in found]


RULE = "rule|```|when"


def test_the_tokenizer_knows_every_part_of_a_policy(lee: Page) -> None:
    assert tokens(lee, "## No offers {#offers}", "prose||") == [
        ("##", "mark"),
        ("No offers", "heading"),
        ("{#offers}", "name"),
    ]
    assert tokens(lee, "```rule", "prose||") == [("```rule", "fence")]
    assert tokens(lee, "then: hold", RULE) == [("then", "key"), ("hold", "choice")]
    assert tokens(lee, 'when: has(author.age) && author.age < duration("72h")', "rule|```|") == [
        ("when", "key"), ("has", "function"), ("author.age", "field"), ("&&", "keyword"), ("author.age", "field"),
        ("duration", "function"), ('"72h"', "number"),
    ]  # fmt: skip
    assert tokens(lee, "      || signal.shouting >= 0.8  # loud", RULE) == [
        ("||", "keyword"),
        ("signal.shouting", "signal"),
        ("0.8", "number"),
        ("# loud", "comment"),
    ]
    assert tokens(lee, r'  matches(item.text, r"\bfree\b") || "a \" b" == x', RULE) == [
        ("matches", "function"), ("item.text", "field"), (r'r"\bfree\b"', "string"), ("||", "keyword"),
        (r'"a \" b"', "string"),
    ]  # fmt: skip
    assert tokens(lee, '  item.text.contains("never closed', RULE)[-1] == ('"never closed', "string")
    assert tokens(lee, "violates: a post # 1", "examples|```|") == [("violates", "violates")]
    assert tokens(lee, "author.age: 2h", "examples|```|") == [("author.age", "key")]
    assert tokens(lee, "  shorteners: lists/shorteners.txt", "front||lists") == [("shorteners", "field")]
    assert tokens(lee, "# a remark", "list||") == [("# a remark", "comment")]
    assert tokens(lee, "when: item.text in this prose", "prose||") == []


def test_the_text_never_shifts_against_its_colours(lee: Page) -> None:
    """Drawn by the box alone and drawn by the mirror alone, the text gives the same picture, but for rounding."""
    page = lee.locator(".editor-page")
    lee.evaluate("CSS.highlights.clear()")
    faults = []
    for width in (320, 640, 1280):
        lee.set_viewport_size({"width": width, "height": 1000})
        for zoom in ("1", "1.25", "2"):
            lee.evaluate("zoom => { document.documentElement.style.zoom = zoom }", zoom)
            put(lee, ODD)
            lee.evaluate(f"{BOX}.blur()")
            expect(lee.locator(".waiting")).to_have_count(0)  # what the check says moves nothing between the pictures
            pictures = []
            for box, mirror in (("currentcolor", "transparent"), ("transparent", "")):
                lee.evaluate(
                    f"""([box, mirror]) => {{
                      {BOX}.style.webkitTextFillColor = box;
                      document.querySelector(".mirror").style.color = mirror;
                    }}""",
                    [box, mirror],
                )
                pictures.append(page.screenshot())
            if differ(lee, pictures):
                faults.append((width, zoom))
    assert faults == []


def differ(page: Page, pictures: list[bytes]) -> bool:
    """Whether any dot of two pictures differs by more than rounding."""
    blank = page.context.new_page()
    far: bool = blank.evaluate(
        """async (pictures) => {
          const [a, b] = await Promise.all(pictures.map(async (text) => {
            const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt())]));
            const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
            canvas.drawImage(picture, 0, 0);
            return canvas.getImageData(0, 0, picture.width, picture.height).data;
          }));
          return a.length !== b.length || a.some((one, at) => Math.abs(one - b[at]) > 2);
        }""",
        [base64.b64encode(one).decode() for one in pictures],
    )
    blank.close()
    return far


def test_colours_stand_on_the_words(lee: Page) -> None:
    put(lee, SMALL)
    assert coloured(lee, "heading") == ["No offers"]
    assert set(coloured(lee, "key")) == {"id", "when", "then"}
    assert coloured(lee, "function") == ["mentions"]
    assert coloured(lee, "string") == ['"cheap pills"']
    assert coloured(lee, "allows") == ["allows"]
    put(lee, SMALL.replace("```rule", "'''rule"))
    assert coloured(lee, "function") == []  # what follows is prose now


def test_a_suggestion_is_taken_with_the_keyboard(lee: Page) -> None:
    put(lee, SMALL.replace('when: mentions(item.text, "cheap pills")', "when: "), "\nthen: hold")
    box, options = lee.locator("#text"), lee.get_by_role("option")
    lee.keyboard.type("author.ag")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("has(author.age) && author.age")
    expect(options.first).to_contain_text("may be missing")
    chosen = box.get_attribute("aria-activedescendant")
    assert chosen == options.first.get_attribute("id")
    lee.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    lee.keyboard.press("ArrowDown")  # and round again
    lee.keyboard.press("Enter")
    expect(options).to_have_count(0)
    assert box.get_attribute("aria-activedescendant") is None
    lee.keyboard.type(" < dura")
    lee.keyboard.press("Tab")
    lee.keyboard.type('"')
    expect(options.first).to_contain_text("10m")
    lee.keyboard.type("7")
    lee.keyboard.press("Enter")
    lee.keyboard.type(")")  # it is there already, and so is the quotation mark
    assert 'when: has(author.age) && author.age < duration("72h")\n' in text_of(lee)
    lee.keyboard.press("Control+z")
    assert 'duration("72h")\n' not in text_of(lee)


def test_keys_choices_lists_and_blocks_are_suggested_too(lee: Page) -> None:
    options = lee.get_by_role("option")
    put(lee, SMALL, "then: hold")
    lee.keyboard.type("sev")
    expect(options.first).to_contain_text("severity")
    lee.keyboard.press("Enter")
    expect(options).to_have_count(4)
    lee.keyboard.press("ArrowUp")
    lee.keyboard.press("Enter")
    assert "severity: criticalthen" in text_of(lee)
    put(lee, SMALL.replace('"cheap pills")', '"cheap pills") && in_list(item.text, ")'), ")\nthen")
    lee.keyboard.type("sh")
    expect(options.first).to_contain_text("shorteners")
    lee.keyboard.press("Escape")
    expect(options).to_have_count(0)
    lee.keyboard.press("Control+Space")
    lee.keyboard.press("Enter")
    assert 'in_list(item.text, "shorteners")\nthen' in text_of(lee)
    put(lee, SMALL, "Do not sell")
    lee.keyboard.press("Control+Space")
    expect(options).to_have_count(0)
    lee.keyboard.type("```r")
    lee.keyboard.press("Enter")
    assert "```rule\nid: \nwhen: \nthen: hold\n```\nDo not sell" in text_of(lee)


def test_the_front_matter_is_suggested_with_its_docs(lee: Page, demo: Demo) -> None:
    lee.get_by_role("link", name="Trying the editor").click()
    lee.get_by_text("Word lists and whole files").click()
    lee.get_by_role("link", name="01-safety.md").click()
    options, about = lee.get_by_role("option"), lee.locator(".offer-about")
    put(lee, "---\npolicy: x\n\n---\n", "\n---")
    lee.keyboard.type("ti")
    expect(options.first).to_contain_text("title")
    expect(about).to_contain_text("what people read at the top of it")
    lee.keyboard.press("Enter")
    lee.keyboard.type("Rules\nrequires: [author.cr")
    expect(options.first).to_contain_text("author.created_at")
    expect(about).to_contain_text("when the account was opened")
    lee.keyboard.press("Enter")
    lee.keyboard.type("]\nattributes:\n  auth")
    lee.keyboard.press("Enter")
    lee.keyboard.type("karma: in")
    expect(options.first).to_be_visible()
    expect(options).to_contain_text(["int", "int?"])
    expect(about).to_contain_text("a whole number")
    lee.keyboard.press("ArrowDown")
    lee.keyboard.press("Enter")
    lee.keyboard.type("\n")
    lee.keyboard.press("Backspace")
    lee.keyboard.press("Backspace")
    lee.keyboard.type("lists:\n  short")
    lee.keyboard.press("Enter")
    text = "---\npolicy: x\ntitle: Rules\nrequires: [author.created_at]\nattributes:\n  author.karma: int?\n"
    assert text_of(lee) == f"{text}lists:\n  shorteners: lists/shorteners.txt\n---\n"


def test_a_queue_of_another_clause_is_suggested_and_an_id_that_is_taken_is_not(lee: Page) -> None:
    put(lee, SMALL.replace("then: hold", "then: hold\nqueue: "), "\n```\n\n```examples")
    lee.keyboard.press("Control+Space")
    expect(lee.get_by_role("option").filter(has_text="threats")).to_have_count(1)
    lee.keyboard.press("Escape")
    put(lee, SMALL.replace("{#offers}", "{#hunt-for-an-address}").replace("id: offers", "id: "), "\nwhen:")
    lee.keyboard.press("Control+Space")
    expect(lee.get_by_role("option")).to_contain_text(["hunt-for-an-address-2"])


def test_a_mistake_is_underlined_and_explained_until_it_is_mended(lee: Page) -> None:
    put(lee, SMALL.replace("item.text", "item.txet"), "txet")
    expect(lee.get_by_text("there is no field `item.txet`")).to_be_visible()
    expect(lee.locator("[data-state]")).to_have_text("1 error")
    assert coloured(lee, "error") == ["item.txet"]
    lee.get_by_role("link", name="Line 7").click()
    assert lee.evaluate(f"{BOX}.value.slice({BOX}.selectionStart, {BOX}.selectionEnd)") == "item.txet"
    lee.keyboard.type("item.text")
    expect(lee.get_by_text("there is no field")).to_have_count(0)
    expect(lee.locator("[data-state]")).to_have_text("All 2 examples pass")
    assert coloured(lee, "error") == []


def test_an_example_turns_from_red_to_green(lee: Page) -> None:
    put(lee, SMALL.replace("buy cheap pills", "buy cheap pens"), "pens")
    example = lee.locator(".tried > li").first
    expect(example).to_contain_text("Should break the clause, and does not.")
    for _ in "pens":
        lee.keyboard.press("Delete")
    lee.keyboard.type("pills")
    expect(example).to_contain_text("Breaks the clause, as it should.")
    expect(example).to_contain_text("offers: cheap pills")
    put(lee, SMALL.replace("then: hold", "then: hide"))
    expect(lee.locator("[data-examples].stale")).to_contain_text("As they came out before")


def test_examples_of_before_are_found_where_they_stand_by_now(lee: Page) -> None:
    put(lee, SMALL)
    links = lee.locator("[data-examples] a[data-line]")
    expect(links).to_have_text(["Line 12", "Line 13"])
    broken = SMALL.replace("then: hold", "severity: high\nthen: hide").replace("Do not", "Again:\n\nDo not")
    put(lee, broken)
    expect(lee.locator("[data-examples].stale")).to_be_visible()
    expect(links).to_have_text(["Line 15", "Line 16"])
    links.last.click()
    chosen = f"{BOX}.value.slice({BOX}.selectionStart, {BOX}.selectionEnd)"
    assert lee.evaluate(chosen) == "allows: where can I buy soap?"
    put(lee, broken.replace("buy cheap pills here", "buy cheap pills there"))
    expect(links.first).to_be_hidden()
    expect(links.last).to_have_text("Line 16")
    put(lee, broken)
    expect(links.first).to_be_visible()


def test_what_was_not_saved_survives_a_reload(lee: Page) -> None:
    saved = text_of(lee)
    put(lee, SMALL)
    lee.on("dialog", lambda dialog: dialog.accept())
    lee.reload()
    assert text_of(lee) == saved
    lee.get_by_role("button", name="Put it back").click()
    assert text_of(lee) == SMALL
    lee.locator("#text").press("Control+s")
    expect(lee.get_by_text("Saved in the draft.")).to_be_visible()
    assert text_of(lee) == SMALL
    expect(lee.get_by_role("button", name="Put it back")).to_have_count(0)
    assert lee.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('ombud-draft:'))") == []


def test_trouble_is_said_and_stops_nobody(lee: Page) -> None:
    state = lee.locator("[data-state]")
    lee.route("**/check?*", lambda route: route.abort())
    put(lee, SMALL)
    expect(state).to_contain_text("the server cannot be reached")
    lee.unroute("**/check?*")
    lee.route("**/check?*", lambda route: route.fulfill(status=429, headers={"retry-after": "1"}))
    put(lee, SMALL.replace("soap", "bread"))
    expect(state).to_contain_text("the server is busy")
    lee.unroute("**/check?*")
    expect(state).to_have_text("All 2 examples pass")
    lee.context.clear_cookies()
    put(lee, SMALL.replace("soap", "salt"))
    expect(state).to_contain_text("you are signed out")
    assert "salt" in text_of(lee)


def test_keys_write_and_never_trap(lee: Page) -> None:
    put(lee, SMALL, "\nthen: hold")
    lee.keyboard.type(" &&")
    lee.keyboard.press("Enter")
    lee.keyboard.type("true")
    assert '"cheap pills") &&\n      true\nthen' in text_of(lee)
    lee.keyboard.press("Control+/")
    assert "#       true\n" in text_of(lee)
    lee.keyboard.press("Control+/")
    lee.keyboard.press("Tab")
    assert "\n      true  \n" in text_of(lee)
    lee.keyboard.press("Escape")
    lee.keyboard.press("Tab")
    expect(lee.locator("#text")).not_to_be_focused()
    put(lee, SMALL, "Do not sell")
    assert lee.evaluate(f"{BOX}.spellcheck") is True
    lee.keyboard.press("Tab")
    expect(lee.locator("#text")).not_to_be_focused()
    put(lee, SMALL, "then: hold")
    expect(lee.locator("#text")).to_have_js_property("spellcheck", value=False)


def test_a_very_long_text_is_a_plain_box_that_says_so(lee: Page) -> None:
    long = SMALL.replace("Asking is fine.", "Asking is fine, and this goes on and on. " * 11_000)
    lee.evaluate(f"text => {{ {BOX}.value = text; {BOX}.dispatchEvent(new InputEvent('input')) }}", long)
    expect(lee.locator(".editor.live")).to_have_count(0)
    expect(lee.get_by_text("A text of more than 400,000 letters")).to_be_visible()
    assert lee.evaluate(f"getComputedStyle({BOX}).webkitTextFillColor === getComputedStyle({BOX}).color")
    lee.evaluate("document.querySelector('[value=check]').click()")  # by the server, as without scripts
    expect(lee.get_by_text("Checked, not saved yet.")).to_be_visible()
    expect(lee.get_by_text("A text of more than 400,000 letters")).to_be_visible()
    assert len(text_of(lee)) > 400_000
    lee.evaluate(f"text => {{ {BOX}.value = text; {BOX}.dispatchEvent(new InputEvent('input')) }}", SMALL)
    expect(lee.locator(".editor.live")).to_be_visible()
    assert coloured(lee, "heading") == ["No offers"]


def test_an_example_opens_on_why_it_comes_out_so_and_stays_open_while_the_rule_is_written(lee: Page) -> None:
    put(lee, SMALL, "```examples")
    expect(lee.locator("[data-state]")).to_have_text("All 2 examples pass")
    why = lee.locator("[data-example]")
    summary = why.first.locator("summary").first
    lee.get_by_role("button", name="Check").focus()
    for _ in range(40):
        if summary.evaluate("one => one === document.activeElement"):
            break
        lee.keyboard.press("Tab")
    lee.keyboard.press("Enter")
    rule = why.first.locator(".why").first
    expect(rule).to_contain_text("fires")
    expect(why.first.locator("mark").first).to_have_text("cheap pills")
    expect(rule.locator(".part").first).to_contain_text("true")
    why.nth(1).locator("summary").first.click()
    expect(why.nth(1)).to_contain_text("Not asked, because something is not there that they need:")
    put(lee, SMALL.replace('pills")', 'pills") && size(item.links) == 0'), "```examples")
    expect(rule).to_contain_text("size(item.links) == 0")
    expect(lee.locator("[data-example][open]")).to_have_count(2)
    put(lee, SMALL.replace("item.text", "item.txet"), "```examples")
    expect(lee.get_by_text("As they came out before")).to_be_visible()
    expect(why.first).to_be_hidden()
    put(lee, SMALL.replace("buy cheap pills", "please buy cheap pills"), "```examples")
    expect(rule).to_be_visible()
    expect(rule).to_contain_text("fires")
    summary.focus()
    lee.evaluate(f"{BOX}.dispatchEvent(new Event('input'))")
    expect(lee.locator(".waiting")).to_have_count(0)
    expect(summary).to_be_focused()


def test_it_works_without_scripts(browser: Browser, demo: Demo) -> None:
    page = sign_in(browser, demo, "lee", demo.people["lee"], scripts=False)
    open_clause(page, demo)
    box = page.get_by_label("Prose, rules and examples")
    expect(page.locator(".editor-foot")).to_be_hidden()
    box.fill(SMALL.replace("item.text", "item.txet"))
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("there is no field `item.txet`")).to_be_visible()
    box.fill(SMALL)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved in the draft.")
    page.locator("[data-example] > summary").first.click()
    page.locator("[data-example][open]").get_by_role("button", name="Take it apart").click()
    expect(page.locator("[data-example][open] mark").first).to_have_text("cheap pills")
    page.context.close()


def test_the_editor_is_for_everybody(lee: Page) -> None:
    faults = []
    for scheme in SCHEMES:
        lee.emulate_media(color_scheme=scheme)
        for width in (320, 1280):
            lee.set_viewport_size({"width": width, "height": 800})
            put(lee, SMALL.replace("then: hold", "then: hide\nqueu: x").replace("cheap pills here", "bread"))
            expect(lee.locator("[data-state]")).to_have_text(re.compile("error"))
            put(lee, SMALL.replace("cheap pills here", "bread"), "\nthen")
            expect(lee.locator("[data-state]")).to_have_text("1 example fails")
            if not lee.locator("[data-example][open] [data-why]").count():
                lee.locator("[data-example] > summary").first.click()
            expect(lee.locator("[data-why]").first).to_be_visible()
            lee.locator("#text").focus()
            lee.keyboard.type(" && item.l")
            expect(lee.get_by_role("option").first).to_be_visible()
            faults += check(lee, f"{scheme} at {width}")
    lee.emulate_media(color_scheme="light", forced_colors="active")
    faults += check(lee, "forced colours")
    assert faults == []
