"""The parts of the benchmark's driver, Benchmarks/bench.py."""
