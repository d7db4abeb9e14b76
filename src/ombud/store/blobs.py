"""Files in a folder, written so that a crash leaves the old bytes or the new ones, never half of either."""

import os
import secrets
import shutil
from pathlib import Path

from ombud.model import SystemFault

__all__ = ["FolderBlobs"]

_PUBLIC = 0o644  # the public ledger: anybody may read it, whatever our umask
_PRIVATE = 0o600


class FolderBlobs:
    """ports.Blobs over a local folder. Paths come from our own code; they are checked all the same."""

    def __init__(self, folder: Path, *, private: bool = False) -> None:
        self.folder = folder
        self._mode = _PRIVATE if private else _PUBLIC
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, path: str) -> bytes | None:
        try:
            return self._at(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as error:
            raise _fault("read", path, error) from error

    def write(self, path: str, data: bytes) -> None:
        target = self._at(path)
        draft = target.with_name(f"{target.name}.{os.getpid()}-{secrets.token_hex(8)}.new")  # nobody else's
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with draft.open("xb") as file:
                    os.fchmod(file.fileno(), self._mode)
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(target)
            except OSError:
                draft.unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)
        except OSError as error:
            raise _fault("write", path, error) from error

    def discard(self, prefix: str) -> None:
        try:
            shutil.rmtree(self._at(prefix))
        except FileNotFoundError:
            return
        except OSError as error:
            raise _fault("remove", prefix, error) from error

    def _at(self, path: str) -> Path:
        parts = path.split("/")
        if not path or any(part in {"", ".", ".."} for part in parts):
            raise SystemFault("bad_path", f"{path!r} is not a path inside the folder")
        return self.folder.joinpath(*parts)


def _sync_folder(folder: Path) -> None:
    """A rename is durable once its folder is (POSIX)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fault(what: str, path: str, error: OSError) -> SystemFault:
    return SystemFault(
        "files_unavailable", f"cannot {what} {path}: {error.strerror}", advice="Look at the data folder."
    )
