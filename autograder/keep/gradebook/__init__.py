"""nbgrader's gradebook, a view of the class's record and its results.

writer          scores, graded notebooks; submission: one submission's rows
flow            what people wrote there comes back into the record, and it is made to agree with that
reading         what people may have written there, by a few queries; marks: of one submission
people          students; late: what lateness costs, as nbgrader's plugins say it
changed_lesson  a lesson whose cells are others than those that were graded
"""
