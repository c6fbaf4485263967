"""The recipes: one file each, found by name. Importing them costs no torch."""
