"""The command line: one file per family of verbs. Imported by the `traindeck` entry point alone.

Data goes to standard output and words to standard error. Exit status: 0 fine, 1 the job failed, 2 bad usage or input,
3 no such job, 4 refused.
"""
