"""Registers the participants of the demo."""

from confman.conferences.registries import DemoStep
from confman.registries import ref

HERE = "registrations.demo"

ENTRIES = (
    DemoStep("registrations.demo.load", ref(f"{HERE}.load:load"), position=30),
    DemoStep("registrations.form", ref(f"{HERE}.form:load"), position=35),
    DemoStep("registrations.demo.invitees", ref(f"{HERE}.invitees:load"), position=35),
    DemoStep("registrations.demo.address_book", ref(f"{HERE}.address_book:load"), position=36),
    DemoStep("registrations.surveys", ref(f"{HERE}.surveys:load"), position=38),
)
