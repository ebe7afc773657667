"""Names that the software gave are said in the reader's language, names that people chose are theirs."""

from django.utils.translation import override

from confman.accounts.models import User
from confman.accounts.system_names import give_name


def test_a_given_name_is_translated_until_somebody_chooses_another():
    given = User(email="given@example.org", name="Registrations")
    give_name(given.email, "Registrations")
    chosen = User(email="chosen@example.org", name="Registrations")
    with override("ru"):
        assert (str(given), str(chosen)) == ("Регистрации", "Registrations")
        given.name = "Delegations"
        assert str(given) == "Delegations"
    assert str(User(email="nameless@example.org")) == "nameless@example.org"
