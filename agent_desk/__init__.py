"""The village agent's and the street point's desk."""
