"""Settings of all tests."""

from hypothesis import settings

# How long an example takes says more about the machine's load than about the code: speed is the benchmarks' business.
settings.register_profile("traindeck", deadline=None)
settings.load_profile("traindeck")
