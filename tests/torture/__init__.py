"""What RELIABILITY promises, round after round: small in the suite, at full size by `make torture`."""
