"""How people hide words from filters: to learn from, and to measure what gets through."""

from training.attack.disguises import ATTACKS, Attack, attacked

__all__ = ["ATTACKS", "Attack", "attacked"]
