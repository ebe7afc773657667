from confman.people.models.consent import Consent
from confman.people.models.person import Level, Listing, Person, Sector, Sex, fold_name

__all__ = ["Consent", "Level", "Listing", "Person", "Sector", "Sex", "fold_name"]
