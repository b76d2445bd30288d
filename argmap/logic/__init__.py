"""What holds, how likely, by virtue of what: pure functions of a map and a view, on decision diagrams of our own."""
