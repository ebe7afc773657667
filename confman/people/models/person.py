"""Person: one per human being and conference; what they agreed to, in which version of the text, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from confman.people.models.address_book_copy import AddressBookCopy
from confman.translation.collation import collation_key
from confman.translation.countries import country_name
from confman.translation.fields import TranslatedField
from confman.web.database.indexes import SQLiteIndex
from confman.web.models import AddedTextField, UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet, fold

# Version of the texts that people consent to; raised when the wording changes.
CONSENT_TEXT_VERSION = "2026-11-30"


class Consent(UUIDModel):
    """The latest row of a kind counts; earlier ones stay on record."""

    class Kind(models.TextChoices):
        DATA = "data", _("processing of data")
        PHOTO = "photo", _("photographs")
        LISTING = "listing", _("being listed")
        CONTACT = "contact", _("mail from participants")
        NEWS = "news", _("news by e-mail")
        NEXT = "next", _("being kept for the next conferences")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    given = models.BooleanField(_("given"))
    text_version = models.CharField(_("version of the text"), max_length=40)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    source = models.CharField(_("on whose word"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.given}"


class Sex(models.TextChoices):
    FEMALE = "female", _("female")
    MALE = "male", _("male")
    OTHER = "other", _("other")
    NOT_STATED = "not-stated", pgettext_lazy("sex", "not stated")


class FamilyNameFirst(models.TextChoices):
    """The place of the family name, as the person says; what is usual follows from country and language."""

    AS_USUAL = "", _("as usual in the country and language")
    YES = "yes", _("yes, in every language: LI Ming")
    NO = "no", _("no, as the language has it: Ming LI in English")


class Sector(models.TextChoices):
    """The kind of institution a person comes from, as donors' reports count them."""

    GOVERNMENT = "government", _("government")
    LAW_ENFORCEMENT = "law-enforcement", _("law enforcement")
    JUDICIARY = "judiciary", _("judiciary")
    PARLIAMENT = "parliament", _("parliament")
    UN = "un", _("UN system")
    INTERGOVERNMENTAL = "intergovernmental", pgettext_lazy("sector", "intergovernmental organization")
    DIPLOMATIC = "diplomatic", pgettext_lazy("sector", "diplomatic mission")
    NGO = "ngo", pgettext_lazy("sector", "non-governmental organization")
    ACADEMIA = "academia", _("academia")
    MEDIA = "media", _("media")
    PRIVATE = "private", _("private sector")
    OTHER = "other", _("other")


class PersonLevel(models.TextChoices):
    HEAD_OF_STATE = "head-of-state", _("head of State or Government")
    MINISTER = "minister", _("minister")
    DEPUTY_MINISTER = "deputy-minister", _("deputy minister")
    AMBASSADOR = "ambassador", _("ambassador")
    DIRECTOR = "director", _("director")
    OFFICER = "officer", _("officer")
    EXPERT = "expert", _("expert")
    OTHER = "other", _("other")


class Listing(models.TextChoices):
    """The people who may learn that this person takes part."""

    PUBLIC = "public", _("everyone")
    PARTICIPANTS = "participants", _("participants")
    SECRETARIAT = "secretariat", _("secretariat only")
    COUNTED_ONLY = "counted-only", _("nobody: counted in totals only")


def fold_name(name: str) -> str:
    """Fold a name for comparison: Latin, lower case, its parts sorted, since lists order them differently."""
    return " ".join(sorted(fold(name).split()))[:300]


def language_among(offered: Sequence[str], *preferred: str) -> str:
    """Return the first of the wanted languages that is offered, else the first that is."""
    return next((code for code in preferred if code in offered), offered[0])


class PersonQuerySet(SearchableQuerySet):
    def known(self) -> PersonQuerySet:
        """Return the people who have not been erased."""
        return self.filter(forgotten_at=None)

    def with_mailbox(self) -> PersonQuerySet:
        """Annotate what `Person.mailbox` returns, as `mail_goes_to`, for queries of many."""
        return self.annotate(mail_goes_to=Coalesce(NullIf("contact__email", models.Value("")), "email"))

    def refusing_photographs(self) -> PersonQuerySet:
        """Return people whose last answer to photographs is no. Only for counting: no list of them is ever made."""
        return self.with_last_consent(Consent.Kind.PHOTO).filter(consented=False)

    def refusing_news(self) -> PersonQuerySet:
        """Return people whose last word on news by e-mail is no. Without a word of theirs they get news."""
        # Nearly nobody has said anything: the person who has is found first.
        refusing = Consent.objects.filter(kind=Consent.Kind.NEWS, given=False).order_by().values("person")
        return self.filter(pk__in=refusing).with_last_consent(Consent.Kind.NEWS).filter(consented=False)

    def with_last_consent(self, kind: str) -> PersonQuerySet:
        """Annotate `consented`: the last answer to this kind of consent; None without one."""
        last = Consent.objects.filter(person=models.OuterRef("pk"), kind=kind).order_by("-at")
        return self.annotate(consented=models.Subquery(last.values("given")[:1]))

    def to_compare(self) -> PersonQuerySet:
        """Return the people who are new or changed since duplicates were last looked for."""
        return self.filter(forgotten_at=None, is_compared=False)


# Values of merged records (`Person.also_known`) by which nobody is described.
ADDRESSES = ("email", "phone")


