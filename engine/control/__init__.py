"""What acts on jobs: launch, stop, resume, reconcile. May be imported by the CLI and the panel."""
