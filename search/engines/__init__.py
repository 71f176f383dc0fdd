"""Which engine answers? The only place that chooses one."""
