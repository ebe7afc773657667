"""The demo's drafting: comments on the unfinished drafts, and a screen that shows one of them.

These are samples by nobody: the demo's system user is recorded as their author.
"""

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from outcomes.drafting.domain.discussion import comment_on_draft
from outcomes.drafting.domain.screen_control import screen_of, show_on_screen
from outcomes.drafting.models import Comment
from outcomes.recommendations.models.recommendation import Recommendation


class DemoComments(DemoRow):
    remark: str
    proposal: str


def load(conference: Conference, *, by: User) -> None:
    """Load this part. Does nothing if there is a comment already, or no draft has a group."""
    if Comment.objects.of(conference).exists():
        return
    drafts = Recommendation.objects.of(conference).where(lambda facts: facts.is_draft)
    rows = drafts.filter(working_group__isnull=False).select_related(
        "conference", "current_version", "working_group"
    )
    draft = rows.order_by("working_ref").first()
    if draft is None or draft.current_version is None:
        return
    demo = read_rows(DemoComments, __file__)
    version = draft.current_version
    comment_on_draft(
        draft, by=by, version=version, language="en", paragraph=version.body[0].id, text=demo.remark
    )
    comment_on_draft(draft, by=by, version=version, language="en", proposed_text=demo.proposal)
    screen = screen_of(conference, draft.working_group)
    show_on_screen(screen, by=by, recommendation=draft, language="ru", second_language="en")
