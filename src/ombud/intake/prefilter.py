"""Quick looks at a text, to know which slower work is needed at all. The one place here that knows google-re2."""

from collections.abc import Callable

import re2

__all__ = ["prefilter"]


def prefilter(regex: str) -> Callable[[str | bytes], list[int]]:
    """Whether a regular expression (RE2 syntax) is found anywhere in a text or in its UTF-8: a list, empty when not.

    A set of one, since that answers yes or no in a microsecond, and a search for the place takes twice as long.
    """
    options = re2.Options()
    options.log_errors = False
    one = re2.Set.SearchSet(options)
    one.Add(regex)
    one.Compile()
    match: Callable[[str | bytes], list[int]] = one.Match
    return match
