"""The human side: what a reviewer may decide, and under which name."""

from ombud.review.judgement import matches_kept, measure_of, pseudonym

__all__ = ["matches_kept", "measure_of", "pseudonym"]
