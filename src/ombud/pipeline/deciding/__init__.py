"""How a post is decided by machines, on the record or only tried, and how a decision is told again."""
