"""The style guide: every layout and component with sample content, at /styleguide/. Not in production.

It reads nothing from the database: its conference, people and history are the samples below.
"""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from confman.translation.forms import TranslatedFormField
from confman.translation.languages import (
    interface_language,
    language_direction,
    language_name,
    set_reading_languages,
)
from confman.translation.text import TranslatedText
from confman.web.access import PUBLIC, AccessMixin
from confman.web.charts import BarChart, LineChart, bars, lines
from confman.web.colours import stylesheet
from confman.web.forms.base import StyledForm

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl", "ar")
TASHKENT = ZoneInfo("Asia/Tashkent")
SWATCHES = (
    ("theme-1", "#1f6f5c"),
    ("theme-2", "#b5651d"),
    ("category-1", "#1f4e79"),
    ("category-2", "#f2c14e"),
)
TITLE = TranslatedText(
    {
        "en": "Social partnership and strengthening cooperation in combating trafficking in persons",
        "ru": "Социальное партнёрство и укрепление сотрудничества в борьбе с торговлей людьми",
        "uz": "Odam savdosiga qarshi kurashda ijtimoiy sheriklik va hamkorlikni mustahkamlash",
        "uz-Cyrl": "Одам савдосига қарши курашда ижтимоий шериклик ва ҳамкорликни мустаҳкамлаш",
        "ar": "الشراكة الاجتماعية وتعزيز التعاون في مكافحة الاتجار بالأشخاص",
    }
)
CITY = TranslatedText(
    {"en": "Tashkent", "ru": "Ташкент", "uz": "Toshkent", "uz-Cyrl": "Тошкент", "ar": "طشقند"}
)


class SampleForm(StyledForm, forms.Form):
    """A field of every kind."""

    fieldsets = (
        (gettext_lazy("The session"), ["title", "summary", ("starts_on", "starts_at", "minutes")]),
        (gettext_lazy("How it is held"), ["kind", "visibility", "groups", "sign_up", "programme"]),
    )

    title = TranslatedFormField(label=gettext_lazy("Title"), languages=LANGUAGES, max_length=60)
    summary = TranslatedFormField(
        label=gettext_lazy("Summary"),
        languages=LANGUAGES[:2],
        multiline=True,
        required=False,
        help_text=gettext_lazy("Two or three sentences for the public agenda."),
    )
    starts_on = forms.DateField(label=gettext_lazy("Day"), initial=dt.date(2017, 3, 30))
    starts_at = forms.TimeField(label=gettext_lazy("From"), required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=600)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("plenary", gettext_lazy("plenary")), ("working-group", gettext_lazy("working group"))],
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who sees it"),
        widget=forms.RadioSelect,
        choices=[("public", gettext_lazy("everyone")), ("closed", gettext_lazy("participants only"))],
        initial="public",
    )
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Working groups"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("wg1", "WG1"), ("wg2", "WG2"), ("wg3", "WG3")],
        help_text=gettext_lazy("Those that meet in it."),
    )
    sign_up = forms.BooleanField(
        label=gettext_lazy("Participants sign up for it"),
        required=False,
        help_text=gettext_lazy("Places are then limited by the room."),
    )
    programme = forms.FileField(label=gettext_lazy("Programme as a file"), required=False)


class SampleFilters(StyledForm, forms.Form):
    """A form for the filters above a list."""

    q = forms.CharField(label=gettext_lazy("Name"), required=False, widget=forms.SearchInput())
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", gettext_lazy("all")), ("submitted", gettext_lazy("submitted"))],
    )


def sample_conference() -> SimpleNamespace:
    """Return an object that templates take for a Conference."""
    partners = [
        SimpleNamespace(
            name=_("Sample organizing centre"), get_role_display=_("organizer"), logo=None, id="1"
        ),
        SimpleNamespace(
            name=_("Sample donor"),
            get_role_display=_("donor"),
            logo=None,
            id="2",
            credit_line=_("Held with the support of the sample donor under its grant for samples."),
        ),
    ]
    return SimpleNamespace(
        slug="styleguide",
        title=TITLE,
        city=CITY,
        starts_on=dt.date(2017, 3, 30),
        ends_on=dt.date(2017, 3, 31),
        partners={"all": partners},
        contact_email="secretariat@example.org",
    )


