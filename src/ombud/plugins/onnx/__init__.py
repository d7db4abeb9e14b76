"""Plug-ins that bring a model along: ``model.onnx`` with its ``tokenizer.json``."""

from ombud.plugins.onnx.detector import OnnxPlugin

__all__ = ["OnnxPlugin"]
