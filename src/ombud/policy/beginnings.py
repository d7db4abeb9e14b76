"""What a new clause, section or word list begins with."""

import re
from collections.abc import Collection, Mapping

from ombud.policy.outline import outline, with_passage

__all__ = ["PLACEHOLDERS", "new_clause", "new_list", "slug_of"]

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


def slug_of(title: str, taken: Collection[str] = ()) -> str:
    """A short name for a title: small letters, digits and hyphens; another one where it is taken."""
    name = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:40].strip("-") or "clause"
    number = 1
    while (slug := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return slug


def new_clause(files: Mapping[str, str], section: str, title: str) -> tuple[dict[str, str], str]:
    """`files` with one more clause at the end of a section, and its id.

    A section that is not there yet is begun, under that title, at the end of the last file.
    """
    found = outline(files)
    places = [one for one in found if one.kind in ("section", "clause") and one.id.partition("/")[0] == section]
    clauses = [one.id for one in found if one.kind == "clause"]
    rules = re.findall(r"^id: *(\S+)", "\n".join(files.values()), re.MULTILINE)
    name = slug_of(title, {one.rpartition("/")[2] for one in clauses})
    prose, condition, breaks, fine = PLACEHOLDERS
    body = _BODY.format(prose=prose, rule=slug_of(name, set(rules)), condition=condition, breaks=breaks, fine=fine)
    text = f"## {title} {{#{name}}}\n{body}"
    if places:
        last = places[-1]
        return with_passage(files, last, f"{last.text.rstrip()}\n\n{text}"), f"{section}/{name}"
    slug = slug_of(section, {one.id for one in found if one.kind == "section"})
    file = max(file for file in files if file.endswith(".md"))
    return {**files, file: f"{files[file].rstrip()}\n\n# {section} {{#{slug}}}\n\n{text}"}, f"{slug}/{name}"


def new_list(files: Mapping[str, str], title: str) -> tuple[dict[str, str], str]:
    """`files` with one more word list, declared in the front matter, and the path of its file."""
    name = slug_of(title, [path.rpartition("/")[2].removesuffix(".txt") for path in files])
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
