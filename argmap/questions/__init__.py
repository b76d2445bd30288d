"""The questions one can ask of a map: each a pure function of the map, in a module of its own."""
