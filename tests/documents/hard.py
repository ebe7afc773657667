"""A conference of hard cases: five languages, long titles, names in every script, and empty fields.

It collects what makes real documents ugly. All names are invented.
"""

import datetime as dt
from typing import Any

from agenda.releases.domain.publication import publish_agenda
from agenda.rooms.models import WorkingGroup
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from outcomes.follow_up.domain.actions import record_response, report_progress, save_action, save_indicator
from outcomes.plenary.domain.adoption import PlenaryDecision, adopt_recommendations
from outcomes.plenary.models import Position
from outcomes.publication.domain.issues import Correction, issue_corrigendum, publish_document
from outcomes.recommendations.domain.outcome_documents import change_document, recommendations_document
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.records.domain import record_intervention
from outcomes.reports.domain.narrative_builder import start_report
from outcomes.speakers_lists.domain.speakers_list import Speaker, ask_for_the_floor, open_list
from registrations.core.models.category import Category
from registrations.core.models.delegation import Credentials, Delegation
from registrations.core.models.registration import Travel, VisaCase, VisaStatus
from registrations.protocol.models import Allowance, Honours
from tests.factories import (
    AddresseeFactory,
    CategoryFactory,
    ConferenceFactory,
    DelegationFactory,
    GroupRoleFactory,
    ItemFactory,
    PartnerFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    ScanFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation

LANGUAGES = ["en", "ru", "uz", "uz-Cyrl", "ar"]


def exactly(length: int, text: str) -> str:
    """Return the text at exactly this length, cut or repeated; it ends in a unique word to search for."""
    end = " OMEGA"
    body = " ".join([text] * (length // len(text) + 1))[: length - len(end)].rstrip()
    return body + end.rjust(length - len(body), "–")


TITLE = {
    "en": exactly(
        171, "Social partnership of State bodies and civil society in countering trafficking in persons"
    ),
    "ru": exactly(
        171, "Социальное партнёрство государственных органов и гражданского общества в противодействии"
    ),
    "uz": exactly(
        171, "Odam savdosiga qarshi kurashishda davlat organlari va fuqarolik jamiyatining sherikligi"
    ),
    "uz-Cyrl": exactly(
        171, "Одам савдосига қарши курашишда давлат органлари ва фуқаролик жамиятининг шериклиги"
    ),
    "ar": exactly(171, "الشراكة الاجتماعية بين أجهزة الدولة والمجتمع المدني في مكافحة الاتجار بالأشخاص"),
}
# The line that the corrigendum adds to the beginning of a recommendation.
IN_TIME = {
    "en": "In good time,",
    "ru": "Своевременно",
    "uz": "Oʻz vaqtida",
    "uz-Cyrl": "Ўз вақтида",
    "ar": "في الوقت المناسب،",
}
DELEGATION = exactly(
    120, "Interdepartmental Commission for Combating Trafficking in Persons of the Republic of Sample"
)
BODY = exactly(
    300,
    "Deputy Head of the Department for International Cooperation and Legal Assistance in Criminal Matters",
)
# Name of the person by language, and other data.
PEOPLE: dict[str, dict[str, Any]] = {
    "uzbek-cyrillic": {
        "name": {
            "uz-Cyrl": "Ғуломжон Ўктамович Қўлдошев-Шаҳобиддинов",
            "uz": "Gʻulomjon Oʻktamovich Qoʻldoshev",
        },
        "family_name": {"uz-Cyrl": "Қўлдошев", "uz": "Qoʻldoshev"},
        "given_name": {"uz-Cyrl": "Ғуломжон", "uz": "Gʻulomjon"},
        "job_title": {"uz-Cyrl": "Бошқарма бошлиғи ўринбосари", "ru": "Заместитель начальника управления"},
        "organization": {},
        "country": "",
    },
    "arabic": {
        "name": {"ar": "ليلى حسن عبد الرحمن", "en": "Layla Hassan Abdel Rahman"},
        "job_title": {"ar": "مديرة إدارة التعاون الدولي"},
        "organization": {"ar": "وزارة العدل (2017–2027)"},
        "country": "EG",
    },
    "arabic-alone": {"name": {"ar": "عبد الله بن محمد"}, "job_title": {}, "organization": {}, "country": ""},
    "chinese": {"name": {"en": "李明"}, "job_title": {"en": "副主任"}, "organization": {}, "country": "CN"},
    "thai": {
        "name": {"en": "สมชาย ใจดี"},
        "job_title": {},
        "organization": {"en": "กระทรวงยุติธรรม"},
        "country": "",
    },
    "one-name": {"name": {"en": "Suharto"}, "job_title": {}, "organization": {}, "country": "", "email": ""},
    "long": {
        "name": {
            "en": "María Fernanda de los Ángeles Wolfeschlegelsteinhausenbergerdorff-Villanueva y Sarmiento"
        },
        "title": {"en": "Her Excellency Dr."},
        "job_title": {"en": BODY},
        "organization": {"en": exactly(300, "Directorate-General for Justice, Home Affairs and Migration")},
    },
}


def hard_conference(slug: str = "hard-cases") -> Conference:
    """Build the conference: agenda in its second revision, everyone approved, recommendations adopted."""
    conference = ConferenceFactory(
        slug=slug, title=TITLE, city={}, country="", languages=LANGUAGES, contact_email="", is_sample=False
    )
    PartnerFactory(
        conference=conference, role="donor", name={"en": exactly(171, "A Donor of very many words"), "ar": "جهة مانحة"},
        credit_line={"en": "Held with the support of a donor. The views are those of the speakers. " * 4},
    )  # fmt: skip
    people = {
        key: PersonFactory(conference=conference, listing="public", **given) for key, given in PEOPLE.items()
    }
    _registrations(conference, people)
    _protocol(conference, people)
    _agenda(conference, people)
    _outcomes(conference, list(people.values()))
    return Conference.objects.get(pk=conference.pk)


def _registrations(conference: Conference, people: dict[str, Any]) -> None:
    categories: list[Category] = [
        CategoryFactory(
            conference=conference, letter="P", colour="#0b5cad", name={"en": "Participant", "ru": "Участник"}
        ),
        CategoryFactory(
            conference=conference, letter="WW", colour="#f4c20d",
            name={"en": exactly(120, "Observer of an intergovernmental organization"), "ar": "مراقب"},
        ),
    ]  # fmt: skip
    delegations: list[Delegation | None] = [
        DelegationFactory(
            conference=conference, kind="state", name={"en": DELEGATION}, formal_name={"en": DELEGATION}
        ),
        DelegationFactory(
            conference=conference, kind="ngo", name={"ar": "جمعية حماية الأسرة", "uz-Cyrl": "Оила маркази"}
        ),
        None,
    ]  # fmt: skip
    for number, person in enumerate(people.values()):
        row = RegistrationFactory(
            conference=conference, person=person, category=categories[number % 2], status="approved",
            delegation=delegations[number % 3], function="head" if number < 3 else "delegate",
        )  # fmt: skip
        if number < 3:
            ScanFactory(registration=row)
    for number in range(9):  # A page must turn in the list, and a batch of four badges too.
        RegistrationFactory(
            conference=conference, person__listing="participants", person__conference=conference,
            category=categories[0], status="approved", delegation=delegations[0], function="adviser",
            person__country=("UZ", "KZ", "BG")[number % 3], person__sex=("female", "male")[number % 2],
        )  # fmt: skip
    Delegation.objects.of(conference).update(taken=4)


def _protocol(conference: Conference, people: dict[str, Any]) -> None:
    """Give people of every script travel, room, allowance and reception; the last with texts of maximal length."""
    long = {"hotel": exactly(200, "Grand Hotel of the Peoples"), "shares_with": exactly(200, "A colleague"),
            "transfer": exactly(120, "Bus"), "arrives_from": exactly(120, "Wolfeschlegelsteinhausen")}  # fmt: skip
    at = dt.datetime.combine(conference.starts_on, dt.time(0, 5), tzinfo=conference.zone)
    for number, (key, person) in enumerate(people.items()):
        row = person.registrations.get()
        Travel.objects.create(
            registration=row, arrives_at=at, arrival_flight="XY 1" if number % 2 else "", departs_at=at,
            needs_transfer=bool(number % 3), check_in=conference.starts_on,
            check_out=conference.ends_on if number % 2 else None,
            **(long if key == "long" else {"hotel": "أوتيل" if number % 2 else "Меҳмонхона"}),
        )  # fmt: skip
        VisaCase.objects.create(
            registration=row, state=VisaStatus.values[number % 6], consulate=exactly(200, "Консуллик"),
            remarks=exactly(500, "Remark") if number % 2 else "", applied_on=conference.starts_on,
        )  # fmt: skip
        Allowance.objects.create(
            registration=row, days="12.5", daily_rate="12345678.90", travel_costs="0.10",
            currency="UZS" if number % 2 else "USD", note=exactly(300, "Note") if number % 3 else "",
        )  # fmt: skip
        Honours.objects.create(
            registration=row, greeter=exactly(200, "Greeter"), entrance=exactly(120, "Entrance"),
            liaison=exactly(200, "مرافق"), seat=exactly(60, "Seat"), notes=exactly(2000, "Assalomu alaykum, word"),
            head_table_position=number + 1 if number != 2 else None, speaking_order=number + 1,
        )  # fmt: skip


def _agenda(conference: Conference, people: dict[str, Any]) -> None:
    room = RoomFactory(
        conference=conference, name={"en": exactly(90, "The Great Hall of Assemblies"), "ru": "Зал"}
    )

    def session(hour: int, day: int = 0, **given: Any) -> Any:
        start = dt.datetime.combine(
            conference.starts_on + dt.timedelta(days=day), dt.time(hour), tzinfo=conference.zone
        )
        return SessionFactory(
            conference=conference, start=start, end=start + dt.timedelta(minutes=55), **given
        )

    opening = session(
        9, kind="opening", title=TITLE, room=room, subtitle={"en": exactly(200, "Under the auspices of")}
    )
    plenary = session(10, room=room, floor_languages=LANGUAGES[:3], listening_languages=LANGUAGES)
    session(11, kind="break", title={"en": "Coffee"}, room=None)
    session(12, title={"ar": "جلسة العمل الأولى (أ)"}, room=None)
    session(10, day=1, title={"uz-Cyrl": "Ёпилиш маросими"}, kind="closing", room=None, status="tentative")
    for number, (key, role) in enumerate(
        (("long", "chair"), ("arabic", "speaker"), ("chinese", "speaker"), ("uzbek-cyrillic", "rapporteur"))
    ):
        SessionRoleFactory(session=opening, person=people[key], role=role)
        item = ItemFactory(
            session=plenary, position=number + 1, minutes=10,
            title={"en": exactly(171, "Adoption of the agenda and other organizational matters")},
        )  # fmt: skip
        SessionRoleFactory(
            session=plenary,
            item=item,
            person=people[key],
            role="speaker",
            status="confirmed" if number else "invited",
        )
    user = system_user("command")
    publish_agenda(conference, by=user)
    session(14, day=1, title={"en": exactly(171, "A session that the second revision has added")})
    publish_agenda(conference, by=user, label="Rev.1", note="Changes of the second day. " * 6)


PARAGRAPHS = {
    "en": "\n\n".join(
        ["Strengthen the national referral mechanism OMEGA by the following measures:"]
        + [f"({letter}) " + exactly(171, f"provide measure {letter} for persons concerned") for letter in "abcdefgh"]
        + ["(i) within thirty days;", "(ii) within a year, and every year after;", "(i) with sufficient means."]
    ),
    "ru": "\n\n".join(
        ["Укрепить национальный механизм перенаправления следующими мерами:"]
        + [f"({letter}) предусмотреть меру {letter};" for letter in "abcdefgh"]
        + ["(i) в тридцать дней;", "(ii) в течение года;", "(i) с достаточными средствами."]
    ),
    "ar": "\n\n".join(
        ["تعزيز آلية الإحالة الوطنية (المادة 5) من خلال التدابير التالية:"]
        + [f"({letter}) توفير التدبير {number} للأشخاص المعنيين؛" for number, letter in enumerate("abcdefgh", 1)]
        + ["(i) في غضون 30 يوماً؛", "(ii) في غضون سنة؛", "(i) بموارد كافية."]
    ),
}  # fmt: skip


def _outcomes(conference: Conference, people: list[Any]) -> None:
    user = system_user("command")
    group: WorkingGroup = WorkingGroupFactory(
        conference=conference, code="WG1", name={"en": exactly(171, "Prevention, protection and prosecution")}
    )
    for person, role in zip(people, ("chair", "rapporteur", "vice-chair"), strict=False):
        GroupRoleFactory(group=group, person=person, role=role)
    document = recommendations_document(conference, by=user)
    change_document(
        document, by=user,
        values={
            "symbol": "", "original_language": "en", "title": TITLE,
            "preamble": {"en": "The participants of the conference,\n\nRecalling the aims of cooperation,"},
        },
        sections=[(None, TITLE)],
    )  # fmt: skip
    addressees = [
        AddresseeFactory(conference=conference, name={"en": DELEGATION, "ar": "وزارة الداخلية"}),
        AddresseeFactory(conference=conference, name={"en": "Interior"}),
    ]
    texts: list[dict[str, str]] = [
        PARAGRAPHS, {"en": exactly(171, "Fund <hotlines> & “shelters”")},
        {"uz-Cyrl": "Ишонч телефонларини қўллаб-қувватлаш."}, {"ar": "دعم خطوط المساعدة الهاتفية."},
    ]  # fmt: skip
    rows: list[Recommendation] = [
        recommendation(
            conference, texts=text, stage="agreed", section=document.sections.get() if number < 2 else None,
            working_group=group if number else None, addressees=addressees,
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip
    decision = PlenaryDecision(method="consensus", decided_on=conference.ends_on)
    adopt_recommendations(rows[:3], by=user, decision=decision)
    publish_document(document, by=user)
    correct_a_word(conference)
    _record(conference, people[0])
    _speakers(conference, people)
    _follow_up(Recommendation.objects.get(pk=rows[0].pk), conference, addressees, user)


def _record(conference: Conference, speaker: Any) -> None:
    """Add what was said in a session, and the report made of it."""
    user = system_user("command")
    session = conference.sessions.exclude(start=None).first()
    for values in ({"speaker": speaker, "points": exactly(171, "Nights & <weekends>")},
                   {"speaker": speaker, "capacity": DELEGATION, "proposal": "دعم خطوط المساعدة"}):  # fmt: skip
        record_intervention(session, by=user, values=values)
    start_report(conference, by=user, kind="session", session=session)


def _speakers(conference: Conference, people: list[Any]) -> None:
    """Put everyone on the list of speakers of a session, and a delegation whose credentials are a copy."""
    user = system_user("command")
    state = Delegation.objects.of(conference).filter(kind="state").get()
    state.credentials = Credentials.COPY
    state.save()
    opened = open_list(conference.sessions.exclude(start=None).first(), by=user)
    for speaker in (Speaker(delegation=state), *(Speaker(person=person) for person in people)):
        ask_for_the_floor(opened, by=user, speaker=speaker)


def correct_a_word(conference: Conference) -> None:
    """Issue the first corrigendum of the conference's recommendations, which adds words to their first paragraph."""
    row = Recommendation.objects.of(conference).published().with_text().in_document_order()[0]
    paragraph = row.current_version.body[0]
    texts = {
        code: f"{IN_TIME[code]} {text.text[0].lower()}{text.text[1:]}"
        for code, text in paragraph.texts.items()
    }
    document = OutcomeDocument.objects.get(pk=row.document_id)
    correction = Correction(row, row.current_version, texts, paragraph.id)
    issue_corrigendum(document, by=system_user("command"), corrections=[correction])


def _follow_up(row: Recommendation, conference: Conference, addressees: list[Any], user: Any) -> None:
    Position.objects.create(
        recommendation=row, delegation=Delegation.objects.of(conference).filter(kind="state").get(),
        kind=Position.Kind.RESERVATION, text={"en": "The delegation cannot accept sub-paragraph (c)."},
        made_on=conference.ends_on,
    )  # fmt: skip
    action = save_action(
        row, by=user, partners=addressees,
        values={"what": {"en": exactly(171, "Draft a plan")}, "lead": addressees[0], "due_on": dt.date(2027, 6, 1),
                "status": "in-progress"},
    )  # fmt: skip
    save_action(row, by=user, values={"what": {"ar": "إعداد خطة"}, "status": "not-started"})
    report_progress(
        action, by=user,
        values={"period_to": dt.date(2027, 5, 1), "narrative": {"en": "Half done."}, "percent": 50,
                "self_assessment": "in-progress", "verified_assessment": "partially-implemented"},
    )  # fmt: skip
    record_response(
        row, by=user, addressee=addressees[0],
        values={"answer": "in-part", "letter_number": "12/3-456", "letter_date": dt.date(2027, 4, 30)},
    )  # fmt: skip
    save_indicator(row, by=user, values={"name": {"en": exactly(171, "Persons referred")}, "target": 1200})
