"""The guardian of one job: parent of its worker, keeper of its exit code, carrier of its stop.

Standard library only, since one runs beside every job for as long as the job does. Nobody imports this package; the
launcher starts it as `python -P -m engine.shim`.
"""
