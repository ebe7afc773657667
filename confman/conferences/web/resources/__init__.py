"""Lists with forms: the pages of a kind of row are made from a `Resource` (docs/development/changing.md)."""
