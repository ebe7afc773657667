"""Extensions: packages installed beside confman that add to it (docs/extending.md). Unstable until 1.0."""
