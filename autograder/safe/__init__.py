"""What strangers wrote, made harmless to show.

text      no control characters, no endless lengths
png       pictures, rebuilt; drawing: figures, drawn again from what was recorded of them
value     what an answer was recorded as, in a line
notebook  graded notebooks: what was written and printed becomes text and pictures
quiet     what libraries say meanwhile is no news
"""
