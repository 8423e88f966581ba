"""Submissions in: from an LMS's zip, a folder or git checkouts to a class's folder.

names      what a file's name says of who handed it in
gradescope whose each folder of its export is
roster     who is in the class, and which name or number is whose
sources    zip and folder, listed and read with caps; checkouts: the time of a commit
lessons    which lesson a notebook is, by its cells' ids
plan       pure: what becomes of each file
write      the class's folder, atomically
run        all of it
"""