def sample_navigation() -> dict[str, Any]:
    """Return the navigation of a secretariat."""

    def place(label: str, **more: Any) -> dict[str, Any]:
        return {"label": label, "url": "#", **more}

    agenda = [place(_("Programme"), active=True), place(_("Speakers")), place(_("Rooms and groups"))]
    return {
        "works_in": [
            place(_("Today"), icon="house"),
            place(_("Agenda"), icon="calendar3", active=True, tabs=agenda),
            place(_("People"), icon="people"),
        ],
        "looks_up": [place(_("Outcomes"), icon="card-text")],
        "trail": [place(_("Agenda"))],
    }


def sample_decisions() -> list[dict[str, Any]]:
    """Return the decisions of a sample dashboard."""
    return [
        {
            "title": _("7 registrations wait for approval"),
            "url": "#",
            "detail": _("The oldest has waited for three days."),
            "owner": "Sample Registrar",
            "due": dt.date(2017, 3, 17),
            "urgent": True,
            "action": _("Review"),
        },
        {
            "title": _("Two speakers of the opening are not confirmed"),
            "url": "#",
            "owner": "Sample Programme Officer",
            "due": dt.date(2017, 3, 20),
        },
    ]


def sample_rows() -> list[dict[str, Any]]:
    """Return rows of a table of registrations."""
    rows = [
        ("Dilnoza Namuna", "Uzbekistan", "approved", _("approved"), "category-1", "P"),
        ("Иван Образцов", "Kazakhstan", "submitted", _("submitted"), "category-1", "P"),
        ("Sample Observer", "UNODC", "waiting", _("waiting"), "category-2", "O"),
        ("نموذج مشارك", "Egypt", "declined", _("declined"), "category-1", "P"),
    ]
    columns = ("name", "entity", "status", "label", "swatch", "letter")
    return [
        {
            "id": str(number),
            "at": dt.datetime(2017, 3, 1 + number, 9, 30, tzinfo=TASHKENT),
            **dict(zip(columns, row, strict=True)),
        }
        for number, row in enumerate(rows)
    ]


def sample_history() -> list[SimpleNamespace]:
    """Return audit entries of a registration."""
    at = dt.datetime(2017, 3, 2, 14, 5, tzinfo=TASHKENT)
    return [
        SimpleNamespace(
            label=_("Registration approved"), by="Sample Registrar", at=at, details={_("line"): 4}
        ),
        SimpleNamespace(
            label=_("Registration submitted"), by="command", at=at - dt.timedelta(days=1), details={}
        ),
    ]


def sample_agenda() -> list[dict[str, Any]]:
    """Return the first morning of a public agenda."""
    return [
        {"start": "09:00", "end": "09:30", "title": _("Registration and coffee"), "is_break": True},
        {
            "start": "09:30",
            "end": "10:30",
            "title": _("Opening and welcoming speeches"),
            "room": _("Conference hall"),
            "theme": "theme-1",
            "people": [_("Sample Speaker, head of department"), _("Sample Ambassador (to be confirmed)")],
        },
        {
            "start": "10:30",
            "end": "12:00",
            "title": _("National legislation and law-enforcement practice"),
            "room": _("Conference hall"),
            "theme": "theme-2",
            "people": [],
        },
    ]


def sample_bars() -> BarChart | None:
    """Return a chart of more labels than are drawn, with two series and a target."""
    registered, approved = _("Registered"), _("Approved")
    categories = (
        (_("participant"), 64, 51),
        (_("speaker"), 28, 26),
        (_("observer"), 15, 9),
        (_("press"), 8, 8),
        (_("interpreter"), 6, 6),
        (_("secretariat"), 5, 5),
        (_("guest"), 4, 2),
        (_("host"), 3, 3),
    )
    rows = [
        row
        for label, *numbers in categories
        for row in zip([label] * 2, (registered, approved), numbers, strict=True)
    ]
    return bars(rows, targets={_("participant"): 60})


