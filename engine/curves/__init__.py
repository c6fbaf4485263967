"""What a picture of metrics says: axes, smoothing, windows, values at the cursor, export; free of any way to draw."""
