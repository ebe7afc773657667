"""Extensions: packages installed beside confman that add to it (docs/integration/extending.md). Unstable until 1.0."""
