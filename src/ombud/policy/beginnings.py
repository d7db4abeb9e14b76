"""What a new clause, section or word list begins with."""

import re
from collections.abc import Mapping

from ombud.policy.document.source import language_of
from ombud.policy.outline import outline, with_passage
from ombud.policy.slugs import free

__all__ = ["PLACEHOLDERS", "new_clause", "new_list"]

PLACEHOLDERS = (
    "Write here, for everybody, what you ask of people, and what is fine although it looks similar.",
    'mentions(item.text, "a word", "a phrase")',
    "a post with a phrase that breaks this clause",
    "a post that looks like it and is fine",
)
"""What stands in a new clause until its author writes something: prose, condition, and an example of each kind."""

_BODY = """
{prose}

```rule
id: {rule}
when: {condition}
then: hold
```

```examples
violates: {breaks}
allows: {fine}
```
"""


def new_clause(files: Mapping[str, str], section: str, title: str) -> tuple[dict[str, str], str]:
    """`files` with one more clause at the end of a section, and its id.

    `section` is its id or its title. One that is not there yet is begun, under that title, at the end of the last file.
    """
    found = outline(files)
    called = {one.title.casefold(): one.id for one in found if one.kind == "section"}
    section = called.get(section.casefold(), section)
    places = [one for one in found if one.kind in ("section", "clause") and one.id.partition("/")[0] == section]
    clauses = [one.id for one in found if one.kind == "clause"]
    rules = re.findall(r"^id: *(\S+)", "\n".join(files.values()), re.MULTILINE)
    name = free(title, {one.rpartition("/")[2] for one in clauses}, "clause")
    prose, condition, breaks, fine = PLACEHOLDERS
    body = _BODY.format(prose=prose, rule=free(name, set(rules), "rule"), condition=condition, breaks=breaks, fine=fine)
    text = f"## {title} {{#{name}}}\n{body}"
    if places:
        last = places[-1]
        return with_passage(files, last, f"{last.text.rstrip()}\n\n{text}"), f"{section}/{name}"
    slug = free(section, set(called.values()), "section")
    file = max(file for file in files if file.endswith(".md") and language_of(file) is None)
    return {**files, file: f"{files[file].rstrip()}\n\n# {section} {{#{slug}}}\n\n{text}"}, f"{slug}/{name}"


def new_list(files: Mapping[str, str], title: str) -> tuple[dict[str, str], str]:
    """`files` with one more word list, declared in the front matter, and the path of its file."""
    name = free(title, [path.rpartition("/")[2].removesuffix(".txt") for path in files], "list")
    path = f"lists/{name}.txt"
    out = {**files, path: f"# {title}. One word or phrase a line.\n"}
    for one in outline(files):
        if one.kind == "top" and one.text.startswith("---"):
            out[one.file] = with_passage(files, one, _declared(one.text, name, path))[one.file]
            break
    return out, path


def _declared(front: str, name: str, path: str) -> str:
    line = f"  {name}: {path}\n"
    if re.search(r"^lists:", front, re.MULTILINE):
        return re.sub(r"^(lists:[^\n]*\n)", lambda found: found[1] + line, front, count=1, flags=re.MULTILINE)
    end = front.index("\n---", 3) + 1
    return f"{front[:end]}lists:\n{line}{front[end:]}"
