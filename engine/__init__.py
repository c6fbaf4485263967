"""Traindeck's engine: jobs as files and processes. It knows nothing of the panel.

This file stays free of imports: the shim of every running job loads it.
"""

__version__ = "0.1.0"
