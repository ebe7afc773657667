"""Designs of badges: their list, the page on which one is laid out, and its preview.

The list is a gallery of pictures, and no table: a design is known by how it looks.
"""

import base64
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from confman.conferences.models import Conference
from confman.conferences.web.base import SecretariatView
from confman.conferences.web.navigation import Navigation
from confman.conferences.web.verb_views import ActionView, ConfirmView, VerbFormView, history_of
from confman.documents.cards import CARD_SHEETS
from confman.translation.languages import language_name
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from confman.web.forms.base import put_errors
from registrations.badges.documents.badge import BadgeDesignParts, default_design
from registrations.badges.documents.preview import SAMPLES, DesignPreview, preview_badge
from registrations.badges.documents.print_runs import picture_in, used_design
from registrations.badges.domain.designs import (
    PICTURES,
    add_badge_design,
    change_badge_design,
    copy_badge_design,
    delete_badge_design,
    make_usual_design,
    why_badge_design_stays,
)
from registrations.badges.domain.layout import KINDS, SHEETS
from registrations.badges.models import BadgeDesign
from registrations.badges.web.drafts import (
    BadgeDraft,
    drop_pictures,
    on_other_paper,
    rearranged,
    store_pictures,
    with_ready_elements,
    with_stored_pictures,
)
from registrations.badges.web.forms.designs import DesignNameForm
from registrations.core.models.category import Category
from registrations.core.web.base import RegistrationsMixin


class BadgesMixin(RegistrationsMixin):
    """A page about badges, with the others beside it as tabs."""

    permission = "registrations.make_cards"
    navigation_key = "registrations.badges"


class DesignMixin(BadgesMixin):
    queryset = BadgeDesign.objects.select_related("conference")
    permission = "registrations.edit_badge_designs"
    navigation_key = "registrations.badge_designs"
    list_label = gettext_lazy("Badge designs")


class DesignListView(DesignMixin, SecretariatView):
    """The designs as pictures; where there is none, the ready-made ones to begin from."""

    template_name = "registrations/badges/badge_design_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        designs = BadgeDesign.objects.of(self.conference).prefetch_related("categories")
        return super().get_context_data(
            designs=[(design, CARD_SHEETS[design.layout["sheet"]].label) for design in designs],
            ready=[(key, CARD_SHEETS[key].label) for key in SHEETS],
            **kwargs,
        )


class DesignAddView(DesignMixin, VerbFormView):
    form_class = DesignNameForm
    heading = gettext_lazy("Add a badge design")
    submit = gettext_lazy("Add and lay out")
    success_name = "registrations_secretariat:badge-design"
    verb = add_badge_design
    success_message = gettext_lazy(
        "“%(name)s” was added. Change what you like; everything is saved by one button."
    )

    def get_initial(self) -> dict[str, Any]:
        sheet = self.request.GET.get("sheet", "a6")
        return {"sheet": sheet if sheet in SHEETS else "a6"}


class DesignCopyView(DesignMixin, ActionView):
    """Copies a design, to be changed."""

    def perform(self) -> str:
        self.object = copy_badge_design(self.object, by=self.acting_user)
        self.success_name = "registrations_secretariat:badge-design"
        return _("This is the copy, “%(name)s”.") % self.message_values()


class DesignUsualView(DesignMixin, ActionView):
    """Makes it the design of every category that has none of its own."""

    verb = make_usual_design
    success_message = gettext_lazy("“%(name)s” is the usual design now.")


class DesignDeleteView(DesignMixin, ConfirmView):
    question = gettext_lazy("Delete the badge design “%(name)s”?")
    consequence = gettext_lazy(
        "Its categories have the usual design again. Badges that were printed stay valid, and the print log "
        "keeps its name. This cannot be undone."
    )
    action = gettext_lazy("Delete")
    danger = True
    verb = delete_badge_design
    why_kept = why_badge_design_stays
    success_message = gettext_lazy("“%(name)s” was deleted.")


class DesignDraftMixin(DesignMixin):
    """Holds the design as it is being typed, and previews it for a sample person."""

    def draft(self, data: QueryDict | None = None, files: Any = None) -> BadgeDraft:
        return BadgeDraft(
            self.object,
            self.conference,
            data=data,
            files=files,
            may_write_template=self.may("registrations.write_badge_templates"),
        )

    def sample(self) -> tuple[str, str, Category | None]:
        """Return which sample person is shown, in which language and category."""
        parameters = self.request.POST if self.request.method == "POST" else self.request.GET
        sample, language = parameters.get("sample", ""), parameters.get("sample_language", "")
        usual = self.conference.language_near(get_language() or "")
        categories = list(Category.objects.of(self.conference))
        category = next((row for row in categories if str(row.pk) == parameters.get("sample_category")), None)
        return (
            sample if sample in SAMPLES else "usual",
            language if language in self.conference.languages else usual,
            category or next(iter(categories), None),
        )

    def preview(self, draft: BadgeDraft, *, is_sent: bool) -> DesignPreview:
        """Return pictures of both sides, or what is wrong instead."""
        sample, language, category = self.sample()
        if is_sent and not draft.is_valid():
            return DesignPreview(faults=tuple(draft.faults()))
        design = self.drawn(draft) if is_sent else used_design(self.object).parts
        return preview_badge(self.conference, design, sample=sample, language=language, category=category)

    def drawn(self, draft: BadgeDraft) -> BadgeDesignParts:
        """Return the design as it is typed, with the pictures sent in place of those on record."""
        data = draft.form.cleaned_data
        files = {name: data.get(name, getattr(self.object, name)) for name in PICTURES}
        pictures = {name: picture for name, file in files.items() if (picture := picture_in(file))}
        return BadgeDesignParts(draft.layout(), pictures, data.get("template", self.object.template))