def sample_lines() -> LineChart | None:
    """Return a chart of two lines over two weeks, one with a target."""
    registered, approved = _("Registered"), _("Approved")
    numbers_by_day = ((1, 4, 0), (3, 21, 6), (7, 58, 40), (10, 97, 71), (14, 133, 110))
    points = [
        (dt.date(2017, 3, day), name, number)
        for day, *numbers in numbers_by_day
        for name, number in zip((registered, approved), numbers, strict=True)
    ]
    return lines(points, targets={approved: 120})


class StyleguideView(AccessMixin, TemplateView):
    """A layout or the components. A submitted form is validated and shown again; nothing is stored."""

    may_be_cached = True
    permission = PUBLIC
    page = "index"

    def get_template_names(self) -> list[str]:
        return [f"web/styleguide/{self.page}.html"]

    def prepare(self) -> None:
        super().prepare()
        timezone.activate(TASHKENT)
        language = self.kwargs.get("language", translation.get_language() or "en")
        set_reading_languages(language, *LANGUAGES)
        if "language" in self.kwargs:
            translation.activate(interface_language(language) or "en")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=SampleForm(request.POST, request.FILES), **kwargs)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", SampleForm())
        if language := self.kwargs.get("language"):
            kwargs["language"] = language
            kwargs["direction"] = language_direction(language)
        return super().get_context_data(
            conference=sample_conference(),
            own_conferences=[],
            user=SimpleNamespace(
                name="Sample Secretary", email="secretary@example.org", is_authenticated=True
            ),
            languages=[
                {
                    "code": code,
                    "name": language_name(code),
                    "url": f"/styleguide/{code}/",
                    "active": code == self.kwargs.get("language"),
                }
                for code in LANGUAGES
            ],
            navigation=sample_navigation(),
            public_navigation=[
                {"label": _("Home"), "url": "#", "active": True},
                {"label": _("Agenda"), "url": "#"},
                {"label": _("Speakers"), "url": "#"},
                {"label": _("News"), "url": "#"},
                {"label": _("Recommendations"), "url": "#"},
                {"label": _("Register"), "url": "#", "emphasis": True},
            ],
            portal_navigation=[
                {"label": _("Ticket"), "url": "#", "icon": "qr-code", "active": True},
                {"label": _("Agenda"), "url": "#", "icon": "calendar3"},
                {"label": _("Documents"), "url": "#", "icon": "file-earmark-text"},
                {"label": _("My details"), "url": "#", "icon": "person"},
            ],
            portal_more=[{"label": _("Messages"), "url": "#", "icon": "envelope"}],
            cover_actions=[{"label": _("Register"), "url": "#"}, {"label": _("Agenda"), "url": "#"}],
            filters=SampleFilters(self.request.GET or None),
            wrong_form=SampleForm({"title_en": "x" * 70}),
            decisions=sample_decisions(),
            rows=sample_rows(),
            page_obj=Paginator(range(240), 20).page(5),
            entries=sample_history(),
            agenda=sample_agenda(),
            facts=[
                (_("Venue"), _("Conference hall")),
                (_("Dates"), "30–31"),
                (_("Contact"), "secretariat@example.org"),
            ],
            stats=[
                {"label": _("Registered"), "value": 124},
                {"label": _("Attended"), "value": 97, "note": _("persons with a scan or a signature")},
                {"label": _("Delegations"), "value": 21},
            ],
            bar_chart=sample_bars(),
            line_chart=sample_lines(),
            tabs=[
                {"label": _("Waiting"), "url": "#", "active": True, "count": 7},
                {"label": _("Approved"), "url": "#", "count": 88},
                {"label": _("All"), "url": "#"},
            ],
            trail=[(_("Registrations"), "#")],
            bulk_actions=[("approve", _("Approve")), ("decline", _("Decline"))],
            **kwargs,
        )


class StyleguideThemeView(AccessMixin, View):
    """The generated stylesheet of the sample conference."""

    may_be_cached = True
    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(stylesheet("#1f4e79", SWATCHES), content_type="text/css; charset=utf-8")
