"""The demo adds to a conference: its outcomes."""

from confman.conferences.registries import DemoStep
from confman.registries import ref

HERE = "outcomes.demo"

ENTRIES = (
    DemoStep("outcomes", ref(f"{HERE}.load:load"), position=80),
    DemoStep("outcomes.drafting", ref(f"{HERE}.drafting:load"), position=81),
    DemoStep("outcomes.report", ref(f"{HERE}.report:load"), position=85),
    DemoStep("outcomes.follow-up", ref(f"{HERE}.follow_up:load"), position=85),
    DemoStep("outcomes.register", ref(f"{HERE}.register:load"), position=84),
    DemoStep("outcomes.speakers", ref(f"{HERE}.speakers:load"), position=87),
    DemoStep("outcomes.statements", ref(f"{HERE}.statements:load"), position=88),
    DemoStep("outcomes.records", ref(f"{HERE}.records:load"), position=86),
)
