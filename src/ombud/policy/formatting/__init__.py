"""One canonical form for what runs in a policy; what people read is left as it was written."""

from ombud.policy.formatting.documents import format_policy
from ombud.policy.formatting.expressions import format_condition, print_expression, same_tree

__all__ = ["format_condition", "format_policy", "print_expression", "same_tree"]
