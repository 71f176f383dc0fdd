"""The search log: what was searched for and what found nothing, without anything about who searched."""
