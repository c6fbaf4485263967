"""One module a row: TITLE, FULL and CI (numbers of rounds) and `torture(rounds, root) -> Result`."""
