"""A policy's folder on the disk."""

from pathlib import Path

from ombud.model import BadInput

__all__ = ["read_policy_files"]

_MAX_POLICY_BYTES = 64 * 1024 * 1024


def read_policy_files(folder: Path) -> dict[str, str]:
    """The Markdown and list files of a policy folder, by relative path. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput("no_such_folder", f"{folder} is not a folder.", advice="Name a folder of Markdown files.")
    files: dict[str, str] = {}
    total = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix not in {".md", ".txt"} or not path.exists():
            continue
        if not path.is_file():
            raise BadInput(
                "not_a_file", f"{path} is named like a part of the policy, and is no file.",
                advice="Give it another name, or take it out of the folder.",
            )  # fmt: skip
        if not path.resolve().is_relative_to(folder.resolve()):
            raise BadInput(
                "outside_folder", f"{path} leads out of the policy's folder.", advice="Copy the file into the folder."
            )
        with path.open("rb") as file:
            data = file.read(_MAX_POLICY_BYTES + 1 - total)
        total += len(data)
        if total > _MAX_POLICY_BYTES:
            raise BadInput("policy_too_large", f"{folder} holds more than {_MAX_POLICY_BYTES >> 20} MiB of policy.")
        try:
            files[path.relative_to(folder).as_posix()] = _with_plain_line_ends(data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise BadInput(
                "not_utf8", f"{path} is not UTF-8 text.", advice="Save it as UTF-8.", field=str(path)
            ) from error
    if not any(name.endswith(".md") for name in files):
        raise BadInput("no_policy", f"{folder} holds no Markdown file.", advice="A policy is a folder of .md files.")
    return files


def _with_plain_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
