"""Random expressions of the condition language: mostly well-typed, so that most of them get as far as running."""

from random import Random

__all__ = ["DICTIONARY", "VARIABLES", "expression", "mutated"]

VARIABLES = {
    "i": "int",
    "u": "uint",
    "d": "double",
    "b": "bool",
    "s": "string",
    "y": "bytes",
    "li": "list_int",
    "ls": "list_string",
    "m": "map",
    "t": "timestamp",
    "w": "duration",
    "x": "dyn",
}
"""Names that expressions use, with the kind of value that is bound to each."""

_LEAVES = {
    "int": "i 0 1 -1 42 9223372036854775807 -9223372036854775808 0x7f 2147483648 int(d) m.a",
    "uint": "u 0u 1u 7u 18446744073709551615u 0xFFu uint(i)",
    "double": "d 0.0 -0.0 1.0 2.5 1e308 -1e-320 9007199254740993.0 double('NaN') (1.0/0.0) 9223372036854775808.0",
    "bool": "b true false has(m.a) has(x.q) (1/0>0)",
    "string": r"""
        s '' 'a' "b'c" r'\d+' 'aé😀' '\x41\u00e9\U0001F600\101' '''q'q''' '2026-11-22T10:00:00Z' '90s' '(a|b)*'
    """,
    "bytes": r"y b'' b'a\xff\000' br'\x' b'''z''' bytes(s)",
    "list_int": "li [] [1,2,3] [i,i] [0,] m.map(s,i)",
    "list_string": "ls [] ['a','b'] [s] m.filter(s,true)",
    "map": "m {} {'a':1} {'a':i,'b':2} {s:i}",
    "timestamp": "t timestamp(0) timestamp('2026-11-22T10:00:00.5+05:30') timestamp(253402300799) timestamp(i)",
    "duration": "w duration('0s') duration('-1.5h') duration('292y') duration('2562047h') duration(s)",
    "dyn": "x null dyn(1) dyn(1u) dyn(1.0) dyn('a') [1,'a',null] {1:2,true:3,'a':4,5u:6} type(x) int list zz .x",
}
_BRANCHES = {
    "int": """
        @int + @int ; @int - @int ; @int * @int ; @int / @int ; @int % @int ; -@int ; (@int) ; size(@string) ;
        size(@list_int) ; @list_int[@int] ; @map['a'] ; @map[@string] ; int(@string) ; int(@double) ; int(@uint) ;
        @timestamp.getHours() ; @timestamp.getDayOfYear('America/Los_Angeles') ; @timestamp.getFullYear('+05:30') ;
        @timestamp.getMilliseconds() ; @duration.getMinutes() ; @string.size() ; int(@timestamp) ;
        @timestamp.getDate(@string)
    """,
    "uint": """
        @uint + @uint ; @uint - @uint ; @uint * @uint ; @uint / @uint ; @uint % @uint ; uint(@double) ;
        uint(@string)
    """,
    "double": """
        @double + @double ; @double - @double ; @double * @double ; @double / @double ; -@double ; double(@int) ;
        double(@string) ; double(@uint)
    """,
    "bool": """
        @bool && @bool ; @bool || @bool ; !@bool ; @bool && @bool && @bool ; @bool ? @bool : @bool ; @int == @int ;
        @int < @double ; @uint >= @int ; @double != @double ; @string < @string ; @string.contains(@string) ;
        @string.startsWith(@string) ; @string.endsWith(@string) ; @string.matches(@string) ; @int in @list_int ;
        @string in @map ; @dyn in @list_int ; @dyn == @dyn ; @dyn < @dyn ; @list_int == @list_int ; @map == @map ;
        @list_int.all(i, @bool) ; @list_int.exists(i, @bool) ; @list_string.exists_one(s, @bool) ; @map.all(s,
        @bool) ; @timestamp < @timestamp ; @duration >= @duration ; bool(@string) ; has(@map.a) ; type(@dyn) ==
        type(@dyn) ; @dyn.exists(x, @bool) ; @bytes == @bytes
    """,
    "string": """
        @string + @string ; string(@int) ; string(@double) ; string(@uint) ; string(@bytes) ; string(@timestamp) ;
        string(@duration) ; string(@bool) ; @list_string[@int] ; @bool ? @string : @string ; @string.lowerAscii()
    """,
    "bytes": """
        @bytes + @bytes ; bytes(@string)
    """,
    "list_int": """
        @list_int + @list_int ; [@int, @int] ; @list_int.map(i, @int) ; @list_int.filter(i, @bool) ;
        @list_int.map(i, @bool, @int) ; @list_string.map(s, size(s))
    """,
    "list_string": """
        @list_string + @list_string ; [@string] ; @list_int.map(i, @string) ; @map.map(s, @string) ;
        @list_string.filter(s, @bool)
    """,
    "map": """
        {'a': @int} ; {@string: @int, @string: @int} ; @bool ? @map : @map
    """,
    "timestamp": """
        @timestamp + @duration ; @timestamp - @duration ; @duration + @timestamp ; timestamp(@string) ;
        timestamp(@int)
    """,
    "duration": """
        @duration + @duration ; @duration - @duration ; @timestamp - @timestamp ; duration(@string) ; duration(@int)
    """,
    "dyn": """
        dyn(@int) ; dyn(@uint) ; dyn(@double) ; dyn(@string) ; dyn(@list_int) ; dyn(@map) ; @dyn + @dyn ; @dyn[@dyn]
        ; @dyn.a ; [@dyn, @dyn] ; {@string: @dyn} ; @dyn.map(x, @dyn) ; [@dyn].map(x, x) ; @bool ? @dyn : @dyn ;
        -@dyn ; !@dyn ; @dyn % @dyn ; @dyn / @dyn ; size(@dyn) ; type(@dyn) ; f(@dyn) ; @dyn.filter(x, @bool) ;
        string(@dyn) ; int(@dyn) ; dyn(@timestamp) ; dyn(@duration) ; dyn(@bytes) ; @dyn * @dyn ; @dyn - @dyn ;
        @dyn.g(@dyn) ; @dyn.getHours()
    """,
}
_KINDS = list(_LEAVES)
_LEAF_LISTS = {kind: text.split() for kind, text in _LEAVES.items()}


