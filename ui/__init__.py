"""What faces people: theme, components, keyboards, cameras' pictures, lanes."""
