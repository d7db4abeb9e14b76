"""What the CEL specification says of every operator and function, type by type, at its edges.

Each line of `GIVES` is an expression and its value, written as an expression; each of `FAILS` passes the checker and
has no value; each of `REFUSED` does not pass the checker, though what does the same without it may still run.

It is one table in one file, however long: whoever holds it against the specification reads both from top to bottom.
"""

import pytest

from ombud.model import BadInput
from ombud.policy.cel.values import EvaluationError
from ombud.policy.expression import evaluate, value_of

GIVES = r"""
-- whole numbers
9223372036854775806 + 1 => 9223372036854775807
-9223372036854775808 => -9223372036854775808
-9223372036854775807 - 1 => -9223372036854775808
4611686018427387904 * -2 => -9223372036854775808
7 / 2 => 3
-7 / 2 => -3
7 / -2 => -3
-7 % 3 => -1
7 % -3 => 1
-9223372036854775808 / 1 => -9223372036854775808
-9223372036854775808 % 2 => 0
0x7fffffffffffffff => 9223372036854775807
-0x8000000000000000 => -9223372036854775808
--5 => 5
---5 => -5
- 5 + 6 => 1
18446744073709551614u + 1u => 18446744073709551615u
0u - 0u => 0u
7u / 2u => 3u
7u % 4u => 3u
0xFu => 15u
-- doubles
1.0 / 0.0 => double("inf")
-1.0 / 0.0 => double("-inf")
1.0 / -0.0 => double("-inf")
0.0 / 0.0 => double("nan")
1e308 * 10.0 => double("inf")
-0.0 => -0.0
0.1 + 0.2 => 0.30000000000000004
5e-324 / 2.0 => 0.0
1e3 => 1000.0
-(1.5) => -1.5
-- comparing numbers of one type and of several
1 < 2 => true
2u >= 3u => false
1 < 1.5 => true
2u > 1 => true
-1 < 0u => true
18446744073709551615u > 9223372036854775807 => true
1.0 <= 1u => true
0.0 / 0.0 < 1.0 => false
0.0 / 0.0 >= 0.0 / 0.0 => false
0.0 == -0.0 => true
dyn(1) == 1u => true
dyn(1u) == 1.0 => true
dyn(1) == 1.0 => true
dyn(1) != 1.5 => true
dyn(-1) == 18446744073709551615u => false
dyn(9007199254740993) == 9007199254740992.0 => true
dyn(9223372036854775807) < 9223372036854775808.0 => false
dyn(9223372036854775807) == 9223372036854775808u => false
1 < 1e300 => true
dyn(1) == '1' => false
dyn(1) == true => false
-- other orders
false < true => true
'a' < 'b' => true
'Z' < 'a' => true
'a' < 'aa' => true
'\uFFFD' < '\U0001F600' => true
b'a' < b'\xff' => true
timestamp(1) < timestamp(2) => true
duration('1s') >= duration('1000ms') => true
-- logic
true ? 1 : 2 => 1
false ? 1 / 0 : 2 => 2
true ? 2 : 1 / 0 => 2
false ? 1 : false ? 2 : 3 => 3
true ? true ? 1 : 2 : 3 => !
false && 1 / 0 == 0 => false
1 / 0 == 0 && false => false
true || 1 / 0 == 0 => true
1 / 0 == 0 || true => true
1 / 0 == 0 || 1 / 0 == 0 || true => true
false && 1 / 0 == 0 && true => false
!false => true
!!!true => false
-- strings
size('') => 0
size('é') => 1
size('e\u0301') => 2
'😀'.size() => 1
size(b'é') => 2
'abc'.contains('') => true
'abc'.contains('bc') => true
'ABC'.contains('bc') => false
'é'.startsWith('e') => false
'abc'.endsWith('bc') => true
'' + '' => ""
'a' + 'b' + 'c' => "abc"
b'a' + b'\x00' => b"a\x00"
'abc'.matches('b') => true
'abc'.matches('^b$') => false
matches('abc', 'a.c') => true
'a\nb'.matches('a.b') => false
'é'.matches('^.$') => true
'123'.matches('^\\d+$') => true
'Ab'.matches('(?i)^aB$') => true
-- literals
'a"b' => "a\"b"
"a'b" => "a'b"
'\a\b\f\n\r\t\v\\\?\"\'\`' => "\u0007\b\f\n\r\t\u000b\\?\"'`"
'\x41\X42\u0043\U00000044\105' => "ABCDE"
'\U0010FFFF' == '\U0010ffff' => true
'\377' => "ÿ"
b'\377\xff' => b"\xff\xff"
b'é' => b"\xc3\xa9"
r'\n' => "\\n"
R"\x" => "\\x"
br'\n' => b"\x5cn"
bR"\n" == Br'\n' => true
BR'\n' == b'\\n' => true
'''a'b''c''' => "a'b''c"
b'''a'b''' => b"a'b"
r'''\'''' => !
r'''a\''' => "a\\"
'//no comment' // a comment => "//no comment"
true//x => true
-- conversions
int(1) => 1
int(9223372036854775807u) => 9223372036854775807
int(1.9) => 1
int(-1.9) => -1
int(9223372036854774784.0) => 9223372036854774784
int('-42') => -42
int('+42') => 42
int('-9223372036854775808') => -9223372036854775808
int(timestamp('1969-12-31T23:59:59.5Z')) => -1
uint(1u) => 1u
uint(1) => 1u
uint(1.9) => 1u
uint(18446744073709549568.0) => 18446744073709549568u
uint('18446744073709551615') => 18446744073709551615u
double(1.5) => 1.5
double(9007199254740993) => 9007199254740992.0
double(18446744073709551615u) => 1.8446744073709552e+19
double('1e3') => 1000.0
double('-.5') => -0.5
double('Infinity') => double("inf")
double('NaN') == double('NaN') => false
string('a') => "a"
string(-5) => "-5"
string(5u) => "5"
string(1.5) => "1.5"
string(1e100) => "1e+100"
string(true) => "true"
string(b'\xc3\xa9') => "é"
string(duration('1h')) => "3600s"
string(duration('-1ns')) => "-0.000000001s"
string(timestamp('2026-11-22T10:00:00.120+02:00')) => "2026-11-22T08:00:00.12Z"
bytes('é') => b"\xc3\xa9"
bytes(b'a') => b"a"
bool('TRUE') => true
bool('0') => false
bool(false) => false
dyn(dyn(1)) => 1
type(1) => int
type(1u) => uint
type(1.0) => double
type('') => string
type(b'') => bytes
type(true) => bool
type(null) => null_type
type([]) => list
type({}) => map
type(timestamp(0)) => google.protobuf.Timestamp
type(duration('0s')) => google.protobuf.Duration
type(int) => type
type(type(type(1))) => type
type(1) == int => true
type([1]) == type(['a']) => true
google.protobuf.Timestamp == type(timestamp(0)) => true
-- lists
[] => []
[,] => []
[1,] => [1]
[1, 'a', null, 1.0] => [1, "a", null, 1.0]
[1, 2][1] => 2
[1, 2][dyn(1u)] => 2
[1, 2][dyn(1.0)] => 2
[1] + [] + [2] => [1, 2]
[dyn(1)] + ['a'] => [1, "a"]
size([1, [2, 3]]) => 2
1 in [1, 2] => true
dyn(1) in ['a', 1u] => true
'a' in [] => false
0.0 / 0.0 in [0.0 / 0.0] => false
[0.0 / 0.0] == [0.0 / 0.0] => false
[1, 2] == [2, 1] => false
[[1]] == [[1]] => true
dyn([1]) == [1.0] => true
[] == [[]] => false
-- maps
{} => {}
{,} => {}
{'a': 1,} => {"a": 1}
{1: 'a', 2u: 'b', true: 'c', 'x': 'd'}[true] => "c"
{'a': 1}.a => 1
{'a': 1}['a'] => 1
{'a b': 1}.`a b` => 1
{1: 'a'}[1] => "a"
dyn({1: 'a'})[1u] => "a"
dyn({1u: 'a'})[1.0] => "a"
{'a': {'b': 1}}.a.b => 1
{1: 2}.size() => 1
'a' in {'a': 1} => true
dyn(1.0) in {1: 2} => true
dyn(1.5) in {1: 2} => false
dyn(null) in {'a': 1} => false
dyn(duration('1ns')) in {1: 2} => false
dyn(true) in {1: 2} => false
{'a': 1, 'b': 2} == {'b': 2, 'a': 1} => true
dyn({1: 1}) == {1u: 1.0} => true
{'a': 1} == {'a': 2} => false
dyn({'a': 1}) == [1] => false
has({'a': null}.a) => true
has({'a': 1}.b) => false
has({'a': {}}.a.b) => false
-- macros
[1, 2].all(x, x > 0) => true
[].all(x, false) => true
[1, 2].all(x, x / 0 == 1) || true => true
[1, 0].all(x, 1 / x == 5) => false
[1, 2].exists(x, x == 2) => true
[].exists(x, true) => false
[0, 1].exists(x, 1 / x == 1) => true
[1, 2, 2].exists_one(x, x == 1) => true
[1, 1].exists_one(x, x == 1) => false
[].exists_one(x, true) => false
[1, 2, 3].map(x, x * 2) => [2, 4, 6]
[1, 2, 3].map(x, x % 2 == 1, x * 2) => [2, 6]
[1, 2, 3].filter(x, x > 1) => [2, 3]
{'a': 1, 'b': 2}.map(k, k) => ["a", "b"]
{'a': 1, 'b': 2}.filter(k, k > 'a') => ["b"]
{'a': 1}.all(k, k == 'a') => true
[[1, 2], [3]].map(x, x.map(x, x + 1)) => [[2, 3], [4]]
[1].map(x, [2].map(y, x + y)) => [[3]]
[1].map(x, [x].exists(x, x == 1)) => [true]
[1].map(int, int) => [1]
[1, 2].map(x, x > 1 ? 'a' : 'b') => ["b", "a"]
-- times
timestamp('2026-11-22T10:00:00Z') => timestamp("2026-11-22T10:00:00Z")
timestamp('2026-11-22T10:00:00.123456789Z') => timestamp("2026-11-22T10:00:00.123456789Z")
timestamp('2026-11-22T10:00:00-05:30') => timestamp("2026-11-22T15:30:00Z")
timestamp('0001-01-01T00:00:00Z') => timestamp("0001-01-01T00:00:00Z")
timestamp('9999-12-31T23:59:59.999999999Z') => timestamp("9999-12-31T23:59:59.999999999Z")
timestamp('2024-02-29T00:00:00Z').getDayOfYear() => 59
timestamp('2026-11-22T10:20:30.456Z').getFullYear() => 2026
timestamp('2026-11-22T10:20:30.456Z').getMonth() => 10
timestamp('2026-11-22T10:20:30.456Z').getDate() => 22
timestamp('2026-11-22T10:20:30.456Z').getDayOfMonth() => 21
timestamp('2026-11-22T10:20:30.456Z').getDayOfWeek() => 0
timestamp('2026-11-22T10:20:30.456Z').getHours() => 10
timestamp('2026-11-22T10:20:30.456Z').getMinutes() => 20
timestamp('2026-11-22T10:20:30.456Z').getSeconds() => 30
timestamp('2026-11-22T10:20:30.456Z').getMilliseconds() => 456
timestamp('1969-12-31T23:59:59.25Z').getMilliseconds() => 250
timestamp('2026-07-01T05:00:00Z').getHours('America/Los_Angeles') => 22
timestamp('2026-07-01T05:00:00Z').getDate('America/Los_Angeles') => 30
timestamp('2026-01-01T05:00:00Z').getHours('America/Los_Angeles') => 21
timestamp('2026-01-01T00:00:00Z').getHours('+05:30') => 5
timestamp('2026-01-01T00:00:00Z').getMinutes('05:30') => 30
timestamp('2026-01-01T00:00:00Z').getFullYear('-00:01') => 2025
timestamp('2026-01-01T00:00:00Z').getMilliseconds('+01:00') => 0
duration('1h').getHours() => 1
duration('-90m').getHours() => -1
duration('90s').getMinutes() => 1
duration('1.999s').getSeconds() => 1
duration('1.999s').getMilliseconds() => 999
duration('1h30m1.5s') => duration("5401.5s")
duration('-1us') => duration("-0.000001s")
duration('9223372036.854775807s') => duration("9223372036.854775807s")
timestamp(0) + duration('1s') => timestamp("1970-01-01T00:00:01Z")
duration('1s') + timestamp(0) => timestamp("1970-01-01T00:00:01Z")
timestamp(0) - duration('1ns') => timestamp("1969-12-31T23:59:59.999999999Z")
timestamp(1) - timestamp(2) => duration("-1s")
duration('1s') + duration('1s') => duration("2s")
duration('1s') - duration('2s') => duration("-1s")
-- what binds tighter
1 + 2 * 3 => 7
(1 + 2) * 3 => 9
10 - 2 - 3 => 5
100 / 10 / 2 => 5
2 * 3 % 4 => 2
1 + 1 == 2 && 2 < 3 => true
true || false && false => true
!true || true => true
1 < 2 == true => true
-2 * -3 => 6
-[1][0] => -1
!{'a': false}.a => true
1 in [1] == true => true
1 + 1 in [2] => true
false ? 1 : 2 + 3 => 5
null => null
[1, 2, 3].filter(x, x > 1)[0] => 2
.size([1]) => 1
"""

