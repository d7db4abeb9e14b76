"""Where a number may begin and end: not inside of a word, a price, a decimal, a day or an address of the web.

For expressions with ``re.ASCII``: Chinese, Japanese and Korean words stand beside numbers without a space. To
look ahead for a digit first makes them quicker.
"""

__all__ = ["BEGINS", "ENDS"]

BEGINS = r"(?<![\w$€£¥+/-])(?<!\d[.:])(?<!\D\d,)(?<!\D\d\d,)(?<!\D\d\d\d,)"
"""After a comma too, as in an exported table, unless few digits before it make thousands or a decimal of it."""

ENDS = r"(?![\w%€$£¥]|[-/]\w|[.:]\d|,\d{1,3}(?![\d-]))"
