"""How much Ombud takes in. Stated once, so that the docs, the errors and the checks agree."""

from datetime import UTC, datetime, timedelta

MAX_PAYLOAD_BYTES = 256 * 1024
MAX_TEXT_BYTES = 64 * 1024
MAX_LANGUAGE = 80
"""Nine subtags of BCP 47 with their hyphens."""

MAX_DEPTH = 8
"""Event, item, links, link is four deep: what is deeper than twice that is no event."""

MAX_LINKS = 100
MAX_MEDIA = 100
MAX_CONTEXT_KEYS = 64
MAX_LIST = 100
MAX_ID = 256
MAX_NAME = 512
MAX_STRING = 4096
MAX_URL = 4096

INT_RANGE = range(-(2**63), 2**63)
"""CEL's int, and what every database column holds."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(minutes=5)
