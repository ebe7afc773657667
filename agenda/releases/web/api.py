"""Releases of the agenda: listed, and published."""

from uuid import UUID

from django.db.models import QuerySet
from pydantic import Field

from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, Moment, RequestModel, example

routes = Routes("Releases of the agenda")


class ReleaseAnswer(Answer):
    """A release: the agenda as it was published."""

    id: UUID
    number: int
    label: str
    is_final: bool
    note: str
    published_at: Moment

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5d01",
        number=2,
        label="Rev.1",
        is_final=False,
        note="The plenary begins later.",
        published_at="2027-03-01T12:00:00+05:00",
    )


class NewRelease(RequestModel):
    """The label of a new release and its message; without a label it is "provisional", then "Rev.1", "Rev.2".

    The labels "final" and "provisional" say themselves which it is; with any other it is what `is_final` says, else
    what the release before is.
    """

    label: str = Field("", max_length=40)
    is_final: bool | None = None
    note: str = Field("", max_length=5000)

    model_config = example(note="The plenary begins later.")


@routes.list("/releases", ReleaseAnswer, permission="agenda.view_working_agenda", order=("number",))
def list_releases(request: AuthorizedRequest) -> QuerySet[AgendaRelease]:
    """List the releases by their numbers."""
    return AgendaRelease.objects.of(request.conference).defer("content", "changes", "followers")


@routes.write("POST", "/releases", ReleaseAnswer, permission="agenda.publish_agenda", status=201)
def publish(request: AuthorizedRequest, body: NewRelease) -> AgendaRelease:
    """Publish the working agenda. Mails to those concerned are drafted, and wait on the page for review."""
    return publish_agenda(request.conference, by=request.auth.acting_user, **body.given(request.conference))
