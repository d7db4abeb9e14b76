"""What the server writes to its log."""

import json
import subprocess
import sys

PROGRAM = """
import structlog
from ombud.cli.logs import configure_logs
configure_logs()
def send(secret):
    raise OSError("no route")
try:
    send("ombud_this-is-a-key")
except OSError:
    structlog.get_logger("test").exception("not_sent", task="msg_1")
"""


def test_a_traceback_shows_where_and_never_what_variables_held() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    (line,) = done.stderr.splitlines()
    said = json.loads(line)
    assert (said["event"], said["level"], said["task"]) == ("not_sent", "error", "msg_1")
    assert "no route" in said["exception"]
    assert "this-is-a-key" not in line
    assert done.stdout == ""
