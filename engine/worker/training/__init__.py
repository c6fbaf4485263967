"""The training itself. torch is imported here and in recipes, nowhere else."""
