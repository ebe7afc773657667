from confman.people.models.address_book import BookEntry, Contact, Institution, InstitutionKind
from confman.people.models.consent import Consent
from confman.people.models.duplicate import MergeRecord, PossibleDuplicate
from confman.people.models.open_page import OpenPage
from confman.people.models.person import Level, Listing, Person, Sector, Sex, fold_name

__all__ = [
    "BookEntry",
    "Consent",
    "Contact",
    "Institution",
    "InstitutionKind",
    "Level",
    "Listing",
    "MergeRecord",
    "OpenPage",
    "Person",
    "PossibleDuplicate",
    "Sector",
    "Sex",
    "fold_name",
]
