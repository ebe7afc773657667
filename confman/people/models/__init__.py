from confman.people.models.address_book import BookEntry, Contact, Institution, InstitutionKind
from confman.people.models.duplicate import MergeRecord, PossibleDuplicate
from confman.people.models.open_page import OpenPage
from confman.people.models.person import (
    Consent,
    FamilyNameFirst,
    Listing,
    Person,
    PersonLevel,
    Sector,
    Sex,
    fold_name,
)

__all__ = [
    "BookEntry",
    "Consent",
    "Contact",
    "FamilyNameFirst",
    "Institution",
    "InstitutionKind",
    "Listing",
    "MergeRecord",
    "OpenPage",
    "Person",
    "PersonLevel",
    "PossibleDuplicate",
    "Sector",
    "Sex",
    "fold_name",
]
