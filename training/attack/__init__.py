"""How people hide words from filters: to learn from, and to measure what gets through."""

from training.attack.disguises import ATTACKS, Attack, attacked
from training.attack.evasions import EVASIONS

__all__ = ["ATTACKS", "EVASIONS", "Attack", "attacked"]
