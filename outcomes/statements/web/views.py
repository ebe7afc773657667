"""Statements: handed in by their speakers, read by interpreters at once, by everybody once they were delivered."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.core.domain.groups import grouped
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.web.base import (
    ConferenceMixin,
    PublicMixin,
    PublicView,
    SecretariatMixin,
    SecretariatView,
)
from confman.conferences.web.forms import ConferenceForm, language_field
from confman.conferences.web.verb_views import ActionFormView, ActionView, ConfirmView, VerbFormView
from confman.people.privacy import Audience
from confman.translation.languages import language_name
from confman.web.access import PUBLIC
from confman.web.parts import PagePartMixin
from confman.web.uploads.stored_files import counted_response, file_response
from outcomes.register.web.forms import file_field
from outcomes.speakers_lists.domain.order import speaking_order
from outcomes.speakers_lists.domain.speakers_list import name_for
from outcomes.speakers_lists.models import SpeakingRequest
from outcomes.statements.domain import (
    booth_token,
    delivered_in,
    expected_requests,
    hand_in_statement,
    may_still_hand_in,
    renew_booth_address,
    session_of_token,
    withdraw_statement,
)
from outcomes.statements.models import Statement
from registrations.core.domain.settings import has_ended
from registrations.core.web.portal import ParticipantMixin
from registrations.delegations.web.views.focal_point import OwnDelegationMixin


class StatementForm(ConferenceForm):
    """The text of a statement, in one language."""

    language = language_field()
    file = file_field()


Status = SpeakingRequest.Status
NAVIGATION = "outcomes.statements"


def _file(statement: Statement, url: str) -> dict[str, Any]:
    return {
        "url": url,
        "language": statement.language,
        "name": language_name(statement.language),
        "kind": statement.name.rpartition(".")[2].upper(),
        "pages": statement.pages,
    }


def _file_answer(request: HttpRequest, rows: Any, key: Any) -> HttpResponseBase:
    """Answer with a statement for interpreters and the secretariat, which is not counted."""
    statement = get_object_or_404(rows, pk=key)
    response = file_response(request, statement.file, name=statement.name)
    # It may be replaced or taken back at any time.
    response["Cache-Control"] = "no-cache"
    return response


class StatementListView(SecretariatView):
    """The lists of speakers with what was handed in, and the address for the booths of each session."""

    permission = "outcomes.keep_statements"
    template_name = "outcomes/statements/statement_list.html"
    navigation_key = NAVIGATION

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        order = ("speakers_list__session__start", "speakers_list__session", "position", "requested_at", "id")
        sessions: dict[Any, dict[str, Any]] = {}
        for row in expected_requests(self.conference).prefetch_related("statements").order_by(*order):
            session = row.speakers_list.session
            of_session = sessions.setdefault(session.pk, self.place(session))
            files = [
                _file(statement, self.to("statement-file", statement.pk))
                for statement in row.statements.all()
            ]
            of_session["lines"].append(
                {"row": row, "files": files, "add_url": self.to("statement-add", row.pk)}
            )
        return super().get_context_data(sessions=sessions.values(), **kwargs)

    def place(self, session: Session) -> dict[str, Any]:
        token = booth_token(session)
        page = token and reverse("outcomes_onsite:statements", args=[self.conference.slug, token])
        return {
            "session": session,
            "booth": f"{settings.BASE_URL}{page}",
            "booth_url": page,
            "renew_url": self.to("booth-address-renew", session.pk),
            "lines": [],
        }


class BoothAddressRenewView(ConfirmView):
    """The address got into other hands: the booths of a session get another."""

    permission = "outcomes.keep_statements"
    navigation_key = NAVIGATION
    queryset = Session.objects.select_related("booth_address")
    question = gettext_lazy("Give the booths of “%(name)s” a new address?")
    consequence = gettext_lazy(
        "The old one stops working at once, also where it is open. Give the interpreters the new one."
    )
    action = gettext_lazy("New address")
    verb = renew_booth_address
    success_message = gettext_lazy("The booths of “%(name)s” have a new address.")


class StatementAddView(VerbFormView):
    """Takes a statement at the desk, also after the speaker has spoken."""

    permission = "outcomes.keep_statements"
    navigation_key = NAVIGATION
    form_class = StatementForm
    heading = gettext_lazy("Statement of %(name)s")
    submit = gettext_lazy("Enter the statement")
    success_message = gettext_lazy("The statement of %(name)s is there for the interpreters.")

    def prepare(self) -> None:
        super().prepare()
        rows = SpeakingRequest.objects.filter(speakers_list__session__conference=self.conference)
        self.object = get_object_or_404(rows.select_related("delegation", "person"), pk=self.kwargs["pk"])

    def perform(self, form: StatementForm) -> str:
        hand_in_statement(self.object, by=self.acting_user, late=True, **form.cleaned_data)
        return self.format_message(self.success_message)


class StatementFileView(SecretariatMixin, View):
    permission = "outcomes.keep_statements"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _file_answer(request, Statement.objects.of(self.conference), self.kwargs["statement"])


class BoothMixin(ConferenceMixin):
    """Access by the address for the booths of a session, which the secretariat gives to its interpreters."""

    permission = PUBLIC

    def prepare(self) -> None:
        super().prepare()
        session = session_of_token(self.conference, self.kwargs["token"])
        if session is None:
            raise Http404
        self.session, self.has_secret = session, True

    def statements(self) -> Any:
        return Statement.objects.of_session(self.session)

    def address(self, name: str, *more: Any) -> str:
        return reverse(f"outcomes_onsite:{name}", args=[self.conference.slug, self.kwargs["token"], *more])

    def part(self) -> dict[str, Any]:
        """Return the speakers of whom there are statements: who has the floor, who is next, who has spoken."""
        statements = self.statements().with_speakers()
        requests_by_id = {statement.request_id: statement.request for statement in statements}
        files = grouped(
            (statement.request_id, _file(statement, self.address("statement-file", statement.pk)))
            for statement in statements
        )
        by_state = grouped((request.state, request) for request in requests_by_id.values())
        mark = sha256()
        lines = [
            *by_state[Status.SPEAKING],
            *speaking_order(by_state[Status.WAITING]),
            *sorted(by_state[Status.SPOKEN], key=lambda row: row.ended_at or row.requested_at, reverse=True),
        ]
        rows = [{"row": row, "who": name_for(row), "files": files[row.pk]} for row in lines]
        for row in lines:
            mark.update(f"{row.pk}{row.state}{files[row.pk]}".encode())
        return {"lines": rows, "mark": mark.hexdigest()[:16], "session": self.session}


class BoothView(BoothMixin, TemplateView):
    """The statements of a session, for its interpreters, as they come."""

    template_name = "outcomes/statements/onsite/booth.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        part_url = self.address("statements-part")
        return super().get_context_data(part_url=part_url, **self.part()) | {"token": ""}


class BoothPartView(PagePartMixin, BoothMixin, TemplateView):
    """Only the statements, for the page’s refresh; 204 while they are unchanged."""

    template_name = "outcomes/statements/onsite/booth_part.html"

    def page_url(self) -> str:
        return self.address("statements")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(part_url=self.address("statements-part"), **self.part())

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.request.GET.get("mark") == context["mark"]:
            return HttpResponse(status=204)
        return super().render_to_response(context, **kwargs)


class BoothFileView(BoothMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _file_answer(request, self.statements(), self.kwargs["statement"])


class DeliveredStatements:
    """Lists statements delivered in public sessions of the published agenda."""

    conference: Conference

    def delivered(self) -> tuple[Any, Any]:
        sessions = delivered_in(self.conference)
        rows = Statement.objects.of(self.conference).delivered()
        return sessions, rows.filter(request__speakers_list__session__in=sessions)


class StatementsPage(DeliveredStatements, PublicView):
    """The statements by session, in the order in which they were delivered."""

    template_name = "outcomes/statements/public/statements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions, rows = self.delivered()
        spoken: dict[Any, dict[Any, dict[str, Any]]] = {}
        for statement in rows.with_speakers().order_by("request__started_at", "request", "language", "id"):
            keys = [self.conference.slug, self.language, statement.pk]
            url = reverse("outcomes_public:statement-file", args=keys)
            of_session = spoken.setdefault(statement.request.speakers_list.session_id, {})
            name = name_for(statement.request, Audience.PUBLIC)
            of_session.setdefault(statement.request_id, {"name": name, "files": []})["files"].append(
                _file(statement, url)
            )
        parts = [(session, spoken[key].values()) for key, session in sessions.items() if key in spoken]
        return super().get_context_data(parts=parts, **kwargs)


class _DeliveredFile(DeliveredStatements, View):
    """The file of a statement for its readers, which is counted."""

    kwargs: dict[str, Any]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        statement = get_object_or_404(self.delivered()[1], pk=self.kwargs["statement"])
        # Anyone who is not named on the page may be named in the file's name.
        name = f"{self.conference.slug}-statement{Path(statement.name).suffix}"
        return counted_response(request, statement, name=name)


class PublicStatementView(PublicMixin, _DeliveredFile):
    cached_queries = None


class DeliveredStatementView(ParticipantMixin, _DeliveredFile):
    """The same for a participant, among the addresses of their documents."""


class OwnStatements:
    """The owner of requests for the floor, and the addresses of the pages about them."""

    area = ""  # what the names of the addresses begin with
    conference: Conference
    object: Any
    kwargs: dict[str, Any]

    def requests(self) -> Any:
        """Return the owner’s requests for the floor that were not withdrawn."""
        return expected_requests(self.conference)

    def page(self, name: str, *more: Any) -> str:
        return reverse(f"{self.area}{name}", args=[self.conference.slug, self.kwargs["pk"], *more])

    def get_success_url(self) -> str:
        return self.page("statements")


class DelegationStatementsMixin(OwnStatements, OwnDelegationMixin):
    area = "outcomes_delegation:"

    def requests(self) -> Any:
        return super().requests().filter(delegation=self.delegation)


class ParticipantStatementsMixin(OwnStatements, ParticipantMixin):
    area = "outcomes_portal:own-"

    def requests(self) -> Any:
        rows = super().requests().filter(person=self.registration.person)
        return rows.none() if self.registration.is_over else rows


class _ListPage(OwnStatements, TemplateView):
    """Shows the owner's position on a list of speakers, and the statements for it."""

    template_name = "outcomes/statements/portal/statements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.requests().prefetch_related("statements").order_by("speakers_list__session__start", "id")
        return super().get_context_data(places=[self.place(row) for row in rows], **kwargs)

    def place(self, row: SpeakingRequest) -> dict[str, Any]:
        is_open = may_still_hand_in(row) and not has_ended(self.conference)
        return {
            "row": row,
            "session": row.speakers_list.session,
            "item": row.speakers_list.item,
            "hand_in_url": self.page("statement-hand-in", row.pk) if is_open else "",
            "statements": [
                {
                    "row": statement,
                    "take_back_url": self.page("statement-take-back", statement.pk) if is_open else "",
                }
                for statement in row.statements.all()
            ],
        }


