"""Publishing: the policy that is published is the policy that runs (charter, article 1)."""

from collections.abc import Callable, Mapping

from ombud.model import PolicyVersion, canonical
from ombud.pipeline.context import Context
from ombud.pipeline.engine import CompiledPolicy

__all__ = ["Publisher"]


class Publisher:
    """Puts a policy on the record, in the ledger, and into force."""

    def __init__(
        self,
        context: Context,
        compile_policy: Callable[[Mapping[str, str]], CompiledPolicy],
        swap: Callable[[CompiledPolicy], None],
    ) -> None:
        self._context = context
        self._compile = compile_policy
        self._swap = swap

    def publish(self, files: Mapping[str, str]) -> PolicyVersion:
        """A new immutable version, in force when this returns; the version that is in force already changes nothing.

        Raises the policy's problems when it does not compile: what cannot be checked is never published.
        """
        policy = self._compile(files)
        now = self._context.clock.now()
        version = PolicyVersion(
            version=policy.version, name=policy.name, title=policy.title, language=policy.language,
            files=dict(policy.files), published_at=now,
        )  # fmt: skip
        with self._context.store.write() as unit:
            current = unit.policies.current()
            if current is None or current.version != version.version:
                unit.policies.add(version)
                record = canonical({"name": version.name, "published_at": now.isoformat(), "version": version.version})
                sealer = self._context.sealer
                unit.ledger.put([sealer.entry(sealer.id("pol", now), "policy_version", record, now)])
        self._swap(policy)
        self._context.wake()
        return version
