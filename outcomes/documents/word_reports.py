"""The Word templates of the follow-up matrix and the reports."""

from __future__ import annotations

from django.utils.translation import gettext as _

from confman.documents.word.blocks import Column, WordTemplate


def matrix_template(language: str) -> bytes:
    """Landscape: a summary, then each recommendation with its responses and actions in one table."""
    word = WordTemplate(language, landscape=True)
    word.heading(_("Recommendations by status of follow-up"))
    word.table(
        [Column(_("Status"), 80), Column(_("Count"), 30, "end")],
        each="line in document.summary",
        cells=["{{ line[0] }}", "{{ line[1] }}"],
    )
    word.heading(_("Recommendations and actions"))
    word.table(
        [
            Column(_("No."), 10),
            Column(_("Recommendation"), 70),
            Column(_("Addressee and response"), 52),
            Column(_("Action, lead and partners")),
            Column(_("Status"), 40),
        ],
        each="row in document.rows",
        cells=[
            "{{ row.number }}",
            [
                "{%p for line in row.lines %}",
                "{% if line.label %}{{ line.label }} {% endif %}{{ line.text }}",
                "{%p endfor %}",
                "{%p for cell in row.indicators %}",
                _("Indicator:") + " {{ cell.name }}."
                "{% if cell.baseline %} " + _("Baseline:") + " {{ cell.baseline }}.{% endif %}"
                "{% if cell.target %} " + _("Target:") + " {{ cell.target }}.{% endif %}"
                "{% if cell.latest %} " + _("Latest:") + " {{ cell.latest }}.{% endif %}",
                "{%p endfor %}",
            ],
            ["{%p for cell in row.responses %}", "{{ cell.addressee }}: {{ cell.answer }}"
             "{% if cell.letter %} ({{ cell.letter }}){% endif %}", "{%p endfor %}"],
            ["{%p for cell in row.actions %}", "{{ cell.what }} ({{ cell.percent }} %)"
             "{% if cell.lead %}. " + _("Lead:") + " {{ cell.lead }}{% endif %}"
             "{% if cell.partners %}. " + _("Partners:") + " {{ cell.partners }}{% endif %}"
             "{% if cell.due %}. " + _("Due:") + " {{ cell.due }}{% endif %}"
             "{% if cell.overdue %} (" + _("overdue") + "){% endif %}"
             "{% if cell.evidence %}. " + _("Evidence:") + " {{ cell.evidence }}{% endif %}", "{%p endfor %}",
             ("not row.actions", _("No action yet."))],
            ["{{ row.status }}", "{%p for cell in row.actions %}", "{{ cell.status }}"
             "{% if cell.reported %}; " + _("reported:") + " {{ cell.reported }}{% endif %}"
             "{% if cell.verified %}; " + _("verified:") + " {{ cell.verified }}{% endif %}", "{%p endfor %}"],
        ],
        whole_rows="not row.is_long",
    )  # fmt: skip
    word.paragraph(
        _(
            "Addressees that have not answered are shown as “no reply received”, which does not mean that nothing was"
            " done. “Reported” is the addressee's own assessment, “verified” the secretariat's."
        ),
        "Note",
    )
    word.credits()
    return word.to_bytes()


def report_template(language: str) -> bytes:
    """The conference report and the donor's: figures with charts, definitions under every table."""
    word = WordTemplate(language)
    word.heading(_("1. The conference"))
    with word.for_each("text in document.introduction"):
        word.paragraph("{{ text }}")
    facts = [Column(_("Subject"), 46), Column("")]
    word.table(
        facts, each="fact in document.facts", cells=["{{ fact.label }}", "{{ fact.value }}"], head=False
    )
    with word.when("document.grant"):
        word.heading(_("The grant"), 2)
        word.table(
            facts, each="fact in document.grant", cells=["{{ fact.label }}", "{{ fact.value }}"], head=False
        )
    word.heading(_("2. Participants"))
    _figures(word, "document.totals", 2)
    with word.for_each("breakdown in document.breakdowns"):
        _figures(word, "breakdown", 4)
    with word.when("document.sessions"):
        word.heading(_("3. Sessions"))
        word.table(
            [Column(_("Day"), 34), Column(_("Session")), Column(_("Kind"), 32)],
            each="session in document.sessions",
            cells=["{{ session.day }}", "{{ session.title }}", "{{ session.kind }}"],
        )
    word.heading(_("4. Recommendations"))
    with word.for_each("sentence in document.adoption"):
        word.paragraph("{{ sentence }}")
    _figures(word, "document.stages", 2)
    with word.when("document.adopted"):
        word.heading(_("The adopted recommendations"), 2)
        word.table(
            [
                Column(_("No."), 12),
                Column(_("Text")),
                Column(_("Addressees"), 44),
                Column(_("Follow-up"), 28),
            ],
            each="line in document.adopted",
            cells=["{{ line.number }}", "{{ line.text }}", "{{ line.addressees }}", "{{ line.status }}"],
            whole_rows="not line.is_long",
        )
        word.heading(_("5. Follow-up"))
        with word.for_each("sentence in document.follow_up_text"):
            word.paragraph("{{ sentence }}")
        _figures(word, "document.follow_up", 2)
    word.credits()
    return word.to_bytes()


def _figures(word: WordTemplate, table: str, columns: int) -> None:
    """A breakdown: heading, chart, table and its definition."""
    word.heading(f"{{{{ {table}.title }}}}", 2)
    word.picture(f"{table}.chart")
    with word.when(f"{table}.rows"):
        word.table(
            [
                Column(
                    f"{{{{ {table}.columns[{place}] }}}}",
                    0 if place == 0 else 30,
                    "start" if place == 0 else "end",
                )
                for place in range(columns)
            ],
            each=f"row in {table}.rows",
            cells=[f"{{{{ row[{place}] }}}}" for place in range(columns)],
        )
        word.paragraph(f"{{{{ {table}.definition }}}}", "Note")
    with word.when(f"not {table}.rows"):
        word.paragraph(_("There is nothing to count yet."), "Note")