class Person(AddressBookCopy, SearchableModel, UUIDModel):
    """A human being in one conference.

    `name` is complete, as it is to be written; its parts are stored if known. `contact` receives the mail in the
    person's place: one mailbox may serve a whole delegation. `also_known` are values of merged records: a list of name,
    organization, email, phone, by which the person is found and recognized, too.
    """

    prepared = ("search_text", "sort_key", "folded_name")
    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="people")
    name = TranslatedField(
        pgettext_lazy("of a person", "name"), max_length=300, help_text=_("Whole, as it is to be written.")
    )
    given_name = TranslatedField(_("given name"), blank=True, max_length=150)
    family_name = TranslatedField(_("family name"), blank=True, max_length=150)
    patronymic = TranslatedField(_("patronymic"), blank=True, max_length=150)
    family_name_first = AddedTextField(
        _("family name comes first"), max_length=3, choices=FamilyNameFirst, blank=True, null=True
    )
    title = TranslatedField(
        pgettext_lazy("of a person", "title"), blank=True, max_length=60, help_text=_("Mr., Ms., Dr., H.E.")
    )
    salutation = TranslatedField(_("salutation"), blank=True, max_length=200)
    badge_name = models.CharField(_("name on the badge"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=12, choices=Sex, default=Sex.NOT_STATED)
    pronouns = TranslatedField(
        _("pronouns"), blank=True, max_length=40, help_text=_("As in she/her, if they wish to say.")
    )
    job_title = TranslatedField(_("function"), blank=True, max_length=300)
    organization = TranslatedField(_("organization"), blank=True, max_length=300)
    level = models.CharField(_("level"), max_length=20, choices=PersonLevel, blank=True)
    rank = models.PositiveIntegerField(_("rank for protocol"), null=True, blank=True)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, blank=True)
    country: models.Field[Country | str, Country] = CountryField(_("country"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    photo = models.FileField(_("photo"), upload_to="photos/", blank=True)
    biography = TranslatedField(_("biography"), blank=True, multiline=True, max_length=5000)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    # The language of the page on which they last registered, signed in or chose another; "" if none is known.
    language = models.CharField(_("language of mails and pages"), max_length=16, blank=True, default="")
    contact = models.ForeignKey(
        "self",
        verbose_name=_("mail goes to"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contact_of",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
    )
    listing = models.CharField(
        _("who may see this person"), max_length=12, choices=Listing, default=Listing.PARTICIPANTS
    )
    entry = models.ForeignKey(
        "people.Contact", on_delete=models.SET_NULL, null=True, editable=False, related_name="people"
    )
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="")
    folded_name = models.CharField(max_length=300, editable=False, blank=True, default="", db_index=True)
    also_known = models.JSONField(_("also known as"), default=list, blank=True, editable=False)
    is_compared = models.BooleanField(default=False, editable=False)
    is_practice = models.BooleanField(default=False, editable=False)
    # Set when a person is erased: the row stays, for counts, without anything that identifies them.
    forgotten_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    # True if the transaction that acts now has added or locked the row: nobody else lists the person meanwhile.
    is_current = False

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user"], condition=models.Q(user__isnull=False), name="person_user_once"
            )
        ]
        indexes = [
            models.Index(fields=["conference", "sort_key"]),
            models.Index(fields=["conference", "folded_name"]),
            models.Index(fields=["conference", "email"]),
            # Counts people and their countries without reading the rows.
            models.Index(fields=["conference", "forgotten_at", "country", "id"]),
            # Finds words without reading the rows, which are wide.
            SQLiteIndex(fields=["conference", "forgotten_at", "search_text", "id"], name="person_by_words"),
            models.Index(
                fields=["conference"], condition=models.Q(is_compared=False), name="person_to_compare"
            ),
        ]

    def __str__(self) -> str:
        return gettext("(erased)") if self.forgotten_at else self.name.unmarked()

    def search_sources(self) -> Iterable[object]:
        if self.forgotten_at:
            return ()
        addresses = (identity.get(name) for identity in self.also_known for name in ADDRESSES)
        return (*self.descriptions(), self.email, *addresses)

    def descriptions(self) -> Iterable[object]:
        """Return what the person is searched by, without their e-mail and telephone."""
        return (
            self.name,
            self.job_title,
            self.organization,
            country_name(self.country.code),
            *(text for known in self.also_known for name, text in known.items() if name not in ADDRESSES),
        )

    def prepare_search(self) -> None:
        super().prepare_search()
        first = next(iter(sorted(self.name.items())), ("", ""))[1]
        family = next(iter(sorted(self.family_name.items())), ("", ""))[1]
        self.sort_key = collation_key(f"{family} {first}".strip())
        self.folded_name = fold_name(first)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the person, marked for comparison with others if an identifying value has changed."""
        from confman.people.fields import IDENTITY  # late: a command that saves nobody need not read the list

        fields = kwargs.get("update_fields")
        is_compared_anew = fields is None or bool(IDENTITY.intersection(fields))
        if is_compared_anew:
            self.is_compared = False
        if fields is not None:
            kwargs["update_fields"] = {*fields, *(["is_compared"] if is_compared_anew else [])}
        super().save(*args, **kwargs)

    @property
    def receiver(self) -> Person:
        """Return the receiver of this person's mail: their contact if they have one with an address."""
        return self.contact if self.contact and self.contact.email else self

    @property
    def mailbox(self) -> str:
        """The address for mail to this person: that of their contact if they have one."""
        return self.receiver.email

    def preferred_language(self) -> str:
        """The language for writing to them.

        The one they used here, else the first of their languages that the conference has, else its first.
        """
        return language_among(self.conference.languages, self.language, *self.languages)
