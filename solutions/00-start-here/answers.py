# Answers to the exercises of lesson 00: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% mean-guess | right | sum and length
mean_guess = sum(guesses) / len(guesses)

# %% mean-guess | right | a loop, and a print on the way
total = 0
for guess in guesses:
    total += guess
mean_guess = total / guesses.size
print("the mean is", mean_guess)

# %% mean-guess | right | fmean of the standard library
import statistics
mean_guess = statistics.fmean(guesses)

# %% mean-guess | right | an array without dimensions, 32 bits
mean_guess = np.array(np.mean(guesses), dtype="float32")

# %% mean-guess | right | adding up in another order differs in the last digit only
mean_guess = sum(guess / 12 for guess in guesses[::-1])

# %% mean-guess | right | a Fraction
from fractions import Fraction
mean_guess = Fraction(int(guesses.sum()), len(guesses))

# %% mean-guess | right | a Decimal
from decimal import Decimal
mean_guess = Decimal(int(guesses.sum())) / len(guesses)

# %% mean-guess | right | half precision
mean_guess = guesses.mean(dtype=np.float32).astype(np.float16)

# %% mean-guess | right | shell lines and magics
!ls
files = !ls
%matplotlib inline
%time mean_guess = guesses.mean()

# %% mean-guess | right | all outputs cleared
from IPython.display import clear_output, display
handle = display("working", display_id=True)
mean_guess = guesses.mean()
handle.update("done")
clear_output(wait=True)
print(mean_guess)
clear_output()

# %% mean-guess | wrong | the sum
# This is the sum of the guesses. For the mean, divide it by how many there are.
mean_guess = np.sum(guesses)

# %% mean-guess | wrong | the median
# This is the median, the one in the middle. Asked for is the mean.
mean_guess = np.median(guesses)

# %% mean-guess | wrong | middle of the range
# This is the middle between the smallest and the largest guess. The mean counts all twelve.
mean_guess = (guesses.min() + guesses.max()) / 2

# %% mean-guess | wrong | divided by eleven
# The sum is divided by 11. There are twelve guesses: len(guesses).
mean_guess = guesses.sum() / (len(guesses) - 1)

# %% mean-guess | wrong, breaks unrounded | divided with //
# The mean is rounded, or cut off. Keep it as it is, and round only where you print.
mean_guess = guesses.sum() // len(guesses)

# %% mean-guess | wrong, breaks unrounded | rounded
# The mean is rounded, or cut off. Keep it as it is, and round only where you print.
mean_guess = round(guesses.mean())

# %% mean-guess | wrong | the truth
# This is what is really in the jar. Asked for is the mean of the guesses.
mean_guess = beans

# %% mean-guess | wrong | a text | Leave out the quotation marks
mean_guess = "627.5"

# %% mean-guess | wrong | printed, not assigned | Has nothing been assigned yet
mean_guess = print(guesses.mean())

# %% mean-guess | wrong | a method that was not called | put () behind its name
mean_guess = guesses.mean

# %% mean-guess | wrong, breaks one-number | twelve means | one single number is asked for
mean_guess = guesses / len(guesses)

# %% mean-guess | wrong | a cell is gone | name 'total' is not defined
mean_guess = total / 12

# %% mean-guess | wrong | untouched | not attempted
# YOUR CODE HERE
raise NotImplementedError("not attempted yet")

# %% distances | right | the builtin abs
def distances(numbers, target):
    return abs(target - numbers)

# %% distances | right | a list, one by one
def distances(numbers, target):
    result = []
    for number in numbers:
        result.append(abs(number - target))
    return result

# %% distances | right | the root of the square
def distances(numbers, target):
    return np.sqrt((numbers - target) ** 2)

# %% distances | right | where, and other names for the arguments
def distances(a, b):
    off = a - b
    return np.where(off < 0, -off, off)

# %% distances | right | a lambda
distances = lambda numbers, target: np.maximum(numbers - target, target - numbers)

# %% distances | wrong, breaks unchanged | changes the array that it was given | it changes its argument number 1
def distances(numbers, target):
    numbers -= target
    return np.abs(numbers)

