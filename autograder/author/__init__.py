"""What an author of lessons does: write them down, release them, grade their tests.

release       solutions/ → lessons/; bundle: what students get; site: the same as web pages
rules         what a lesson must keep besides being right
answers       the bank of right and wrong answers, and the runs that try them
probing       mistakes known by name: told in every class, and said alike where they look alike
known_worth   other notebooks whose worth is known; seeds: the reference from other seeds
verify        all of it; verify_table: what is said of it
habits        changes that keep a right answer right; habit_runs: right answers that have them
mutants       the reference's answer with one thing changed; mutant_runs: who is caught
grading_tests both on chosen lessons, and docs/grading-tests.md; splicing: a text changed by its syntax
"""
