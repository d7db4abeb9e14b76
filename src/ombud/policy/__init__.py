"""The policy language: literate Markdown policies whose conditions are CEL, compiled once, explained always."""

from ombud.policy.build import check, compile_policy
from ombud.policy.changes import Altered, Changes, ClauseChange, ListChange, RuleChange, changes
from ombud.policy.document.rules import Rule
from ombud.policy.engine.evaluation import copies_key, count_key
from ombud.policy.engine.policy import Policy
from ombud.policy.explain import Explanation, Part, RuleExplained, explain
from ombud.policy.problems import PolicyError, Problem
from ombud.policy.testing import ClauseResult, ExampleResult, Fired, TestReport, test
from ombud.policy.wording import Run, wording

__all__ = [
    "Altered",
    "Changes",
    "ClauseChange",
    "ClauseResult",
    "ExampleResult",
    "Explanation",
    "Fired",
    "ListChange",
    "Part",
    "Policy",
    "PolicyError",
    "Problem",
    "Rule",
    "RuleChange",
    "RuleExplained",
    "Run",
    "TestReport",
    "changes",
    "check",
    "compile_policy",
    "copies_key",
    "count_key",
    "explain",
    "test",
    "wording",
]
