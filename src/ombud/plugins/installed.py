"""All plug-ins of an installation."""

import os
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from ombud.model import BadInput, OmbudError, Signal, SignalSpec, Span, Text
from ombud.plugins.endpoint import Clauses, EndpointPlugin
from ombud.plugins.folder import Folder, read_folder
from ombud.plugins.foresight import Foresight
from ombud.plugins.manifest import Onnx
from ombud.plugins.onnx import OnnxPlugin
from ombud.ports import Detectors, TextScorer
from ombud.signals import Registry
from ombud.signals.cards import Card
from ombud.signals.text.detector import TextSignals

__all__ = ["Examined", "Plugin", "Plugins", "WithPlugins", "examine", "open_plugins"]

Plugin = OnnxPlugin | EndpointPlugin

_MOST = 32


class Plugins:
    """What was found in one folder, in the order of the names."""

    def __init__(self, found: Sequence[Plugin] = ()) -> None:
        self.found = tuple(found)

    def detectors(self, clauses: Clauses, *, ask: bool = True, words: TextSignals | None = None) -> Detectors:
        """The built-in signals and these, under a policy. Without `ask`, endpoints answer only what they remember;
        `words` is as in `Registry`."""
        more = [one.family(clauses, ask=ask) if isinstance(one, EndpointPlugin) else one for one in self.found]
        return Registry(more=more, words=words)

    def foresight(self, clauses: Clauses, *, words: TextSignals | None = None) -> Foresight:
        """The same, with endpoints that are asked beforehand."""
        endpoints = [one for one in self.found if isinstance(one, EndpointPlugin)]
        return Foresight(self.detectors(clauses, ask=False, words=words), endpoints, clauses)

    @property
    def catalogue(self) -> Mapping[str, SignalSpec]:
        """What there is to measure, by name."""
        return self.detectors(dict).catalogue

    @property
    def cards(self) -> tuple[Card, ...]:
        """What is public about each: its card, its signals and its version."""
        return tuple(map(_card, self.found))

    def lacking(self, clauses: Container[str]) -> list[tuple[str, str]]:
        """Signals that a policy with these clauses never gets, each with the clause that it would go by."""
        return [
            (name, signal.clause)
            for one in self.found
            if isinstance(one, EndpointPlugin)
            for name, signal in one.manifest.signals.items()
            if signal.clause and signal.clause not in clauses
        ]

    def apart(self) -> "Plugins":
        """The same, and its endpoints with a budget, a breaker and a memory of their own."""
        return Plugins([one.apart() if isinstance(one, EndpointPlugin) else one for one in self.found])

    def close(self) -> None:
        """Let go of all connections. They may still be asked: new ones are opened then."""
        for one in self.found:
            if isinstance(one, EndpointPlugin):
                one.close()


class Examined(msgspec.Struct, frozen=True):
    """A folder, and the plug-in in it or what is wrong with it."""

    name: str
    plugin: Plugin | None
    fault: OmbudError | None = None


def _card(plugin: Plugin) -> Card:
    title, _, text = plugin.card.partition("\n")
    body = text if title.startswith("#") else plugin.card
    signals = "\n".join(f"- `{spec.name}`: {spec.doc}" for spec in plugin.specs)
    return Card(
        plugin.name,
        f"{body.strip()}\n\n## Signals\n\n{signals}\n\nA plug-in of this site, {plugin.version}.",
        signals=tuple(spec.name for spec in plugin.specs),
    )


def open_plugins(folder: Path) -> Plugins:
    """Every plug-in in `folder`; none where there is no such folder. Opened once, until a file in it changes.

    Raises what is wrong with the first that does not fit: BadInput (``plugin_invalid``, ``plugin_incomplete``,
    ``plugin_too_large``, ``plugin_key_missing``, ``signal_taken``), NotFound (``extra_missing``).
    """
    return _opened_once(folder.resolve(), _stamp(folder))


@lru_cache(maxsize=2)
def _opened_once(folder: Path, stamp: object) -> Plugins:  # noqa: ARG001  with another stamp it is opened again
    found: list[Plugin] = []
    for one in examine(folder):
        if one.fault is not None:
            raise type(one.fault)(
                one.fault.code, f"The plug-in {one.name}: {one.fault.detail}", advice=one.fault.advice
            )
        if one.plugin is not None:
            found.append(one.plugin)
    return Plugins(found)


def _stamp(folder: Path) -> tuple[tuple[str, int, int], ...]:
    files = sorted(path for one in _folders(folder) for path in one.iterdir())
    return tuple((str(path), status.st_mtime_ns, status.st_size) for path in files for status in (path.lstat(),))


def examine(folder: Path, environment: Mapping[str, str] = os.environ) -> Iterator[Examined]:
    """Each in turn, the faulty ones with their fault. Raises BadInput (``plugin_invalid``) for too many."""
    owners = dict.fromkeys(Registry().catalogue, "Ombud itself")
    for path in _folders(folder):
        try:
            read = read_folder(path)
            for name in read.manifest.signals:
                if name in owners:
                    raise BadInput(
                        "signal_taken", f"there is a signal {name!r} already, of {owners[name]}",
                        advice="Give it another name in plugin.toml.",
                    )  # fmt: skip
            plugin = _opened(read, environment)
        except OmbudError as error:
            yield Examined(path.name, None, error)
        else:
            owners.update(dict.fromkeys(read.manifest.signals, f"the plug-in {path.name}"))
            yield Examined(path.name, plugin)


def _opened(read: Folder, environment: Mapping[str, str]) -> Plugin:
    if isinstance(read.manifest, Onnx):
        return OnnxPlugin(read, read.manifest)
    return EndpointPlugin(read, read.manifest, environment)


def _folders(folder: Path) -> list[Path]:
    """What begins with a dot is nobody's plug-in."""
    if not folder.is_dir():
        return []
    found = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    if len(found) > _MOST:
        raise BadInput(
            "plugin_invalid", f"{folder} holds {len(found)} plug-ins, and {_MOST} are allowed",
            advice="Put several signals of one model into one plug-in.",
        )  # fmt: skip
    return found


class WithPlugins:
    """A model of texts (ports.TextScorer) with the signals of all plug-ins beside its own."""

    def __init__(self, model: TextScorer, plugins: Plugins, clauses: Clauses) -> None:
        self._model = model
        self._plugins = plugins
        self._clauses = clauses
        self._others = frozenset(spec.name for one in plugins.found for spec in one.specs)
        self.names = (*model.names, *(spec.name for one in plugins.found for spec in one.specs))

    @property
    def version(self) -> str:
        """Of all together."""
        return " ".join((self._model.version, *(one.version for one in self._plugins.found)))

    def tell(self, texts: Sequence[Text]) -> list[str | None]:
        """As the model does."""
        return self._model.tell(texts)

    def score(self, texts: Sequence[Text], langs: Sequence[str | None]) -> list[Mapping[str, Signal]]:
        """As the model does; endpoints one text after the other."""
        answers = [self._model.score(texts, langs)]
        for one in self._plugins.found:
            if isinstance(one, EndpointPlugin):
                answers.append(one.score(texts, self._clauses))
            else:
                answers.append(one.score(texts, langs))
        return [
            {name: signal for part in parts for name, signal in part.items()} for parts in zip(*answers, strict=True)
        ]

    def explain(self, text: Text, name: str) -> tuple[tuple[Span, float], ...]:
        """Plug-ins explain nothing."""
        return () if name in self._others else self._model.explain(text, name)