FAILS = r"""
9223372036854775807 + 1
-9223372036854775808 - 1
-(-9223372036854775808)
-9223372036854775808 * -1
-9223372036854775808 / -1
-9223372036854775808 % -1
1 / 0
1 % 0
1u / 0u
1u % 0u
1u - 2u
18446744073709551615u + 1u
18446744073709551615u * 2u
int(9223372036854775808u)
int(9223372036854775808.0)
int(-9223372036854775808.0)
int(0.0 / 0.0)
int(1.0 / 0.0)
int('9223372036854775808')
int('')
int('1.0')
int(' 1')
int('0x10')
int('١')
uint(-1)
uint(-1.0)
uint(0.0 / 0.0)
uint(18446744073709551616.0)
uint('-1')
uint('+1')
uint('-0')
uint('18446744073709551616')
double('')
double('1_0')
double(' 1')
double('0x1p3')
double('1e999')
string(b'\xff')
bool('yes')
bool('tRUE')
timestamp('2026-11-22')
timestamp('2026-11-22 10:00:00Z')
timestamp('2026-11-22T10:00:00')
timestamp('2026-13-22T10:00:00Z')
timestamp('2026-02-29T10:00:00Z')
timestamp('2026-11-22T24:00:00Z')
timestamp('2026-11-22T10:00:00+24:00')
timestamp('2026-11-22T10:00:00+01:60')
timestamp('0000-01-01T00:00:00Z')
timestamp('0001-01-01T00:00:00+00:01')
timestamp('9999-12-31T23:59:59-00:01')
timestamp(253402300800)
timestamp(-62135596801)
timestamp('9999-12-31T23:59:59.999999999Z') + duration('1ns')
timestamp('0001-01-01T00:00:00Z') - duration('1ns')
timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z')
duration('1')
duration('s')
duration('1d')
duration('1 s')
duration('--1s')
duration('2562048h')
duration('9223372036.854775807s') + duration('1ns')
timestamp(0).getHours('Nowhere')
timestamp(0).getHours('localtime')
timestamp(0).getHours('../UTC')
timestamp(0).getHours('')
timestamp(0).getHours('+5')
timestamp(0).getHours('+05:60')
'a'.matches('(')
'a'.matches('(?=a)')
'a'.matches('(\\pL{500}){2}')
[1][1]
[1][-1]
[1][dyn(0.5)]
[1][dyn('a')]
[1][dyn(true)]
[][0]
{'a': 1}.b
{'a': 1}['b']
{'a': 1}[dyn(null)]
{'a': 1, 'a': 2}
dyn({1: 'a', 1u: 'b'})
{1.0: 1}
{null: 1}
{[1]: 1}
{b'a': 1}
dyn(1).a
dyn(1)[0]
has(dyn(1).a)
has(dyn({'a': 1}).b.c)
[1, 2].all(x, x / 0 == 1)
[1, 0].exists_one(x, 1 / x == 1)
[1, 0].map(x, 1 / x)
[1, 0].filter(x, 1 / x == 1)
[1].all(x, dyn(1))
dyn(1).all(x, true)
dyn('ab').map(x, x)
1 / 0 == 0 || false
1 / 0 == 0 && true
(1 / 0 == 0) ? 1 : 2
dyn(1) ? 1 : 2
!dyn(1)
-dyn(1u)
dyn(1) + 1u
dyn(1) + 'a'
dyn('a') < 1
dyn(timestamp(0)) + timestamp(0)
1 in dyn(1)
size(dyn(1))
dyn(1).startsWith('a')
int(dyn(true))
int(dyn(null))
string(dyn(null))
string(dyn([]))
"""

