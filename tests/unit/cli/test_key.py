"""`ombud key`: what is listed can be copied, what is mistyped is refused."""

from tests.support.cli import Call, Shell


def test_ids_are_never_broken_however_narrow_it_is(shell: Shell) -> None:
    name = "a platform with quite a long name"
    added = shell("key", "add", name, "--scope", "events:write", "--scope", "decisions:read").stderr.decode()
    listed = shell("key", "list", COLUMNS="40").stdout.decode().splitlines()
    assert [line.split()[0] for line in listed] == ["Keys", "id", added.split()[0]]
    assert name in listed[-1]


def test_a_scope_that_is_none_is_wrong_usage(call: Call) -> None:
    code, _, complaint = call("key", "add", "forum", "--scope", "foo")
    assert code == 2
    assert "events:write" in complaint
