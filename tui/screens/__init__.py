"""One screen per file; a screen never imports the app."""
