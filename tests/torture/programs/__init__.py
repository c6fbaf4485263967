"""Programs that rows of torture run."""
