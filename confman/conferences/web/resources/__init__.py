"""Lists with forms: a `Resource` describes a kind of row, from which its pages are built (docs/changing.md)."""