REFUSED = r"""
1 + 1u
1 + 1.0
1 + 'a'
'a' - 'b'
1.5 % 1.0
true + true
null + null
[1] + ['a']
[1] - [1]
{} + {}
1 == 'a'
1 == 1.0
[1] == ['a']
{'a': 1} == {'a': 'b'}
1 < 'a'
null < null
[1] < [2]
type(1) < type(2)
!1
-'a'
-1u
-true
1 && true
true || 'a'
1 ? 2 : 3
true ? 1 : 'a'
'a' in [1]
1.0 in [1]
1 in 'a'
1 in {'a': 1}
[1]['a']
[1][0u]
[1][0.0]
{'a': 1}[1]
'a'[0]
'a'.b
1.size()
size(1)
size()
size('a', 'b')
'a'.startsWith(1)
startsWith('a', 'b')
'a'.int()
int(true)
int(null)
int(duration('1s'))
uint(true)
double(true)
string([])
bytes(1)
bool(1)
timestamp(1.0)
timestamp(true)
duration(1.0)
timestamp(0) + timestamp(0)
timestamp(0) - 1
duration('1s') * 2
duration('1s') - timestamp(0)
duration('1s').getFullYear()
duration('1s').getHours('UTC')
timestamp(0).getHours(1)
[1].all(x, x)
[1].exists(x, 'a')
[1].filter(x, 1)
[1].map(x, 1, 2)
[1].map(x, x + 'a')
1.all(x, true)
'a'.map(x, x)
dyn(1) + true
dyn('a') - 'b'
dyn(1) - [1]
dyn(1.5) % 1.0
dyn(true) + true
dyn(null) < null
dyn([1]) < [2]
dyn(type(1)) < int
nothing
nothing.at.all
nothing(1)
[[], [1]][0][0] + 'a'
([] + [1])[0] + 'a'
[].map(x, 1)[0] + 'a'
"""


