"""The human side: what a reviewer may decide, and under which name."""

from ombud.review.judgement import HUMAN_RULE, check_reach, matches_kept, measure_of, pseudonym

__all__ = ["HUMAN_RULE", "check_reach", "matches_kept", "measure_of", "pseudonym"]
