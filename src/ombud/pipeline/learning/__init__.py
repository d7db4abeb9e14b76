"""What people decided teaches the measuring: labels, calibration, local learning, and the way back."""
