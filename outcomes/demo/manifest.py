"""Registers the outcomes of the demo."""

from confman.conferences.registries import DemoStep
from confman.registries import ref

HERE = "outcomes.demo"

ENTRIES = (
    DemoStep("outcomes", ref(f"{HERE}.load:load"), position=80),
    DemoStep("outcomes.drafting", ref(f"{HERE}.recommendations:load_drafting"), position=81),
    DemoStep("outcomes.report", ref(f"{HERE}.proceedings:load_report"), position=85),
    DemoStep("outcomes.follow-up", ref(f"{HERE}.recommendations:load_follow_up"), position=85),
    DemoStep("outcomes.register", ref(f"{HERE}.proceedings:load_register"), position=84),
    DemoStep("outcomes.speakers", ref(f"{HERE}.proceedings:load_speakers"), position=87),
    DemoStep("outcomes.statements", ref(f"{HERE}.proceedings:load_statements"), position=88),
    DemoStep("outcomes.records", ref(f"{HERE}.proceedings:load_records"), position=86),
)
