from confman.people.domain.duplicates import (
    dismiss_duplicate,
    namesakes_of,
    refresh_all_duplicates,
    refresh_duplicates,
    restore_duplicate,
)
from confman.people.domain.matching import Identity, PersonMatcher, find_same_person
from confman.people.domain.merging import merge_people
from confman.people.domain.privacy import collect_person_data, forget_expired, forget_person, person_data_file
from confman.people.domain.records import (
    add_person,
    change_person,
    new_people,
    note_language,
    prepare_people,
    record_consent,
    record_consents,
    set_listing,
)

__all__ = [
    "Identity",
    "PersonMatcher",
    "add_person",
    "change_person",
    "collect_person_data",
    "dismiss_duplicate",
    "find_same_person",
    "forget_expired",
    "forget_person",
    "merge_people",
    "namesakes_of",
    "new_people",
    "note_language",
    "person_data_file",
    "prepare_people",
    "record_consent",
    "record_consents",
    "refresh_all_duplicates",
    "refresh_duplicates",
    "restore_duplicate",
    "set_listing",
]
