"""Keys that the manifest and the code of follow-up share."""

# The key of the kind of document, and of the maker of a mail's attachment: a letter of transmittal.
LETTER = "outcomes.transmittal_letter"
LETTER_ATTACHMENT = "outcomes.transmittal_letter"
# The key in the session for the addressees for which this browser may answer.
TERMS = "opened_follow_up_terms"
