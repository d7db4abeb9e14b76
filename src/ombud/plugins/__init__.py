"""Signals from outside: a model in a folder, or somebody else's endpoint. See docs/plugins.md."""

from ombud.plugins.endpoint import Clauses, EndpointPlugin
from ombud.plugins.foresight import Foresight
from ombud.plugins.installed import Examined, Plugin, Plugins, WithPlugins, examine, open_plugins
from ombud.plugins.onnx import OnnxPlugin

__all__ = [
    "Clauses",
    "EndpointPlugin",
    "Examined",
    "Foresight",
    "OnnxPlugin",
    "Plugin",
    "Plugins",
    "WithPlugins",
    "examine",
    "open_plugins",
]
