"""Registers the agenda of the demo."""

from confman.conferences.registries import DemoStep
from confman.registries import ref

HERE = "agenda.demo"

ENTRIES = (DemoStep("agenda.demo.load", ref(f"{HERE}.load:load"), position=10),)
