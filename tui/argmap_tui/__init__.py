"""The terminal UI of argmap; the only place that imports Textual."""
