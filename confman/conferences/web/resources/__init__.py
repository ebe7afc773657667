"""Lists with forms: a `Resource` says what a kind of row has, and its pages follow (docs/changing.md)."""
