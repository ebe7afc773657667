"""The findings of the check of the translation catalogues."""

import pytest

from script.tooling import translations

HEAD = """msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

"""
SOURCES = HEAD + 'msgid "Agenda"\nmsgstr ""\n'


@pytest.mark.parametrize(
    ("committed", "fault"),
    [
        ('msgid "Agenda"\nmsgstr "Повестка дня"\n', None),
        ('msgid "Agenda"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Agenda"\nmsgstr "Повестка"\n', "fuzzy"),
        ('msgid "Agenda"\nmsgstr "Agenda"\n', "same as the source"),
        (
            'msgid "Old"\nmsgstr "Старое"\n\nmsgid "Agenda"\nmsgstr "Повестка дня"\n',
            "no longer in the sources",
        ),
        ("", "not in the catalogue"),
    ],
    ids=["complete", "empty", "fuzzy", "same", "left over", "missing"],
)
def test_an_incomplete_catalogue_is_found(tmp_path, monkeypatch, committed, fault):
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    catalogue, sources = tmp_path / "django.po", tmp_path / "sources.po"
    catalogue.write_text(HEAD + committed)
    sources.write_text(SOURCES)
    faults = translations.faults_of("ru", catalogue, sources, allowed=set())
    assert len(faults) == (1 if fault else 0)
    assert fault is None or fault in faults[0]


def test_a_compiled_catalogue_counts_as_the_language_does(tmp_path, monkeypatch):
    import gettext

    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    forms = 'msgstr[0] "%s день"\nmsgstr[1] "%s дня"\nmsgstr[2] "%s дней"\n'
    source.write_text(HEAD + f'msgid "%s day"\nmsgid_plural "%s days"\n{forms}')
    assert translations.compile_all() == 0
    with source.with_suffix(".mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    spoken = [catalogue.ngettext("%s day", "%s days", count) % count for count in (1, 3, 5, 21)]
    assert spoken == ["1 день", "3 дня", "5 дней", "21 день"]


def test_a_catalogue_is_whole_while_it_is_compiled_again(tmp_path, monkeypatch):
    """Half a file raised struct.error in whoever read the language for the first time in that moment."""
    import gettext

    from babel.messages import mofile

    monkeypatch.setattr(translations, "LOCALE", tmp_path)
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(HEAD + 'msgid "day"\nmsgstr "день"\n')
    translations.compile_all()
    read = []

    def write_half(file, catalogue, write=mofile.write_mo):
        file.write(b"\xde\x12")
        file.flush()
        with source.with_suffix(".mo").open("rb") as compiled:
            read.append(gettext.GNUTranslations(compiled).gettext("day"))
        file.seek(0)
        write(file, catalogue)

    monkeypatch.setattr(mofile, "write_mo", write_half)
    translations.compile_all()
    assert read == ["день"]
    assert {path.name for path in source.parent.iterdir()} == {"django.po", "django.mo"}


def test_a_source_whose_strings_would_be_missed_is_found(tmp_path):
    folder = tmp_path / "registrations"
    folder.mkdir()
    known = "from django.utils.translation import gettext as _\nfrom django.utils.translation import gettext_lazy\n"
    (folder / "known.py").write_text(known)
    assert translations.unknown_names(tmp_path) == []
    (folder / "unknown.py").write_text("from django.utils.translation import gettext as now\n")
    (fault,) = translations.unknown_names(tmp_path)
    assert "registrations/unknown.py" in fault and "now()" in fault
