"""Days and times as written in the language of the interface."""

# Official Uzbek puts the year first, which CLDR does not: 2017-yil 30-mart.
OWN_PATTERNS = {
    "uz": {"long": "y-'yil' d-MMMM", "full": "y-'yil' d-MMMM, EEEE", "from": "y-'yil' d–", "to": "d-MMMM"},
    "uz-Cyrl": {
        "long": "y 'йил' d MMMM",
        "full": "y 'йил' d MMMM, EEEE",
        "from": "y 'йил' d–",
        "to": "d MMMM",
    },
}
