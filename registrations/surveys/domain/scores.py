"""Scores of tests, and the comparison of a pair: pure functions over questions and answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registrations.questionnaire.domain import questions as q


@dataclass(frozen=True)
class Score:
    """The number (`right`) of the `questions` with a right answer that were answered correctly."""

    right: int
    questions: int

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.questions) if self.questions else 0


def right_options(question: q.Question) -> frozenset[str]:
    """Return the keys of the right options; empty if the question belongs to no test."""
    return frozenset(option.key for option in question.options if option.correct)


def is_right(question: q.Question, answer: object) -> bool:
    """Tell whether the answer is right: of several options, exactly the right ones."""
    return q.deciding_values(question, answer) == right_options(question)


def score_of(questions: Sequence[q.Question], answers: Mapping[str, Any]) -> Score | None:
    """Count the right answers; an unanswered question is not right. None if no question has a right answer."""
    tested = [question for question in questions if right_options(question) and not question.archived]
    if not tested:
        return None
    return Score(sum(is_right(question, answers.get(question.key)) for question in tested), len(tested))


@dataclass(frozen=True)
class PairedQuestion:
    """One question that both tests ask: how many of the pairs were right, or the means of a rating."""

    label: str
    pairs: int
    # People who answered it in only one of the tests and are not compared: before, after.
    left_out: tuple[int, int] = (0, 0)
    right_before: int | None = None
    right_after: int | None = None
    mean_before: float | None = None
    mean_after: float | None = None


@dataclass(frozen=True)
class PairedComparison:
    """Both tests, for those who answered both. `changes`: difference in right answers -> how many people."""

    pairs: int
    only_before: int
    only_after: int
    questions: tuple[PairedQuestion, ...]
    highest: int
    mean_before: float | None
    mean_after: float | None
    changes: tuple[tuple[int, int], ...]

    def has_small_figures(self, threshold: int) -> bool:
        """Tell whether a figure below `threshold` (but not 0) is in it, or could be computed from it.

        So could the answers of a few who are not compared: the totals of each test are shown beside it.
        """
        figures = [count for _change, count in self.changes]
        for line in self.questions:
            figures += line.left_out
            for right in (line.right_before, line.right_after):
                if right is not None:
                    figures += [right, line.pairs - right]
        return any(0 < figure < threshold for figure in figures)

    @property
    def mean_change(self) -> float | None:
        if self.mean_before is None or self.mean_after is None:
            return None
        return self.mean_after - self.mean_before


Sheets = Mapping[str, Mapping[str, Any]]


def compare_pairs(
    before: Sheets, after: Sheets, *, asked_before: Sequence[q.Question], asked_after: Sequence[q.Question]
) -> PairedComparison:
    """Compare the answers of both tests: code -> key -> answer. Questions of one key and kind are compared."""
    both = sorted(before.keys() & after.keys())
    earlier = {question.key: question for question in asked_before if not question.archived}
    shared = [
        (earlier[question.key], question)
        for question in asked_after
        if not question.archived and question.key in earlier and earlier[question.key].type == question.type
    ]
    tested = [(old, new) for old, new in shared if right_options(old) and right_options(new)]
    scores = [
        (
            sum(is_right(old, before[code].get(old.key)) for old, _new in tested),
            sum(is_right(new, after[code].get(new.key)) for _old, new in tested),
        )
        for code in both
    ]
    has_scores = bool(tested and both)
    sheets = [(before[code], after[code]) for code in both]
    lines = (
        _paired(
            old,
            new,
            sheets,
            answered=(
                sum(old.key in sheet for sheet in before.values()),
                sum(new.key in sheet for sheet in after.values()),
            ),
        )
        for old, new in shared
    )
    changes = Counter(late - early for early, late in scores) if has_scores else Counter()
    return PairedComparison(
        pairs=len(both),
        only_before=len(before.keys() - after.keys()),
        only_after=len(after.keys() - before.keys()),
        questions=tuple(line for line in lines if line is not None),
        highest=len(tested),
        mean_before=sum(early for early, _late in scores) / len(both) if has_scores else None,
        mean_after=sum(late for _early, late in scores) / len(both) if has_scores else None,
        changes=tuple(sorted(changes.items())),
    )


def _paired(
    old: q.Question,
    new: q.Question,
    sheets: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    *,
    answered: tuple[int, int],
) -> PairedQuestion | None:
    """Return one line; `answered` are the numbers of all who answered it before and after."""
    label = str(new.label)
    if right_options(old) and right_options(new):
        return PairedQuestion(
            label,
            len(sheets),
            left_out=(
                answered[0] - sum(old.key in early for early, _late in sheets),
                answered[1] - sum(new.key in late for _early, late in sheets),
            ),
            right_before=sum(is_right(old, early.get(old.key)) for early, _late in sheets),
            right_after=sum(is_right(new, late.get(new.key)) for _early, late in sheets),
        )
    if new.type != q.RATING:
        return None
    rated = [
        (early[old.key], late[new.key]) for early, late in sheets if old.key in early and new.key in late
    ]
    if not rated:
        return None
    return PairedQuestion(
        label,
        len(rated),
        left_out=(answered[0] - len(rated), answered[1] - len(rated)),
        mean_before=sum(early for early, _late in rated) / len(rated),
        mean_after=sum(late for _early, late in rated) / len(rated),
    )
