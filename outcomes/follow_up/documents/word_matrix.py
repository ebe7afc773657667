"""The Word template of the follow-up matrix."""

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
                ("row.origin", "{{ row.origin }}"),
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
            ["{{ row.status }}", ("row.due", _("Due:") + " {{ row.due }}"),
             "{%p for cell in row.actions %}", "{{ cell.status }}"
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
