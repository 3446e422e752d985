"""What is remembered. Rows only; no rule lives here that could be told without SQL."""
