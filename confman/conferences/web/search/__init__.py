"""The secretariat's search: finds pages and actions by their words in any language, records by theirs in any script."""
