"""`ombud flagger`: appointed, listed with its numbers, removed with a reason."""

import json

from tests.support.cli import Call


def test_a_flagger_is_added_listed_and_removed(call: Call) -> None:
    code, out, _ = call("flagger", "add", "Safe Net", "--awarded-by", "Coordinator", "--json")
    assert code == 0
    made = json.loads(out)
    assert made["address"].endswith(made["key"])
    code, out, _ = call("flagger", "list")
    assert (code, "Safe Net" in out, made["key"] in out) == (0, True, False)
    assert call("flagger", "remove", made["id"])[0] == 2
    code, out, _ = call("flagger", "remove", made["id"], "--reason", "It asked us to.")
    assert (code, made["id"] in out) == (0, True)
    [one] = json.loads(call("flagger", "list", "--json")[1])
    assert (one["status"], one["reports"], one["right"]) == ("removed", 0, 0)


def test_what_cannot_be_is_told(call: Call) -> None:
    assert call("flagger", "add", "Safe Net", "--awarded-by", "Coordinator")[0] == 0
    code, _, complaint = call("flagger", "add", "safe net", "--awarded-by", "Coordinator")
    assert (code, "already" in complaint) == (1, True)
    assert call("flagger", "remove", "flg_no", "--reason", "Gone.")[0] == 1