class _HandInPage(OwnStatements, ActionFormView):
    template_name = "registrations/core/portal/form.html"
    form_class = StatementForm
    verb = hand_in_statement
    heading = gettext_lazy("Hand in your statement")
    lead = gettext_lazy(
        "Interpreters can read it at once, and everybody once you have delivered it. The spoken word prevails: "
        "the text is marked “Check against delivery”."
    )
    submit = gettext_lazy("Hand it in")
    success_message = gettext_lazy("The interpreters have your statement.")

    def prepare(self) -> None:
        super().prepare()
        self.object = get_object_or_404(self.requests(), pk=self.kwargs["place"])

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.conference.default_language}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cancel": self.get_success_url()}


class _TakeBack(OwnStatements, ActionView):
    verb = withdraw_statement
    success_message = gettext_lazy("Taken back.")

    def prepare(self) -> None:
        super().prepare()
        rows = Statement.objects.with_speakers().filter(request__in=self.requests())
        self.object = get_object_or_404(rows, pk=self.kwargs["statement"])


class DelegationStatementsView(DelegationStatementsMixin, _ListPage):
    pass


class DelegationHandInView(DelegationStatementsMixin, _HandInPage):
    pass


class DelegationTakeBackView(DelegationStatementsMixin, _TakeBack):
    pass


class OwnStatementsView(ParticipantStatementsMixin, _ListPage):
    pass


class OwnHandInView(ParticipantStatementsMixin, _HandInPage):
    pass


class OwnTakeBackView(ParticipantStatementsMixin, _TakeBack):
    pass
