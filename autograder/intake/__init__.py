"""What was handed in.

submissions  found in the class's folder; times: when; receipt: a code for both
reading      read as data: cells; notebook: made a notebook that may be run
alignment    which cell of a submission is which of the lesson's, and in what order they run
update       a corrected lesson into a student's notebook; update_folder: into their folder
other_files  what is no notebook, said by name
"""
