"""Keys that the manifest and the code of follow-up share."""

# The key of the document of letters of transmittal, and of the mail attachment made from it.
LETTER = "outcomes.transmittal_letter"
LETTER_ATTACHMENT = "outcomes.transmittal_letter"
# The key in the session for the addressees for which this browser may answer.
TERMS = "opened_follow_up_terms"
