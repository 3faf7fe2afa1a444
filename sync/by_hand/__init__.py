"""By hand, where there is no link at all: bundles on a stick, relays, receipts."""
