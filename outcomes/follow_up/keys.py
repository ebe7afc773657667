"""Keys that the manifest and the code of follow-up share."""

# The kind of document, and what makes the file of a mail: a letter of transmittal.
LETTER = "outcomes.transmittal_letter"
LETTER_ATTACHMENT = "outcomes.transmittal_letter"
# In the session: for which addressees this browser may answer.
TERMS = "opened_follow_up_terms"
