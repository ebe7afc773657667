"""Addressee: a body to which recommendations are addressed; and the groups of people that they concern."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.people.models.address_book import FormOfAddress
from confman.people.models.address_book_copy import AddressBookInstitution
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.web.models import UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet


class AddresseeKind(models.TextChoices):
    STATE = "state", _("State")
    GOVERNMENT = "government", _("government body")
    PARLIAMENT = "parliament", _("parliament")
    JUDICIARY = "judiciary", _("judiciary")
    INTERGOVERNMENTAL = "intergovernmental", _("intergovernmental organization")
    UN = "un", _("UN system")
    NGO = "ngo", _("non-governmental organizations")
    ACADEMIA = "academia", _("academia")
    MEDIA = "media", _("media")
    PRIVATE = "private", _("private sector")
    OTHER = "other", _("other")


class Addressee(AddressBookInstitution, FormOfAddress, SearchableModel, UUIDModel):
    OF_A_PERSON = ("recipient", "salutation", "sex")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="addressees"
    )
    name = TranslatedField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=20, choices=AddresseeKind, default=AddresseeKind.GOVERNMENT)
    focal_point = models.ForeignKey(
        "people.Person",
        verbose_name=_("focal point"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="focal_point_of_addressees",
    )
    recipient = TranslatedField(
        _("recipient"), blank=True, max_length=300, help_text=_("To whom letters go: name and function.")
    )
    by_note = models.BooleanField(
        _("written to by note verbale"),
        default=False,
        help_text=_(
            "As embassies and ministries of foreign affairs are: in the third person, without a signature."
        ),
    )
    address = models.TextField(_("postal address"), blank=True, max_length=1000)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of letters"), max_length=16, blank=True)
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="addressees",
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = SearchableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "search_text", "id"]
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        indexes = [models.Index(fields=["conference", "position"])]

    @property
    def received_by(self) -> TranslatedText:
        return self.recipient

    def __str__(self) -> str:
        return str(self.name)

    def search_sources(self) -> Iterable[object]:
        return (self.name,)


class ConcernedGroup(models.TextChoices):
    """The groups offered in forms; an import may bring others, which are kept."""

    WOMEN = "women", _("women and girls")
    CHILDREN = "children", _("children")
    YOUTH = "youth", _("youth")
    OLDER = "older-persons", _("older persons")
    DISABILITIES = "persons-with-disabilities", _("persons with disabilities")
    MIGRANTS = "migrants", _("migrants")
    REFUGEES = "refugees", _("refugees and internally displaced persons")
    VICTIMS = "victims-of-trafficking", _("victims of trafficking")
    MINORITIES = "minorities", _("minorities")
    INDIGENOUS = "indigenous-peoples", _("indigenous peoples")
    WORKERS = "workers", _("workers")
    DETAINED = "persons-deprived-of-liberty", _("persons deprived of their liberty")
    DEFENDERS = "human-rights-defenders", _("human rights defenders")
    PUBLIC = "general-public", _("general public")
