"""What looks at jobs: watcher, store, series, metrics, logs. May be imported by the CLI and the panel."""
