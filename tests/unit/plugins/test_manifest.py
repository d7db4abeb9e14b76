"""What a plugin.toml may say, and what is said about one that may not."""

import pytest

from ombud.model import BadInput
from ombud.plugins.manifest import Endpoint, Onnx, read_manifest

ONNX = 'kind = "onnx"\n[signals.a]\ndoc = "d"\n'
CHAT = 'kind = "endpoint"\nbase_url = "http://127.0.0.1/v1"\nmodel = "m"\n{}\n[signals.a]\ndoc = "d"\n{}\n'


def test_a_model_needs_only_its_signals() -> None:
    manifest = read_manifest(ONNX.encode())
    assert isinstance(manifest, Onnx)
    assert (manifest.max_tokens, manifest.threads, manifest.activation) == (128, 1, "sigmoid")


def test_an_endpoint_has_limits_unless_it_sets_others() -> None:
    manifest = read_manifest(CHAT.format("", 'clause = "a/b"').encode())
    assert isinstance(manifest, Endpoint)
    assert manifest.redact
    assert manifest.timeout == 3
    assert (manifest.budget.per_minute, manifest.breaker.failures, manifest.cache.entries) == (60, 5, 10_000)
    assert manifest.signals["a"].labels == {"violates": 1.0, "allowed": 0.0}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "kind"),
        ("kind = ", "value"),
        ('kind = "sorcery"', "sorcery"),
        ("\xff", "utf-8"),
        ("a = " + "[" * 100_000, "recursion"),
        ('kind = "onnx"', "signals"),
        ('kind = "onnx"\n[signals]', "length"),
        (ONNX + "output = -1", "output"),
        (ONNX + "sign = 1", "sign"),
        (ONNX + "calibration = [nan, 0]", "calibration"),
        (ONNX.replace('"d"', '""'), "doc"),
        (ONNX.replace("signals.a", "signals.A"), "'A'"),
        (ONNX.replace("signals.a", 'signals."a-b"'), "'a-b'"),
        ("max_tokens = 0\n" + ONNX, "max_tokens"),
        ("threads = 99\n" + ONNX, "threads"),
        ('activation = "relu"\n' + ONNX, "relu"),
        ("key_env = 'A'\n" + ONNX, "key_env"),
        (CHAT.format("", ""), "clause"),
        (CHAT.format("", 'clause = "a/b"\ncategory = "c"'), "category"),
        (CHAT.format('api = "moderation"', 'clause = "a/b"'), "category"),
        (CHAT.format("", 'clause = "a\\u0000b"'), "plain"),
        (CHAT.format("", 'clause = "a/b"\nlabels = { yes = 1 }'), "labels"),
        (CHAT.format("", 'clause = "a/b"\nlabels = { yes = 1, "No!" = 0 }'), "labels"),
        (CHAT.format("", 'clause = "a/b"\nlabels = { yes = 2, no = 0 }'), "labels"),
        (CHAT.format("timeout = 0", 'clause = "a/b"'), "timeout"),
        (CHAT.format("timeout = 3600", 'clause = "a/b"'), "timeout"),
        (CHAT.format("key_env = 'A'\nkey_file = 'b'", 'clause = "a/b"'), "key_file"),
        (CHAT.format("request = { stream = true }", 'clause = "a/b"'), "stream"),
        (CHAT.format("request = { top_p = inf }", 'clause = "a/b"'), "finite"),
        (CHAT.format("[budget]\nper_minute = 0", 'clause = "a/b"'), "per_minute"),
        (CHAT.format("[breaker]\nrest = 0", 'clause = "a/b"'), "rest"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(text: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_manifest(text.encode("latin-1"))
    assert refused.value.code == "plugin_invalid"
    assert told in refused.value.detail
    assert refused.value.advice
