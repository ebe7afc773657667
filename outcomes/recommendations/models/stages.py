"""The stages of a recommendation and the facts about each, its method of adoption, its status in follow-up."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.models import toned


class Method(models.TextChoices):
    CONSENSUS = "consensus", _("by consensus")
    WITHOUT_VOTE = "without-vote", _("without a vote")
    RECORDED_VOTE = "recorded-vote", _("by a recorded vote")
    SILENCE = "silence", _("by silence procedure")


@toned(good="implemented", warn="partially-implemented", bad="not-implemented", note="in-progress")
class FollowUpStatus(models.TextChoices):
    """The status of follow-up. Overdue is no status: it is computed from the due date of open work."""

    NOT_STARTED = "not-started", _("not started")
    IN_PROGRESS = "in-progress", pgettext_lazy("of follow-up", "in progress")
    PARTIALLY_IMPLEMENTED = "partially-implemented", _("partially implemented")
    IMPLEMENTED = "implemented", _("implemented")
    NOT_IMPLEMENTED = "not-implemented", _("not implemented")
    SUPERSEDED = "superseded", _("superseded")


# The statuses of work that is still open; these can be overdue.
OPEN_STATUSES = (FollowUpStatus.NOT_STARTED, FollowUpStatus.IN_PROGRESS, FollowUpStatus.PARTIALLY_IMPLEMENTED)


class Stage(models.TextChoices):
    """The stage of a recommendation."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", pgettext_lazy("of a recommendation", "submitted")
    AGREED = "agreed", _("agreed in the group")
    CONSOLIDATED = "consolidated", _("consolidated")
    MERGED = "merged", _("merged into another")
    SPLIT = "split", _("split into several")
    TABLED = "tabled", _("tabled")
    ADOPTED = "adopted", _("adopted")
    ADOPTED_AS_AMENDED = "adopted-as-amended", _("adopted as amended")
    NOT_ADOPTED = "not-adopted", _("not adopted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DEFERRED = "deferred", _("deferred")
    REFERRED = "referred", _("referred back")
    PUBLISHED = "published", pgettext_lazy("of a recommendation", "published")
    # Adopted by an earlier conference of the series: no transition leads here or on; only the follow-up continues.
    CARRIED_OVER = "carried-over", _("carried over")


S = Stage
_BY_ITS_GROUP, _BY_THE_COMMITTEE = "outcomes.edit_recommendation", "outcomes.consolidate_recommendation"
_TABLES, _PUBLISHES = "outcomes.table_recommendation", "outcomes.publish_recommendation"
# The way of a recommendation, as its page shows it. Each stage on it stands at one of these stops.
WAY = (S.DRAFT, S.SUBMITTED, S.AGREED, S.TABLED, S.ADOPTED)


@dataclass(frozen=True)
class StageFacts:
    """The facts about a stage. Its words are the label of the choice; `tone` is the colour of its badge.

    `stop`: where on the way it stands; empty off the way. `written_by`: the permission to write the text, empty once
    it is frozen; `translated_by`: the one to add languages to a frozen text. `is_public`: text and number are for
    everyone; `is_final`: nothing more happens to the text; `is_replaced`: the text is in others, and this row, their
    origin, is not counted any more; `is_merged`: in one other, which the row names; `is_amended`: adopted with
    amendments; `is_rejected`: the plenary voted it down; `is_set_aside`: the plenary decided without an Adoption, so
    that only the history has the stage before.
    """

    tone: str
    stop: str = ""
    written_by: str = ""
    translated_by: str = ""
    is_public: bool = False
    is_final: bool = False
    is_replaced: bool = False
    is_merged: bool = False
    is_amended: bool = False
    is_rejected: bool = False
    is_set_aside: bool = False

    @property
    def is_draft(self) -> bool:
        """Return whether the text was not submitted to its group yet, or was returned."""
        return self.stop == S.DRAFT

    @property
    def is_in_group(self) -> bool:
        """Return whether its group works on the text, and has not agreed yet."""
        return self.stop in (S.DRAFT, S.SUBMITTED)

    @property
    def is_agreed(self) -> bool:
        """Return whether its group has agreed to the text, wherever on the way it has come since."""
        return bool(self.stop) and not self.is_in_group

    @property
    def is_tabled(self) -> bool:
        return self.stop == S.TABLED

    @property
    def is_adopted(self) -> bool:
        """Return whether this conference has adopted it, as it was or as amended, published or not yet."""
        return self.stop == S.ADOPTED

    @property
    def is_published(self) -> bool:
        """Return whether this conference has adopted and published it."""
        return self.is_adopted and self.is_public

    @property
    def awaits_publication(self) -> bool:
        return self.is_adopted and not self.is_public

    @property
    def is_followed_up(self) -> bool:
        """Return whether it has a follow-up: adopted here, or carried over from an earlier conference."""
        return self.is_adopted or self.is_public

    @property
    def is_carried_over(self) -> bool:
        return self.is_followed_up and not self.is_adopted

    @property
    def is_discussed(self) -> bool:
        """Return whether the group or the drafting committee works on the text, and members comment."""
        return bool(self.written_by)

    @property
    def is_settled(self) -> bool:
        """Return whether the group has agreed to the text, which the drafting committee may still write."""
        return self.is_agreed and self.is_discussed

    @property
    def is_dropped(self) -> bool:
        """Return whether the text came to nothing, or is in others: its details do not change any more."""
        return self.is_final and not self.is_public

    @property
    def is_split(self) -> bool:
        return self.is_replaced and not self.is_merged

    @property
    def is_recorded(self) -> bool:
        """Return whether the plenary decided on it with an Adoption, which records the method and the votes."""
        return self.is_adopted or self.is_rejected

    @property
    def is_decided(self) -> bool:
        """Return whether the plenary decided on it, in whichever way."""
        return self.is_recorded or self.is_set_aside

    @property
    def is_revocable(self) -> bool:
        """Return whether the decision of the plenary could be revoked."""
        return self.is_decided and not self.is_public

    @property
    def comes_again(self) -> bool:
        """Return whether the plenary will have it again: it was deferred or referred back."""
        return self.is_set_aside and not self.is_final


STAGES: dict[str, StageFacts] = {
    S.DRAFT: StageFacts("neutral", S.DRAFT, written_by=_BY_ITS_GROUP),
    S.SUBMITTED: StageFacts("note", S.SUBMITTED, written_by=_BY_ITS_GROUP),
    S.AGREED: StageFacts("note", S.AGREED, written_by=_BY_THE_COMMITTEE),
    S.CONSOLIDATED: StageFacts("note", S.AGREED, written_by=_BY_THE_COMMITTEE),
    S.MERGED: StageFacts("note", is_final=True, is_replaced=True, is_merged=True),
    S.SPLIT: StageFacts("neutral", is_final=True, is_replaced=True),
    S.TABLED: StageFacts("note", S.TABLED, translated_by=_TABLES),
    S.ADOPTED: StageFacts("good", S.ADOPTED, translated_by=_PUBLISHES),
    S.ADOPTED_AS_AMENDED: StageFacts("note", S.ADOPTED, translated_by=_PUBLISHES, is_amended=True),
    S.NOT_ADOPTED: StageFacts("bad", is_final=True, is_rejected=True),
    S.WITHDRAWN: StageFacts("bad", is_final=True, is_set_aside=True),
    S.DEFERRED: StageFacts("warn", written_by=_BY_ITS_GROUP, is_set_aside=True),
    S.REFERRED: StageFacts("warn", written_by=_BY_ITS_GROUP, is_set_aside=True),
    S.PUBLISHED: StageFacts("good", S.ADOPTED, is_public=True, is_final=True),
    S.CARRIED_OVER: StageFacts("neutral", is_public=True, is_final=True),
}
for _stage, _facts in STAGES.items():
    if _facts.tone != "neutral":
        toned(**{_facts.tone: _stage})(Stage)


def stages_where(holds: Callable[[StageFacts], object]) -> tuple[Stage, ...]:
    """Return the stages of which this holds, in their order."""
    return tuple(Stage(stage) for stage, facts in STAGES.items() if holds(facts))


GROUP_STAGES = stages_where(lambda facts: facts.is_in_group)
DISCUSSED_STAGES = stages_where(lambda facts: facts.is_discussed)
DECIDED_STAGES = stages_where(lambda facts: facts.is_decided)
ADOPTED_STAGES = stages_where(lambda facts: facts.is_adopted)
UNPUBLISHED_STAGES = stages_where(lambda facts: facts.awaits_publication)
FOLLOWED_STAGES = stages_where(lambda facts: facts.is_followed_up)
OPEN_TO_ALL_STAGES = stages_where(lambda facts: facts.is_public)
REPLACED_STAGES = stages_where(lambda facts: facts.is_replaced)
