"""An example of an extension of confman."""
