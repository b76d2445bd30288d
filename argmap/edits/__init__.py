"""What one can do to a map, each as one edit: add, set, tag, capture, remove."""
