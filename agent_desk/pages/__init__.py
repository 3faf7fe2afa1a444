"""The pages of the desk: what the side navigation leads to, and signing in."""
