"""A cluster on the loopback addresses of one machine: see script/cluster."""
