"""What a public service is: pure rules and shapes, no Qt, disk, network or clock of its own."""
