"""TranslatedText: one text in several languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from confman.translation.languages import reading_languages
from confman.translation.marks import marked, note_language

# Characters that XML cannot hold (XML 1.0, 2.2): pasted and imported texts may have them.
NOT_IN_XML = frozenset(
    [code for code in range(0x20) if chr(code) not in "\t\n\r"] + [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)


class TranslatedText(dict[str, str]):
    """A text: language code -> text. As a string it is the text in the reading language, else in the best other.

    In a document the other language is named in brackets (`confman.translation.marks`). Empty texts are not kept, so a
    text without any language is falsy.
    """

    def __init__(self, texts: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        pairs = texts.items() if isinstance(texts, Mapping) else texts
        super().__init__({language: text for language, text in pairs if text and str(text).strip()})

    @classmethod
    def of(cls, value: object, language: str = "en") -> TranslatedText:
        """Make a TranslatedText of another one, a mapping, a plain string, or nothing."""
        if isinstance(value, TranslatedText):
            return value
        if isinstance(value, Mapping):
            return cls(value)
        return cls({language: str(value)}) if value else cls()

    def in_language(self, language: str, fallback: Iterable[str] = ()) -> str:
        """Return the text in `language`, else in the first of `fallback` that has it, else in any, else ''."""
        code, text = self.best((language, *fallback))
        note_language(text, code)
        return text

    def best(self, languages: Iterable[str]) -> tuple[str, str]:
        """Return language and text for the first of `languages` that has one, else any; ('', '') if empty.

        A variant replaces its language, and vice versa, before another language does: uz-Cyrl for uz.
        """
        for language in languages:
            if language in self:
                return language, self[language]
            primary = language.split("-")[0]
            for code in sorted(self):
                if code.split("-")[0] == primary:
                    return code, self[code]
        for code in sorted(self):
            return code, self[code]
        return "", ""

    @property
    def language(self) -> str:
        """The code of the language that str() uses, for `lang` attributes if it is not the page's."""
        return self.best(reading_languages())[0]

    def __str__(self) -> str:
        code, text = self.best(reading_languages())
        return marked(text, code)

    def unmarked(self) -> str:
        """Return the text without a mark of its language, for names of people and for comparing."""
        code, text = self.best(reading_languages())
        note_language(text, code)
        return text

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(sorted(self.items())))
