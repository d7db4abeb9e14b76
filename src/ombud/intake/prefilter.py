"""Quick looks at a text, to know which slower work is needed at all. The one place here that knows google-re2."""

from collections.abc import Callable

import re2

__all__ = ["prefilter"]


def prefilter(regex: str) -> Callable[[str], bool]:
    """Whether a regular expression (RE2 syntax) is found anywhere in a text: two microseconds for 300 characters."""
    options = re2.Options()
    options.log_errors = False
    search = re2.compile(regex, options).search

    def found(text: str) -> bool:
        return search(text) is not None

    return found
