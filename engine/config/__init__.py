"""What users set once and for all, in TOML: a file of their own, and one that comes with a workspace.

`settings` declares what can be set, `read` reads files and says what is wrong in them, `config` puts everything
together, `remembered` keeps what was chosen in the panel, `template` writes a file that explains itself.

Anyone may import this. Where no file exists, looking for them is all that it costs.
"""
