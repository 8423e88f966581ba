"""What people see: a class published, its pages, its tables, what goes to an LMS, words for the terminal.

publish    writes a class's pages and table; csv: the table
report     both made anew from the journal; rows: a class as it was last published
pages/     feedback for one student, one page for the class
exchange   what brings a page back through nbgrader's exchange
lms        grades as Canvas and Moodle import them
deadlines  due dates and extensions; receipts: what was handed in, by its receipt
preview    what grading anew would change
terminal   what a command says when it is done; collected: what was collected; progress: meanwhile
"""
