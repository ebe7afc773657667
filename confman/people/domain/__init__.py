from confman.people.domain.matching import Identity, PersonMatcher, find_same_person, likely_same
from confman.people.domain.merging import merge_people
from confman.people.domain.privacy import collect_person_data, forget_expired, forget_person, person_data_file
from confman.people.domain.records import (
    add_people,
    add_person,
    change_person,
    record_consent,
    set_listing,
)

__all__ = [
    "Identity",
    "PersonMatcher",
    "add_people",
    "add_person",
    "change_person",
    "collect_person_data",
    "find_same_person",
    "forget_expired",
    "forget_person",
    "likely_same",
    "merge_people",
    "person_data_file",
    "record_consent",
    "set_listing",
]
