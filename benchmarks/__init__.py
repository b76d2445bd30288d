"""What argmap costs, measured: see README.md here. Run with `python -m benchmarks` from a checkout."""
