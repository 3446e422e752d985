"""What the coach does: one verb per function, one transaction per call; never SQL, never sending."""