class DesignView(DesignDraftMixin, SecretariatView):
    """The designer: the fields of every element, and the badge beside them as it will look.

    One form: one button stores what is typed, another previews it. Buttons that add and move rows store
    nothing.
    """

    template_name = "registrations/badges/badge_design.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "save")
        data, files = with_stored_pictures(request.POST.copy(), request.FILES)
        open_row: int | None = None
        if action == "paper":
            data = on_other_paper(self.draft(data), data)
        elif action == "anew":
            data = with_ready_elements(data)
        elif action not in ("save", "preview"):
            data, open_row = rearranged(data, action, language=self.conference.default_language)
        draft = self.draft(data, files)
        if action == "save" and draft.is_valid():
            try:
                self.save(draft)
            except StaleRevision as error:
                self.show_stale(draft, data, error)
            except (Refused, ValidationError) as error:
                put_errors(draft.form, error)
            else:
                drop_pictures(data)
                messages.success(request, _("“%(name)s” was saved.") % {"name": self.object.name})
                return redirect(self.to("badge-design", self.object.pk))
        data = store_pictures(draft, data, request.FILES)
        context = self.get_context_data(draft=draft, is_sent=True, opened=open_row)
        return self.render_to_response(context)

    def save(self, draft: BadgeDraft) -> None:
        data = draft.form.cleaned_data
        changes: dict[str, Any] = {
            "name": data["name"].strip(),
            "layout": draft.layout().to_json(),
            "put_aside": draft.put_aside(),
        }
        if "template" in data:
            changes["template"] = data["template"] if data["template"].strip() else ""
        for name in PICTURES:
            if draft.has_new_picture(name):
                changes[name] = data[name] or False
        change_badge_design(
            BadgeDesign.objects.select_related("conference").get(pk=self.object.pk),
            by=self.acting_user,
            revision=data["revision"],
            categories=data["categories"],
            **changes,
        )

    def show_stale(self, draft: BadgeDraft, data: QueryDict, error: StaleRevision) -> None:
        """Put the newer revision into the form: a user who saves again knows that it replaces the other edit."""
        if error.current is None:
            draft.form.add_error(None, error.message)
            return
        data["revision"] = str(error.current.revision)
        last = history_of(self.object, limit=1)
        draft.form.add_error(
            None,
            _(
                "%(who)s changed this design while you worked on it. What you typed stands below and is not stored. "
                "Save again to put it in place of theirs, or open the design again to begin from it."
            )
            % {"who": str(last[0].by if last and last[0].by else _("Someone"))},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = kwargs.pop("draft", None) or self.draft()
        is_sent = kwargs.pop("is_sent", False)
        sample, language, category = self.sample()
        return super().get_context_data(
            design=self.object,
            form=draft.form,
            elements=draft.elements,
            styles=[row for row in draft.styles.forms if row.shown_category],
            styles_management=draft.styles.management_form,
            preview=self.preview(draft, is_sent=is_sent),
            kinds=list(KINDS.items()),
            samples=[(ready_sample.key, ready_sample.label) for ready_sample in SAMPLES.values()],
            sample=sample,
            languages=[(code, language_name(code)) for code in self.conference.languages],
            sample_language=language,
            categories=Category.objects.of(self.conference),
            sample_category=category,
            card=CARD_SHEETS[draft.sheet],
            entries=history_of(self.object),
            **kwargs,
        )


class DesignPreviewView(DesignDraftMixin, TemplateView):
    """Previews the design as it is typed now. Stores nothing."""

    template_name = "registrations/badges/badge_preview.html"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data, files = with_stored_pictures(request.POST.copy(), request.FILES)
        draft = self.draft(data, files)
        return self.render_to_response(
            self.get_context_data(preview=self.preview(draft, is_sent=True), card=CARD_SHEETS[draft.sheet])
        )

    def navigation(self) -> Navigation:
        return Navigation()


class DesignPictureView(DesignMixin, View):
    """The front of a design as a picture, for lists; the address shows another once it is changed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        category = self.object.categories.first()
        return picture_response(self.conference, used_design(self.object).parts, category)


class ReadyPictureView(BadgesMixin, View):
    """The front of a ready-made badge as a picture."""

    permission = "registrations.edit_badge_designs"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return picture_response(self.conference, default_design(self.kwargs["sheet"]))


def picture_response(
    conference: Conference, design: BadgeDesignParts, category: Category | None = None
) -> HttpResponse:
    """Return the first face of a sample; an empty answer where it cannot be drawn, which the page explains."""
    category = category or Category.objects.of(conference).first()
    language = conference.default_language
    preview = preview_badge(conference, design, sample="usual", language=language, category=category)
    if not preview.faces:
        return HttpResponse(status=204)
    uri = preview.faces[0].uri
    return HttpResponse(
        base64.b64decode(uri.partition(",")[2]), content_type=uri.partition(";")[0].removeprefix("data:")
    )
