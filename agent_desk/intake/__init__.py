"""The panels of a new case: one for each kind of state of the session."""
