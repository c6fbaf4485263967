"""Regular expressions that a user typed, run where they can be ended: some take longer than anybody lives."""
