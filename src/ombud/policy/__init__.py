"""The policy language: literate Markdown policies whose conditions are CEL, compiled once, explained always."""

from ombud.policy.build import check, compile_policy
from ombud.policy.changes import Altered, Changes, ClauseChange, ListChange, RuleChange, changes
from ombud.policy.document.rules import Rule
from ombud.policy.document.translations import translations_of
from ombud.policy.engine.evaluation import copies_key, count_key
from ombud.policy.engine.policy import Policy
from ombud.policy.explaining.explanation import (
    Element,
    Explanation,
    Observed,
    Part,
    RuleExplained,
    RulePassedOver,
    SignalSeen,
    explain,
)
from ombud.policy.expression import ExpressionInvalid, Question, answer, value_of
from ombud.policy.problems import PolicyError, Problem
from ombud.policy.testing.coverage import Branch, RuleCoverage
from ombud.policy.testing.junit import as_junit
from ombud.policy.testing.playing import play
from ombud.policy.testing.report import ClauseResult, Coverage, ExampleResult, Fired, Tally, TestReport
from ombud.policy.testing.runner import test
from ombud.policy.testing.usual import merge, usual_event
from ombud.policy.wording import Run, wording

__all__ = [
    "Altered",
    "Branch",
    "Changes",
    "ClauseChange",
    "ClauseResult",
    "Coverage",
    "Element",
    "ExampleResult",
    "Explanation",
    "ExpressionInvalid",
    "Fired",
    "ListChange",
    "Observed",
    "Part",
    "Policy",
    "PolicyError",
    "Problem",
    "Question",
    "Rule",
    "RuleChange",
    "RuleCoverage",
    "RuleExplained",
    "RulePassedOver",
    "Run",
    "SignalSeen",
    "Tally",
    "TestReport",
    "answer",
    "as_junit",
    "changes",
    "check",
    "compile_policy",
    "copies_key",
    "count_key",
    "explain",
    "merge",
    "play",
    "test",
    "translations_of",
    "usual_event",
    "value_of",
    "wording",
]
