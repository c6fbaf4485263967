"""Tables of what can be done on the screens above that of the jobs; each screen imports its own when it is opened."""
