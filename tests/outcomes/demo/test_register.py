"""The demo's register: some documents of each kind, all samples, loaded once."""

from confman.accounts.system_users import system_user
from outcomes.demo import proceedings
from outcomes.register.models import RegisteredDocument
from tests.factories import ConferenceFactory, DelegationFactory, ItemFactory


def test_the_register_shows_each_state_and_every_title_says_sample(db):
    conference = ConferenceFactory(languages=["uz", "ru", "en"], symbol_prefix="CONF/2017", is_sample=True)
    DelegationFactory(conference=conference)
    ItemFactory(session__conference=conference, number=1)
    for _time in range(2):
        proceedings.load_register(conference, by=system_user("demo"))
    rows = RegisteredDocument.objects.of(conference)
    assert [row.symbol for row in rows.filter(state="issued").order_by("symbol")] == [
        "CONF/2017/1", "CONF/2017/CRP.1", "CONF/2017/INF.1",
    ]  # fmt: skip
    assert rows.to_check().count() == 1 and rows.in_translation().count() == 1
    for row in rows:
        assert all(
            mark in row.title[code]
            for code, mark in (("uz", "(namuna)"), ("ru", "(образец)"), ("en", "(sample)"))
        )
