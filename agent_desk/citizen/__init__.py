"""The citizen's own screen at a desk: reading, signing, rating, out of the clerk's reach."""
