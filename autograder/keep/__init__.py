"""What is kept of a class: its journal, and nbgrader's gradebook, which is made from it.

journal    results, each under the hash of all that it depends on (identity); lines: files that only grow
record     what people decided and what was handed in: students, due dates, extensions, marks, attempts
deadlines  due dates, extensions and penalties, as a person sets them; late: what lateness costs
marks      a person's marks, and the answers that they hold for
secret     what makes a class's probes impossible to know beforehand; lock: one run at a time
gradebook/ nbgrader's: what people write there comes back into the record
"""
