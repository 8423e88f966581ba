"""A run compared with the reference's: records, probes, checks, a judgement.

wire             plain data: what may cross from a kernel to the grader
records          what a kernel said of one fact, decoded
probes           the arguments that students' functions are called with
exercises        what a lesson's key asks for
checks/          how a record is compared; networks/: networks rebuilt and run in NumPy
mistakes         what the bank's wrong answers record
reference        the lesson's own solution, run under the class's probes
judge            a verdict on each record, points for each exercise
result           what comes out: plain values
graded_notebook  the notebook as it goes back
"""