def _split(template: str) -> list[str]:
    """Text and kinds by turns: ``(@int)`` is ["(", "int", ")"]."""
    parts, at = [""], 0
    while at < len(template):
        if template[at] != "@":
            parts[-1] += template[at]
            at += 1
            continue
        kind = max((k for k in _KINDS if template.startswith(k, at + 1)), key=len)
        parts += [kind, ""]
        at += 1 + len(kind)
    return parts


_TEMPLATES = {
    kind: [_split(" ".join(template.split())) for template in text.split(";")] for kind, text in _BRANCHES.items()
}

_PIECES = r"""
( ) [ ] { } , . ? : ! - + * / % && || == != < <= > >= in . .map( .all(x, .exists( .filter( has( size( dyn( type( int(
uint( double( string( timestamp( duration( b' r' ''' ' " \\ \x \u \U \0 // ` 0x 1e 1u .5 null true false if package
.map(x,[x]) .map(i,{"a":i}) .map(x,[x,x]) [,] {,} x.y .x 99999999999999999999 1e999
"""
DICTIONARY = (*_PIECES.split(), '"""', "\n", "\r", "\t", " ", "\x00", "\u00e9", "\U0001f600", "\ud800", "\u2028")
"""What mutations put in."""


def expression(random: Random, kind: str = "", depth: int = 4) -> str:
    """An expression that gives a value of `kind`, or of any; now and then it does not."""
    if not kind or random.random() < 0.02:
        kind = random.choice(_KINDS)
    if depth <= 0 or random.random() < 0.25:
        return random.choice(_LEAF_LISTS[kind])
    parts = list(random.choice(_TEMPLATES[kind]))
    for place in range(1, len(parts), 2):
        inner = expression(random, parts[place], depth - 1)
        parts[place] = f"({inner})" if " " in inner else inner
    return "".join(parts)


def mutated(random: Random, text: str) -> str:
    """`text` after one to four small accidents."""
    for _ in range(random.randint(1, 4)):
        at, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
        match random.randrange(5):
            case 0:
                text = text[:at] + random.choice(DICTIONARY) + text[at:]
            case 1:
                text = text[:at] + text[min(end, at + 8) :]
            case 2:
                text = text[:at] + text[at:end][:40] * random.randint(2, 3) + text[end:]
            case 3:
                text = (
                    text[:at] + chr(random.choice((random.randrange(128), random.randrange(0x3000)))) + text[at + 1 :]
                )
            case _:
                text = text[:at] + random.choice(DICTIONARY) * random.choice((2, 60, 300)) + text[end:]
    return text[:4000]
