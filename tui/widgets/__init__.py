"""One widget per file; a widget never imports a screen."""
