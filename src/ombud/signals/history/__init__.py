"""What happened before: counts per subject, and near-duplicates."""

from ombud.ports import Asked
from ombud.signals.history.recorded import Recorded, copies_key, count_key, distinct_key
from ombud.signals.history.snapshot import Image, pack, unpack
from ombud.signals.history.windows import EVERYTHING, Windows

__all__ = ["EVERYTHING", "Recorded", "WindowKeeper", "Windows", "copies_key", "count_key", "distinct_key"]


class WindowKeeper:
    """Makes windows, and turns them into bytes and back."""

    def empty(self, asked: Asked) -> Windows:
        """Windows that have seen nothing."""
        return Windows(asked)

    def save(self, image: Image) -> bytes:
        """What `load` reads."""
        return pack(image)

    def load(self, data: bytes) -> tuple[Windows, int]:
        """The windows and their place in the record. Raises BadInput (``snapshot_unusable``)."""
        image = unpack(data)
        return Windows.of_image(image), image.place
