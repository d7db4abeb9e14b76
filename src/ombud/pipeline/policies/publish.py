"""Publishing: the policy that is published is the policy that runs (charter, article 1)."""

from collections.abc import Callable, Mapping, Sequence

from ombud.model import BadInput, Conflict, How, NotFound, PolicyVersion, Publication, User, canonical
from ombud.pipeline.context import Context
from ombud.pipeline.deciding.engine import CompiledPolicy
from ombud.policy.unseen import UNSEEN, named
from ombud.ports import DraftView, Unit
from ombud.process import check_reasons

__all__ = ["MAX_REASON", "Publisher", "checked_reason"]

MAX_REASON = 500
"""Characters. The reason for a change is public, and read beside it."""


def checked_reason(reason: str, field: str = "reason") -> str:
    """Why the policy is changed, trimmed.

    Everybody reads it. Raises BadInput when it says nothing (``reasons_missing``), is no short note
    (``reason_too_long``), or reads otherwise than it is written (``unseen_character``).
    """
    missing = "Write the reason: everybody will read it." if field == "reason" else f"Write a {field}."
    words = check_reasons(reason, field, missing)
    if len(words) > MAX_REASON:
        raise BadInput("reason_too_long", f"{len(words)} characters; at most {MAX_REASON}.", field=field)
    found = UNSEEN.search(words)
    if found is not None:
        raise BadInput(
            "unseen_character", f"{named(found)} cannot be seen, and can make words read otherwise than they are"
            " written.", advice="Remove it.", field=field,
        )  # fmt: skip
    return words


class Publisher:
    """Puts a policy on the record, in the ledger, and into force.

    Compiling comes first and may take its time; the write lock is held only for the entry. Who compiled while somebody
    else published is refused: `Conflict`, code ``policy_moved_on``.
    """

    def __init__(
        self,
        context: Context,
        compile_policy: Callable[[Mapping[str, str]], CompiledPolicy],
        swap: Callable[[CompiledPolicy], None],
    ) -> None:
        self._context = context
        self.compile = compile_policy
        self._swap = swap

    def start(self, files: Mapping[str, str]) -> PolicyVersion:
        """What an operator starts Ombud with. Nobody is asked for a reason."""
        return self._publish(files, How.START, "")

    def publish(self, files: Mapping[str, str], reason: str, onto: str | None = None) -> PolicyVersion:
        """What an operator publishes: a new immutable version, in force when this returns.

        The version that is in force already changes nothing. Raises the policy's problems when it does not compile:
        what cannot be checked is never published. `onto` is the version that `files` began as. Raises Conflict:
        ``policy_moved_on`` when another is in force, ``published_in_console`` when nobody says what `files` began as
        and what they would undo was decided in the console.
        """
        return self._publish(files, How.PUBLISH, checked_reason(reason), onto)

    def roll_back(
        self, version: str | None, reason: str, user: User | None = None, onto: str | None = None
    ) -> PolicyVersion:
        """Put an earlier version back in force: `version` (its name or an unmistakable beginning of it), or the one
        before. By a lead or admin in the console, or by the operator.

        "The one before" passes over what was rolled away from: asked twice, it goes back two versions. `onto` is the
        version in force that the person looked at. What was published before comes back, also where it could not be
        published any more. Raises NotFound and Conflict (``already_in_force``, ``policy_moved_on``).
        """
        words = checked_reason(reason)
        with self._context.store.read() as unit:
            current, earlier = _target(unit, version)
        if onto not in (None, current):
            raise _moved_on()
        policy = self._context.revive(earlier.files)
        with self._context.store.write() as unit:
            found = self.enter(unit, policy, How.ROLLBACK, words, onto=current, by=user)
        return self.put_to_work(policy, found)

    def _publish(self, files: Mapping[str, str], how: How, reason: str, began: str | None = None) -> PolicyVersion:
        with self._context.store.read() as unit:
            publications = unit.policies.publications()
        before = publications[0] if publications else None
        policy = self.compile(files)
        if before is not None and policy.version != before.version:
            _must_undo_nothing(publications, how, began)
        with self._context.store.write() as unit:
            version = self.enter(unit, policy, how, reason, onto=before.version if before else None)
        return self.put_to_work(policy, version)

    def enter(
        self,
        unit: Unit,
        policy: CompiledPolicy,
        how: How,
        reason: str,
        *,
        onto: str | None,
        by: User | None = None,
        draft: DraftView | None = None,
    ) -> PolicyVersion:
        """The version, its publication and its ledger entry, in the caller's transaction.

        `onto` is the version that was in force when this began, None when there was none. Raises Conflict
        (``policy_moved_on``) when it no longer is.
        """
        sealer, now = self._context.sealer, self._context.clock.now()
        version = PolicyVersion(
            version=policy.version, name=policy.name, title=policy.title, language=policy.language,
            files=dict(policy.files), published_at=now,
        )  # fmt: skip
        current = unit.policies.current()
        if current is not None and current.version == version.version:
            return current
        previous = current.version if current else None
        if previous != onto:
            raise _moved_on()
        role = str(by.role) if by else "operator"
        record = {
            "how": str(how), "name": version.name, "previous": previous,
            "published_at": now.isoformat(), "reason": reason, "role": role, "version": version.version,
        }  # fmt: skip
        entry = sealer.entry(sealer.id("pol", now), "policy_version", canonical(record), now)
        unit.ledger.put([entry])
        unit.policies.add(
            version, how, reason=reason, role=role, by=by.id if by else None, entry=entry.id,
            draft=draft.draft.id if draft else None, onto=onto,
        )  # fmt: skip
        return version

    def put_to_work(self, policy: CompiledPolicy, version: PolicyVersion) -> PolicyVersion:
        """After the commit: the next event is judged by it."""
        self._swap(policy)
        self._context.wake()
        return version


