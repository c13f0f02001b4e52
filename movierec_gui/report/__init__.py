"""Reports: what runs found out, as one folder or zip with all that is needed to reproduce it."""
