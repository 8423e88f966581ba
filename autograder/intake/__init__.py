"""What was handed in: found in the class's folder (submissions), when (times), read as data (notebook).

alignment    which cell of a submission is which of the lesson's
other_files  what is no notebook, said by name
"""
