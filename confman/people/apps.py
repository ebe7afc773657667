from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "confman.people"
    label = "people"
    verbose_name = _("people")

    def ready(self) -> None:
        from confman.audit.guard import PAGE_NOT_OPENED, PAGE_OPENED
        from confman.audit.labels import register_values, register_verbs
        from confman.conferences.registries import (
            DashboardPanel,
            FirstStep,
            NavigationItem,
            PracticeCleaner,
            dashboard_panels,
            first_steps,
            navigation_items,
            practice_cleaners,
        )
        from confman.people import rules  # noqa: F401
        from confman.people.decisions import duplicate_decisions, erasure_decisions
        from confman.people.domain.links import RENEWED
        from confman.people.domain.open_pages import ENDED
        from confman.people.domain.practice import clear_practice_people, count_practice_people
        from confman.people.models import Consent
        from confman.people.web import team_hat

        navigation_items.register(
            NavigationItem(
                key="people.people",
                section="people",
                label=_("People"),
                url_name="people_secretariat:person-list",
                icon="people",
                permission="people.view_person",
                position=10,
            )
        )
        navigation_items.register(
            NavigationItem(
                key="people.duplicates",
                section="people",
                label=_("Possible duplicates"),
                url_name="people_secretariat:duplicate-list",
                icon="intersect",
                permission="people.edit_person",
                position=15,
            )
        )
        dashboard_panels.register(
            DashboardPanel("people.duplicates", "people.edit_person", duplicate_decisions, 40)
        )
        dashboard_panels.register(
            DashboardPanel("people.coming_erasure", "people.forget_person", erasure_decisions, 5)
        )
        # Last: what hangs on the people is cleared by the floors above first.
        practice_cleaners.register(
            PracticeCleaner("people.people", _("people"), count_practice_people, clear_practice_people, 90)
        )
        first_steps.register(
            FirstStep(
                "people.add",
                _("Add two speakers"),
                _("Their names are enough for now; everything else can follow."),
                "people_secretariat:person-quick-add",
                "people.edit_person",
                "person-lines-fill",
                lambda conference: not conference.people.exists(),
                20,
            )
        )
        team_hat.register()
        register_values("kind", dict(Consent.Kind.choices))
        register_verbs(
            {
                "people.added": _("Person added"),
                "people.changed": _("Person changed"),
                "people.consent_recorded": _("Consent recorded"),
                "people.told_apart": _("Told apart from another person"),
                "people.not_told_apart": _("Not told apart from another person any more"),
                "people.merged": _("Two records of one person merged"),
                "people.forgotten": _("Person erased"),
                "people.expired_forgotten": _("People erased whose time was over"),
                "people.data_given": _("Personal data given out"),
                RENEWED: _("New personal link; what the old one opened is closed"),
                ENDED: _("Personal page closed in one browser"),
                PAGE_OPENED: _("Personal page opened"),
                PAGE_NOT_OPENED: _("Wrong code for the personal page"),
            }
        )
