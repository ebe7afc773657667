"""The groups of people that a recommendation concerns, as the databases of recommendations name them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