def pairs(table: str) -> list[tuple[str, str]]:
    lines = [line for line in lines_of(table) if not line.endswith("=> !")]
    return [(source, value) for source, _, value in (line.rpartition(" => ") for line in lines)]


def lines_of(table: str) -> list[str]:
    return [line for line in table.strip().splitlines() if not line.startswith("-- ")]


@pytest.mark.parametrize(("source", "value"), pairs(GIVES))
def test_what_has_a_value(source: str, value: str) -> None:
    assert value_of(source, {}) == value


@pytest.mark.parametrize("source", [line.removesuffix(" => !") for line in lines_of(GIVES) if line.endswith("=> !")])
def test_what_is_no_expression(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {}, unchecked=True)
    assert caught.value.code == "expression_invalid"


@pytest.mark.parametrize("source", lines_of(FAILS))
def test_what_passes_the_checker_and_has_no_value(source: str) -> None:
    with pytest.raises(EvaluationError):
        evaluate(source, {})
    with pytest.raises(EvaluationError):
        evaluate(source, {}, unchecked=True)


@pytest.mark.parametrize("source", lines_of(REFUSED))
def test_what_the_checker_refuses(source: str) -> None:
    with pytest.raises(BadInput) as caught:
        evaluate(source, {})
    assert caught.value.code == "expression_invalid"


def test_three_quotation_marks_hold_one_and_two_of_their_kind() -> None:
    assert (
        evaluate(
            '''"""a"b""c
d"""''',
            {},
        )
        == 'a"b""c\nd'
    )
    assert evaluate('''b"""a"b\\n"""''', {}) == b'a"b\n'


def test_two_sides_of_unknown_type_are_tried_when_they_are_there() -> None:
    for source in ("dyn(true) + dyn(true)", "dyn(1.5) % dyn(1.0)", "dyn(null) < dyn(null)", "dyn([1]) < dyn([2])"):
        with pytest.raises(EvaluationError) as caught:
            evaluate(source, {})
        assert caught.value.code == "no_such_overload"
