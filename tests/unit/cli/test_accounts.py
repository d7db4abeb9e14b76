"""`ombud user` and `ombud key`: who may do what."""

import json
import re

from tests.support.cli import Call, Shell

SCOPES = ("--scope", "events:write", "--scope", "decisions:read")


def test_a_user_is_added_with_a_password_that_is_shown_once(call: Call) -> None:
    code, said, _ = call("user", "add", "robin", "--role", "reviewer", "--generate")
    assert code == 0
    assert re.search(r"shown this once: (\w{5}-){3}\w{5}", said)
    listed = json.loads(call("user", "list", "--json")[1])
    assert [(one["name"], one["role"]) for one in listed] == [("robin", "reviewer")]


def test_a_password_can_come_from_stdin(shell: Shell) -> None:
    added = shell("user", "add", "robin", "--role", "lead", "--password-stdin", stdin=b"a good long password\n")
    assert added.returncode == 0
    assert b"a good long password" not in added.stdout + added.stderr


def test_without_a_terminal_it_must_be_said_where_the_password_comes_from(shell: Shell) -> None:
    asked = shell("user", "add", "robin", "--role", "lead")
    assert asked.returncode == 2
    assert b"--password-stdin or --generate" in asked.stderr


def test_empty_stdin_is_no_password_and_two_sources_are_one_too_many(shell: Shell, call: Call) -> None:
    assert shell("user", "add", "robin", "--role", "lead", "--password-stdin").returncode == 1
    assert call("user", "add", "robin", "--role", "lead", "--password-stdin", "--generate")[0] == 2


def test_a_name_is_taken_once(call: Call) -> None:
    call("user", "add", "robin", "--role", "reviewer", "--generate")
    code, _, complaint = call("user", "add", "robin", "--role", "reviewer", "--generate")
    assert code == 1
    assert "[name_taken]" in complaint


def test_a_role_can_be_changed_and_must_exist(call: Call) -> None:
    call("user", "add", "robin", "--role", "reviewer", "--generate")
    assert call("user", "role", "robin", "lead")[0] == 0
    assert "lead" in call("user", "list")[1]
    assert call("user", "role", "robin", "king")[0] == 2
    assert call("user", "role", "nobody", "lead")[0] == 1


def test_a_user_is_disabled_and_listed_as_such(call: Call) -> None:
    call("user", "add", "robin", "--role", "reviewer", "--generate")
    assert call("user", "disable", "robin")[:2] == (0, "robin is disabled, and signed out everywhere\n")
    (robin,) = json.loads(call("user", "list", "--json")[1])
    assert robin["disabled"] is not None
    code, _, complaint = call("user", "disable", "nobody")
    assert code == 1
    assert "[no_such_user]" in complaint


def test_a_key_is_made_listed_and_revoked_and_its_secret_is_shown_once(call: Call) -> None:
    code, secret, said = call("key", "add", "forum", *SCOPES)
    assert code == 0
    assert secret.startswith("ombud_")
    assert "shown this once" in said
    (kept,) = json.loads(call("key", "list", "--json")[1])
    assert kept["scopes"] == ["events:write", "decisions:read"]
    assert secret.strip() not in call("key", "list")[1]
    assert call("key", "revoke", kept["id"])[0] == 0
    assert json.loads(call("key", "list", "--json")[1])[0]["revoked"] is not None


def test_a_key_as_json(call: Call) -> None:
    made = json.loads(call("key", "add", "forum", *SCOPES, "--json")[1])
    assert made["secret"].startswith("ombud_")


def test_a_scope_must_exist_and_so_must_a_key(call: Call) -> None:
    assert call("key", "add", "forum", "--scope", "everything")[0] == 2
    assert call("key", "revoke", "key_none")[0] == 1


def test_the_data_directory_is_its_owners_alone(call: Call, tmp_path: object) -> None:
    call("key", "add", "forum", *SCOPES)
    assert "mode 755" not in call("doctor")[1]


def test_what_somebody_reads_and_knows_is_said_and_what_is_not_given_stays(call: Call) -> None:
    assert call("user", "add", "robin", "--role", "reviewer", "--generate")[0] == 0
    assert call("user", "set", "robin", "--languages", "de,AR")[1] == "robin reads de, ar\n"
    code, out, _ = call("user", "set", "robin", "--knows", "harassment")
    assert (code, out) == (0, "robin reads de, ar and knows harassment\n")
    assert call("user", "set", "robin")[0] == 2
    assert "no language code" in call("user", "set", "robin", "--languages", "deutsch")[2]
    assert "no user" in call("user", "set", "nobody", "--knows", "x")[2]
