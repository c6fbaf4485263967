"""The panel: a Textual application over the engine."""
