"""The public log: entries in order, and proofs that they are there."""
