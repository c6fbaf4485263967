"""Several jobs beside each other: what was asked of them, what came of it, and which differ only in the seed. Pure."""
