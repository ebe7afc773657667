"""All benchmarks in one run, on both databases: kept, and compared with the last."""
