"""Training with PyTorch. Only the worker imports this; `reading` alone does without PyTorch."""
