"""The key of the document, which its page names, too."""

RUN_OF_SHOW = "agenda.run-of-show"