# %% distances | right | progress shown and cleared at each call
from IPython.display import clear_output
def distances(numbers, target):
    result = []
    for place, number in enumerate(numbers):
        clear_output(wait=True)
        print(f"{place} of {len(numbers)}")
        result.append(abs(number - target))
    clear_output()
    return np.array(result)

# %% distances | right | Fractions in a list
from fractions import Fraction
def distances(numbers, target):
    return [abs(Fraction(float(number)) - Fraction(float(target))) for number in numbers]

# %% distances | right | an array of objects
from decimal import Decimal
def distances(numbers, target):
    return np.array([abs(Decimal(float(number)) - Decimal(float(target))) for number in numbers], dtype=object)

# %% distances | wrong | not called | it returned a function that was not called
def distances(numbers, target):
    return np.abs(numbers - target).copy

# %% distances | wrong | a generator | put list(…) around it
def distances(numbers, target):
    return (abs(number - target) for number in numbers)

# %% distances | wrong, breaks sign | signs left in
# The signs are still there: a distance is never negative.
def distances(numbers, target):
    return numbers - target

# %% distances | wrong | signs left in, the other way round
# The signs are still there: a distance is never negative.
def distances(numbers, target):
    return target - numbers

# %% distances | wrong | squares
# These are the squares of the distances.
def distances(numbers, target):
    return (numbers - target) ** 2

# %% distances | wrong, breaks array | the mean of them
# This is the mean of the distances. Asked for is one distance for each number.
def distances(numbers, target):
    return np.abs(numbers - target).mean()

# %% distances | wrong, breaks arguments | the jar, whatever it is called with
# The function gives the distances of the jar's guesses whatever it is called with. Use its arguments,
# numbers and target.
def distances(numbers, target):
    return np.abs(guesses - beans)

# %% distances | wrong | target forgotten
# The function computes with beans whatever its target is. Use its argument target.
def distances(numbers, target):
    return np.abs(numbers - beans)

# %% distances | wrong | numbers forgotten
# The function computes with guesses whatever its numbers are. Use its argument numbers.
def distances(numbers, target):
    return np.abs(guesses - target)

# %% distances | wrong | printed, not returned | it returns nothing: end with return
def distances(numbers, target):
    print(np.abs(numbers - target))

# %% distances | wrong | returns inside the loop | an array is asked for
def distances(numbers, target):
    for number in numbers:
        return abs(number - target)

# %% distances | wrong | absolute values subtracted
# The signs are taken away too early: subtract first, then take the sign off the difference.
def distances(numbers, target):
    return np.abs(numbers) - np.abs(target)

# %% distances | wrong | only what is too much
# Numbers below the target come out as 0. They are off as well, by target - number.
def distances(numbers, target):
    return np.maximum(numbers - target, 0)

# %% distances | wrong | one argument | it raised TypeError
def distances(numbers):
    return np.abs(numbers - 615)

# %% distances | wrong | another name | name 'distances' is not defined
def distance(numbers, target):
    return np.abs(numbers - target)

# %% distances | wrong | untouched | not attempted
def distances(numbers, target):
    # YOUR CODE HERE
    raise NotImplementedError("not attempted yet")

# %% quiz-fresh-kernel | right | capital letter
quiz_fresh_kernel = "B"

# %% quiz-fresh-kernel | right | with a full stop
quiz_fresh_kernel = 'b.'

# %% quiz-fresh-kernel | wrong | the check has passed | (a, your answer: not right)
quiz_fresh_kernel = "a"

# %% quiz-fresh-kernel | wrong | deleted cells come back | (c, your answer: not right)
quiz_fresh_kernel = "c"

# %% quiz-fresh-kernel | wrong | nothing can be graded | (d, your answer: not right)
quiz_fresh_kernel = "d"

# %% quiz-fresh-kernel | wrong | a number | a letter in quotation marks is asked for
quiz_fresh_kernel = 2

# %% quiz-fresh-kernel | wrong | no letter of these | none of the letters
quiz_fresh_kernel = "e"

# %% quiz-fresh-kernel | wrong | quotation marks forgotten | name 'b' is not defined
quiz_fresh_kernel = b
