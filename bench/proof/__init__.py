"""The proofs: each first finds the bugs planted for it, then looks for one in the product."""