def _moved_on() -> Conflict:
    return Conflict(
        "policy_moved_on",
        "Somebody else put another version in force meanwhile. Nothing was changed.",
        advice="Look at what they changed, then decide again.",
    )


def _must_undo_nothing(publications: Sequence[Publication], how: How, began: str | None) -> None:
    """A folder knows nothing of the console: whoever publishes it says which version it began as.

    What somebody decided there stays theirs when an operator takes it back, and brings it back again.
    """
    newest = publications[0]
    if began not in (None, newest.version):
        raise _moved_on()
    theirs = next((one for one in publications if one.version == newest.version and one.by is not None), None)
    if began is None and how is How.PUBLISH and theirs is not None:
        raise Conflict(
            "published_in_console",
            f"The version in force came from the console (a {theirs.role}, {theirs.at:%Y-%m-%d %H:%M} UTC), and these"
            " files may not have it: they would undo it. Nothing was published.",
            advice="Look with `ombud policy diff current DIR`, then publish with --onto current, or with --onto and the"
            " version that the files were exported from.",
        )


def _target(unit: Unit, wanted: str | None) -> tuple[str, PolicyVersion]:
    """The version in force, and the one to bring back."""
    publications = unit.policies.publications()
    if not publications:
        raise NotFound("no_such_policy", "No policy has been published here.")
    current = publications[0].version
    if wanted is None:
        line = _line(publications)
        if len(line) == 1:
            raise NotFound(
                "nothing_before",
                "There is no version before the one in force that was not rolled back.",
                advice="Name one: `ombud policy versions` lists them.",
            )
        name = line[-2]
    else:
        name = find_version(unit, wanted)
    if name == current:
        raise Conflict("already_in_force", "That version is the one in force.", advice="Name another.")
    found = unit.policies.get(name)
    if found is None:  # what was in force is on the record: a foreign key says so
        raise NotFound("no_such_policy", f"No policy version {name} is on the record.")
    return current, found


def _line(publications: Sequence[Publication]) -> list[str]:
    """The versions that led to the one in force, oldest first, without what was rolled away from."""
    line: list[str] = []
    for one in reversed(publications):
        if one.how is How.ROLLBACK and one.version in line:
            while line[-1] != one.version:
                line.pop()
        else:
            line.append(one.version)
    return line


def find_version(unit: Unit, wanted: str) -> str:
    """The one version that is called so, or whose name begins so (``sha256:`` may be left out). Raises NotFound."""
    known = sorted({one.version for one in unit.policies.publications()})
    if wanted in known:
        return wanted
    begins = wanted.removeprefix("sha256:")
    found = [name for name in known if begins and name.removeprefix("sha256:").startswith(begins)]
    if len(found) == 1:
        return found[0]
    raise NotFound(
        "no_such_policy",
        f"{len(found)} versions begin with {wanted!r}." if found else f"No policy version {wanted} is on the record.",
        advice="`ombud policy versions` lists them.",
    )
