"""Policies on their way into force: written, examined, held against the past, approved, published."""
