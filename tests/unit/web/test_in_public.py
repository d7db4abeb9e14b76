"""What somebody wrote for everybody is shown without personal data, and kept as it was written."""

from litestar import Litestar
from litestar.testing import TestClient

from ombud.wiring import Ombud

Client = TestClient[Litestar]


def test_the_reason_for_a_version_is_shown_without_personal_data(client: Client, ombud: Ombud) -> None:
    files = {
        name: text.replace("Saying that", "Writing that") if name == "policy.md" else text
        for name, text in ombud.policy.files.items()
    }
    reason = "Jane asked for it: jane@example.com, call 212-555-0143. See https://law.example.com/art-17"
    version = ombud.publisher.publish(files, reason).version
    for path in ("/policy", f"/policy/{version}"):
        page = client.get(path).text
        assert "Jane asked for it: [email], call [phone]. See https://law.example.com/art-17" in page
        assert "jane@example.com" not in page
        assert "212-555" not in page
    with ombud.store.read() as unit:
        assert unit.policies.publications()[0].reason == reason
