"""An example of drivers that others write for Onestop."""
