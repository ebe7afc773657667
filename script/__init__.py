"""The commands of this repository; a package only so that its tooling can be imported by tests."""
