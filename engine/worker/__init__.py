"""What runs inside a job's own process. Only the CLI and the panel's form import `engine.worker.recipes`."""
