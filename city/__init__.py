"""The city platform: takes in what terminals send, keeps it once, and tells what became of it."""
