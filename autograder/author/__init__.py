"""What an author of lessons does: write them down, release them, grade their tests.

release       solutions/ → lessons/; bundle: what students get
rules         what a lesson must keep besides being right
answers       the bank of right and wrong answers, and the runs that try them
probing       mistakes known by name: told in every class, and said alike where they look alike
known_worth   other notebooks whose worth is known; seeds: the reference from other seeds
verify        all of it; verify_table: what is said of it
"""
