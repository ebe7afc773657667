"""Forms for the parts of a conference: themes, partners, pages, tasks, messages."""

from typing import Any

from anyascii import anyascii
from django import forms
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import User
from confman.conferences.domain.parts import free_colour
from confman.conferences.models import Conference, ContactMessage, Page, Partner, Task, Theme
from confman.conferences.web.forms import ColourField, ConferenceForm, ConferenceModelForm, ConferenceRowField
from confman.web.forms.base import OpenForm
from confman.web.links import LinkFormField
from confman.web.uploads.fields import ImageField


class ThemeForm(ConferenceModelForm):
    colour = ColourField(label=_("Colour"))

    class Meta:
        model = Theme
        fields = ["name", "colour"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.setdefault("colour", free_colour(self.conference))


class PartnerForm(ConferenceModelForm):
    later = ("position",)
    logo = ImageField(label=_("Logo"), required=False, longest_side=1200)
    url = LinkFormField(label=_("Website"), required=False)

    fieldsets = (
        ("", ("role", "name", "url", "logo", "position")),
        (
            _("What the agreement requires"),
            ("grant_number", "credit_line", "logo_required_on", "logo_forbidden_on"),
        ),
    )

    class Meta:
        model = Partner
        help_texts = {
            "credit_line": _("Word for word, as the agreement has it. It stands on every page and document."),
            "position": _("The smaller the number, the earlier it stands."),
        }


class PageForm(ConferenceModelForm):
    """A page or a piece of news, in Markdown."""

    later = ("position",)

    slug = forms.SlugField(
        label=_("Short name in the address"), required=False, max_length=80,
        help_text=_("Empty: made from the title."),
    )  # fmt: skip

    picture = ImageField(label=_("Picture"), required=False, longest_side=1600)

    class Meta:
        model = Page
        fields = "kind title body picture picture_text in_menu menu_label slug position".split()
        widgets = {"kind": forms.RadioSelect}
        help_texts = {
            "picture_text": _("Read out to those who do not see it. Empty: the picture is decoration."),
            "body": _("## is a heading, * begins a line of a list, **bold**, [text](address) is a link."),
            "in_menu": _("Beside agenda and speakers; news stand under “News” alone."),
            "menu_label": _("A word or two. Empty: the title."),
            "position": _("The smaller the number, the earlier a page stands."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug") and "slug" not in self.errors and cleaned.get("title"):
            title = cleaned["title"].in_language("en", self.conference.languages)
            cleaned["slug"] = slugify(anyascii(title))[:80] or "page"
        same_slug = Page.objects.filter(conference=self.conference, slug=cleaned.get("slug", ""))
        if cleaned.get("slug") and same_slug.exclude(pk=self.instance.pk).exists():
            self.add_error("slug", _("Another page has this short name; choose another."))
        return cleaned


def _team(conference: Conference) -> QuerySet[User]:
    """Return the team's users who have accepted the invitation; users of other conferences stay private."""
    of_it = User.objects.filter(memberships__conference=conference, memberships__accepted_at__isnull=False)
    return of_it.distinct()


def owner_field() -> ConferenceRowField:
    """Return a field for the team member responsible for something."""
    return ConferenceRowField(_team, label=pgettext_lazy("person responsible", "Owner"), required=False)


class TaskForm(ConferenceModelForm):
    """Form for a task of the team's own; of a common task only owner and day can be changed."""

    owner = owner_field()

    class Meta:
        model = Task
        fields = ["what", "owner", "days_before"]
        help_texts = {"days_before": _("0 is the opening day; a negative number is after it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].required = True
        self.fields["what"].widget.is_required = True


class LineForm(ConferenceForm):
    """Form for owner and day of a common task."""

    owner = owner_field()
    days_before = forms.IntegerField(
        label=_("Days before the opening"), min_value=-1000, max_value=3000,
        help_text=_("0 is the opening day; a negative number is after it."),
    )  # fmt: skip


class SavedViewForm(ConferenceForm):
    """Form of a view of a list: its name, and who sees it."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    is_shared = forms.BooleanField(label=_("For the whole team"), required=False)


class MessageForm(OpenForm):
    """Form by which visitors write to the secretariat."""

    name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Message"), max_length=5000, widget=forms.Textarea({"rows": 8}))


class MessageAnswerForm(ConferenceModelForm):
    answer = forms.CharField(label=_("Answer"), max_length=10_000, widget=forms.Textarea({"rows": 10}))

    class Meta:
        model = ContactMessage
        fields = ["answer"]
