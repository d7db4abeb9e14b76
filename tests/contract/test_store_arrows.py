"""The database holds the machines that the code holds, arrow by arrow."""

from ombud.process.machines import MACHINES
from tests.support.raw import Raw


def test_the_database_knows_every_machine_as_the_code_does(raw: Raw) -> None:
    found = {(kind, state, move): after for kind, state, move, after in
             raw.run("SELECT kind, state, move, next FROM process_arrows")}  # fmt: skip
    assert found == {
        (machine.kind, state, move): after for machine in MACHINES for (state, move), after in machine.arrows.items()
    }
