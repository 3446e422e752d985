"""Months in minutes: simulated people live with the whole bot over real HTTP, with faults, and every message is counted."""
