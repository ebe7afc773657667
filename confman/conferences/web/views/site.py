"""Pages above the conferences: their list, a new one, the redirect to a language, colours and pictures."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView, View

from confman.conferences.access import may_hold_conferences
from confman.conferences.domain.creation import create_conference
from confman.conferences.domain.public_state import public_states
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, Membership, Organization, Page, Partner, Role
from confman.conferences.web.base import AnnouncedMixin, ConferenceMixin, shown_in_navigation
from confman.conferences.web.conference_forms import NewConferenceForm
from confman.translation.languages import set_reading_languages
from confman.web.access import PUBLIC, AccessMixin
from confman.web.caching import forbid_caching
from confman.web.colours import stylesheet
from confman.web.forms.views import PerformView
from confman.web.uploads.stored_files import file_response, picture_response

# Addresses of pages that are personal or require a role.
NOT_FOR_ROBOTS = (
    "/accounts/", "/admin/", "/new/", "/verify/", "/*/secretariat/", "/*/me/", "/*/delegation/", "/*/onsite/",
)  # fmt: skip


class ConferenceListView(AccessMixin, TemplateView):
    """The conferences: announced ones for everyone, drafts for their teams."""

    may_be_cached = True
    permission = PUBLIC
    template_name = "conferences/conference_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        set_reading_languages(translation.get_language() or "")
        conferences = list(Conference.objects.seen_by(user).select_related("series"))
        states = public_states(conferences)
        entries: list[dict[str, Any]] = [{"conference": row, "state": states[row.pk]} for row in conferences]
        roles = Membership.objects.filter(user=user.pk).values_list("conference", "role") if user.pk else ()
        team_conferences = {conference for conference, _role in roles}
        if may_hold_conferences(user):
            owned = {conference for conference, role in roles if role == Role.OWNER}
            for entry in entries:
                entry["may_clone"] = entry["conference"].pk in owned
        return super().get_context_data(
            own=[entry for entry in entries if entry["conference"].pk in team_conferences],
            others=[entry for entry in entries if entry["conference"].pk not in team_conferences],
            may_add=user.has_perm(NewConferenceView.permission),
            organizations=list(Organization.objects.administered_by(user)) if user.pk else [],
            **kwargs,
        )


class NewConferenceView(AccessMixin, PerformView):
    """Creates a conference from title, days, place, languages and profile."""

    permission = "conferences.add_conference"
    template_name = "conferences/conference_new.html"
    form_class = NewConferenceForm

    def refuse(self) -> HttpResponseBase:
        try:
            return super().refuse()
        except PermissionDenied:
            text = _(
                "The right to create conferences is given by the operator of this server. Please ask the "
                "operator for it; you can work in the conferences of others as soon as an owner has invited you."
            )
            return render(self.request, "403.html", {"words": text}, status=403)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        return {"main_language": translation.get_language() or "en"}

    def perform(self, form: NewConferenceForm) -> None:
        typed = {"main_language", "other_languages"}  # joined in `languages`
        values = {name: value for name, value in form.cleaned_data.items() if name not in typed}
        self.conference = create_conference(by=self.acting_user, **values)

    def get_success_url(self) -> str:
        return reverse("conferences_secretariat:dashboard", args=[self.conference.slug])


class BestLanguageView(AnnouncedMixin, View):
    """Redirects /<slug>/ to the public site in the language that the browser's header asks for."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        language = best_language(request.headers.get("Accept-Language", ""), self.conference.languages)
        response = HttpResponseRedirect(
            reverse("conferences_public:home", args=[self.conference.slug, language])
        )
        patch_vary_headers(response, ["Accept-Language"])
        return response


def best_language(header: str, offered: list[str]) -> str:
    """Return the first wanted language offered: exactly, else in another script or region, else the default."""
    for language, _quality in parse_accept_lang_header(header):
        for code in offered:
            if code.lower() == language.lower():
                return code
        primary = language.split("-")[0].lower()
        for code in offered:
            if code.split("-")[0].lower() == primary:
                return code
    return offered[0]


# Browsers revalidate each time, and get 304 while nothing changed: a new colour shows at once.
@method_decorator([cache_control(no_cache=True, public=True), conditional_page], name="get")
class StylesheetView(AnnouncedMixin, View):
    """The stylesheet with the conference's colours, and those of its themes and categories (confman/web/colours.py)."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        swatches = [swatch for colours in answers(Query.COLOURS, self.conference) for swatch in colours]
        content = stylesheet(self.conference.colour, swatches)
        return HttpResponse(content, content_type="text/css; charset=utf-8")


class ConferencePictureView(AnnouncedMixin, View):
    """The conference's logo, or a picture of its home page: as it was brought, or small enough for a page to load."""

    field = ""
    longest_side = 0

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        file = getattr(self.conference, self.field)
        if self.longest_side:
            return picture_response(request, file, self.longest_side)
        return file_response(request, file, attachment=False, public=True)


class PagePictureView(AnnouncedMixin, View):
    """The picture of a page or a piece of news; before it is published, only for those who write pages."""

    longest_side = 1200

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        page = get_object_or_404(Page, conference=self.conference, pk=kwargs["pk"])
        if not page.is_published:
            if not request.user.has_perm("conferences.edit_pages", self.conference):
                raise Http404
            forbid_caching(request)
        return picture_response(request, page.picture, self.longest_side)


class PartnerLogoView(AnnouncedMixin, View):
    """A partner's logo."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        partner = get_object_or_404(Partner, conference=self.conference, pk=kwargs["pk"])
        return picture_response(request, partner.logo, 480)


class RobotsView(AccessMixin, View):
    """/robots.txt: what search engines must not crawl, and the sitemaps of the conferences."""

    permission = PUBLIC

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        slugs = Conference.objects.announced().values_list("slug", flat=True)
        maps = [settings.BASE_URL + reverse("conferences_site:sitemap", args=[slug]) for slug in slugs]
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
        lines += ["", *(f"Sitemap: {address}" for address in maps)]
        return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@method_decorator(cache_control(no_cache=True, public=True), name="get")
class SitemapView(ConferenceMixin, TemplateView):
    """The public pages of an announced conference, each in all its languages (sitemaps.org)."""

    permission = PUBLIC
    template_name = "conferences/public/sitemap.xml"
    content_type = "application/xml; charset=utf-8"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the address of each page in each language. Raises Http404 for a conference that is not announced."""
        conference = self.conference
        if not conference.is_public:
            raise Http404
        pages: list[tuple[str, dict[str, str]]] = [
            (item.url_name, {}) for item in shown_in_navigation(conference) if item.in_sitemap
        ]
        pages += [
            page for pages_of_package in answers(Query.PUBLIC_PAGES, conference) for page in pages_of_package
        ]

        def address(name: str, **arguments: str) -> str:
            return settings.BASE_URL + reverse(name, kwargs={"slug": conference.slug, **arguments})

        return {
            "pages": [
                {code: address(name, language=code, **arguments) for code in conference.languages}
                for name, arguments in pages
            ]
        }
