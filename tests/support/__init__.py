"""What tests and benchmarks share: real servers, and records that fit together."""
