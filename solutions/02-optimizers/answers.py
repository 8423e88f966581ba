# The answer bank of lesson 02: see autograder/author/answers.py for its form.

# %% step | right | with NumPy's functions
def gd_step(w, gradient, learning_rate):
    return np.subtract(w, np.multiply(learning_rate, gradient))

# %% step | right | a copy, then in place
def gd_step(w, gradient, learning_rate):
    new = w.copy()
    new -= learning_rate * gradient
    return new

# %% step | right | one weight after the other
def gd_step(w, gradient, learning_rate):
    flat = [a - learning_rate * b for a, b in zip(w.ravel(), gradient.ravel())]
    return np.array(flat).reshape(w.shape)

# %% step | right | TensorFlow, float32
def gd_step(w, gradient, learning_rate):
    return tf.cast(w, tf.float32) - learning_rate * tf.cast(gradient, tf.float32)

# %% step | right | Keras's SGD on a variable
def gd_step(w, gradient, learning_rate):
    weight = keras.Variable(w)
    keras.optimizers.SGD(learning_rate=learning_rate).apply([gradient], [weight])
    return weight

# %% step | wrong | uphill
# Uphill: the gradient is to be subtracted.
def gd_step(w, gradient, learning_rate):
    return w + learning_rate * gradient

# %% step | wrong | no learning rate
# The learning rate is missing: multiply the gradient by it.
def gd_step(w, gradient, learning_rate):
    return w - gradient

# %% step | wrong, breaks new-array | in place
# The step is right, but it was written into the array that the function was given (w -= …). Write w - …
def gd_step(w, gradient, learning_rate):
    w -= learning_rate * gradient
    return w

# %% step | wrong, breaks new-array | in place, nothing returned
# gd_step returns nothing, and has changed the array that it was given: write return w - …
def gd_step(w, gradient, learning_rate):
    w -= learning_rate * gradient

# %% step | wrong | printed, not returned
# gd_step returns nothing: end with return.
def gd_step(w, gradient, learning_rate):
    print(w - learning_rate * gradient)

# %% step | wrong | the change alone
# This is the change alone. Add it to w.
def gd_step(w, gradient, learning_rate):
    return -learning_rate * gradient

# %% step | wrong | the change alone, without its sign
# This is the change alone, with a plus. Subtract it from w.
def gd_step(w, gradient, learning_rate):
    return learning_rate * gradient

# %% step | wrong | divided by the rate
# The gradient is divided by the learning rate: multiply.
def gd_step(w, gradient, learning_rate):
    return w - gradient / learning_rate

# %% step | wrong | the sign of the gradient only
# Only the signs of the gradient count here: its size does, too.
def gd_step(w, gradient, learning_rate):
    return w - learning_rate * np.sign(gradient)

# %% step | wrong | parentheses in the wrong place
# The rate has multiplied w as well: only the gradient.
def gd_step(w, gradient, learning_rate):
    return learning_rate * (w - gradient)

# %% step | wrong | w in place of the gradient
# This is (1 − rate) · w, or the like: the gradient is to be multiplied by the rate, not w.
def gd_step(w, gradient, learning_rate):
    return w - learning_rate * w

# %% step | wrong | the rate of the text | not right
def gd_step(w, gradient, learning_rate):
    return w - 0.1 * gradient

# %% descend | right | by gd_step
def descend(gradient, start, learning_rate, steps):
    places = [start]
    while len(places) <= steps:
        places.append(gd_step(places[-1], gradient(places[-1]), learning_rate))
    return np.array(places)

# %% descend | right | into an array made beforehand
def descend(gradient, start, learning_rate, steps):
    way = np.zeros((steps + 1, len(start)))
    way[0] = start
    for i in range(steps):
        way[i + 1] = way[i] - learning_rate * gradient(way[i])
    return way

# %% descend | right | in place, but copies kept, as a list
def descend(gradient, start, learning_rate, steps):
    w = start.astype("float64")
    way = [w.copy()]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        way.append(w.copy())
    return way

# %% descend | right | recursion and vstack
def descend(gradient, start, learning_rate, steps):
    if steps == 0:
        return start[np.newaxis]
    before = descend(gradient, start, learning_rate, steps - 1)
    return np.vstack([before, before[-1] - learning_rate * gradient(before[-1])])

# %% descend | right | Keras's SGD
def descend(gradient, start, learning_rate, steps):
    sgd, w = keras.optimizers.SGD(learning_rate), keras.Variable(start, dtype="float64")
    way = [w.numpy()]
    for _ in range(steps):
        sgd.apply([gradient(w.numpy())], [w])
        way.append(w.numpy())
    return np.stack(way)

# %% descend | wrong | in place, the same array again and again
# All rows are the last place: w -= … changes one and the same array again and again. Write w = w - …
def descend(gradient, start, learning_rate, steps):
    w = start
    places = [w]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        places.append(w)
    return np.array(places)

# %% descend | wrong | in place after a copied start
# After the start all rows are the last place: w -= … changes one and the same array. Write w = w - …
def descend(gradient, start, learning_rate, steps):
    w = start.copy()
    places = [start]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        places.append(w)
    return np.array(places)

# %% descend | wrong, breaks all-places | the start is missing
# The start is missing: it is the first row, so that there are steps + 1 rows.
def descend(gradient, start, learning_rate, steps):
    w, places = start, []
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        places.append(w)
    return np.array(places)

# %% descend | wrong | appended before the step
# The last place is missing: there are steps + 1 rows.
def descend(gradient, start, learning_rate, steps):
    w, places = start, []
    for _ in range(steps):
        places.append(w)
        w = w - learning_rate * gradient(w)
    return np.array(places)

# %% descend | wrong | one step too many
# One step too many.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps + 1):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong, breaks all-places | the end only
# Only the last place is returned. Return all of them, the start first.
def descend(gradient, start, learning_rate, steps):
    w = start
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
    return w

# %% descend | wrong | uphill
# Uphill: subtract the gradient, do not add it.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] + learning_rate * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | gradient asked for once
# Every step is the same: ask for the gradient anew in every step, where you are now.
def descend(gradient, start, learning_rate, steps):
    slope = gradient(start)
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * slope)
    return np.array(places)

# %% descend | wrong | rate left out
# The learning rate is missing: multiply the gradient by it.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | the rate of the check
# The learning rate is always 0.25 here: use the argument.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - 0.25 * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | the rate of the text
# The learning rate is always 0.1 here: use the argument.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - 0.1 * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | three steps
# There are always 3 steps here: use the argument.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(3):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong, breaks rows | places as columns
# The walk is right, but lies on its side: one row for each step.
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.array(places).T

# %% descend | wrong | concatenated
# These are the walk's places one below the other, in one row. Asked for is shape (steps + 1, n).
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.concatenate(places)

# %% descend | wrong | extend for append
# These are the walk's places one below the other, in one row. Asked for is shape (steps + 1, n).
def descend(gradient, start, learning_rate, steps):
    w, places = start, list(start)
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        places.extend(w)
    return np.array(places)

# %% descend | wrong | gradient not called | it raised TypeError
def descend(gradient, start, learning_rate, steps):
    w, places = start, [start]
    for _ in range(steps):
        w = w - learning_rate * gradient
        places.append(w)
    return np.array(places)

# %% descend | wrong | no return | return
def descend(gradient, start, learning_rate, steps):
    w, places = start, [start]
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        places.append(w)

# %% converge | right | while, and a counter
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w, taken = start, 0
    while taken < limit and np.abs(gradient(w)).max() >= tolerance:
        w = w - learning_rate * gradient(w)
        taken += 1
    return taken

# %% converge | right | all(), break
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start.astype(float)
    taken = 0
    for _ in range(limit):
        slope = gradient(w)
        if all(abs(s) < tolerance for s in slope):
            break
        w -= learning_rate * slope
        taken = taken + 1
    return taken

# %% converge | right | the norm with ord inf, a NumPy integer
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in np.arange(limit):
        if np.linalg.norm(gradient(w), np.inf) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return np.int64(limit)

# %% converge | right | by squares
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        g = gradient(w)
        if np.all(g**2 < tolerance**2):
            return taken
        w = w - learning_rate * g
    return limit

# %% converge | wrong, breaks absolute | signed gradient
# A gradient of −6 is not flat: compare the absolute values with the tolerance.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.max(gradient(w)) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong, breaks every-entry | one entry is enough
# One entry that is small is not enough: every entry of the gradient has to be.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if (np.abs(gradient(w)) < tolerance).any():
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | absolute value of the sum
# Entries of both signs cancel in a sum or mean: every entry has to be small by itself.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if abs(np.sum(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | absolute value of the mean
# Entries of both signs cancel in a sum or mean: every entry has to be small by itself.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if abs(np.mean(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | Euclidean length
# This looks at the length of the gradient; asked for is that every entry is below the tolerance.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.linalg.norm(gradient(w)) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | at most the tolerance
# Where a gradient is exactly the tolerance, it is not flat yet: "smaller than" is <, not <=.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.max(np.abs(gradient(w))) <= tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | mean of the absolute values
# This looks at the mean of the absolute values; asked for is that every one is below the tolerance.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.mean(np.abs(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | how far the weights move
# This looks at how far the weights moved, so the rate comes in. Look at the gradient itself.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        move = learning_rate * gradient(w)
        if np.max(np.abs(move)) < tolerance:
            return taken
        w = w - move
    return limit

# %% converge | wrong, breaks flat-start | counts from one
# One too many, except where it gives up: look before you step, and return the number of steps made.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(1, limit + 1):
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | places counted
# One too many: where it is flat already, no step is needed. Look before you step, and count the steps made.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    places = [start]
    while len(places) <= limit and np.max(np.abs(gradient(places[-1]))) >= tolerance:
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return len(places)

# %% converge | wrong | looks after the step
# At a start that is flat already it still makes a step: look first, then step.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        w = w - learning_rate * gradient(w)
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken + 1
    return limit

# %% converge | wrong | looks after the step, and counts one too few
# One too few: the step that led to where it is flat counts, too.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        w = w - learning_rate * gradient(w)
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken
    return limit

# %% converge | wrong, breaks number | the place
# This is the place. Asked for is the number of steps.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.max(np.abs(gradient(w))) < tolerance:
            break
        w = w - learning_rate * gradient(w)
    return w

# %% converge | wrong | never returns early
# This is always the limit: return as soon as it is flat.
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong, breaks limit | nothing returned at the limit | it returns nothing
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)

# %% stable | right | written as fractions of the distance
def shrink_factor(learning_rate, curvature):
    distance = 1.0
    return (distance - learning_rate * curvature * distance) / distance

def largest_stable_rate(curvatures):
    return min(2 / a for a in curvatures)

# %% stable | right | sorted, keras.ops
def shrink_factor(learning_rate, curvature):
    return keras.ops.subtract(1.0, learning_rate * curvature)

def largest_stable_rate(curvatures):
    return 2 / sorted(curvatures)[-1]

# %% stable | right | measured by halving an interval
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    low, high = 0.0, 100.0
    for _ in range(100):
        middle = (low + high) / 2
        if all(abs(shrink_factor(middle, a)) < 1 for a in curvatures):
            low = middle
        else:
            high = middle
    return low

# %% stable | wrong | what is taken away
# This is what is taken away; asked for is what is left of the distance.
def shrink_factor(learning_rate, curvature):
    return learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong, breaks sign | without its sign
# Keep the sign: a negative factor says that the step leads across to the other side.
def shrink_factor(learning_rate, curvature):
    return abs(1 - learning_rate * curvature)

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | plus
# The step leads towards the bottom: 1 minus, not 1 plus.
def shrink_factor(learning_rate, curvature):
    return 1 + learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | of the loss
# This is what becomes of the loss: the square of the factor.
def shrink_factor(learning_rate, curvature):
    return (1 - learning_rate * curvature) ** 2

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | without the curvature
# The curvature is missing: rate · a is taken away.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | without the rate
# The rate is missing: rate · a is taken away.
def shrink_factor(learning_rate, curvature):
    return 1 - curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | half the curvature
# The curvature is halved or doubled: each step takes rate · a away.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature / 2

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | twice the curvature
# The curvature is halved or doubled: each step takes rate · a away.
def shrink_factor(learning_rate, curvature):
    return 1 - 2 * learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | the sign the wrong way round
# The sign is the wrong way round: 1 − rate · a.
def shrink_factor(learning_rate, curvature):
    return learning_rate * curvature - 1

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | divided
# Divided instead of multiplied: 1 − rate · a.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate / curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | cut off at 0
# A negative factor is cut off at 0: it says that the step overshoots.
def shrink_factor(learning_rate, curvature):
    return max(0, 1 - learning_rate * curvature)

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | the curvature of the example | which is not the right value
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * 2

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | right to the bottom
# At this rate one step leads right to the bottom of the steepest direction. Up to twice as much converges.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 1 / np.max(curvatures)

# %% stable | wrong, breaks all-directions | the flattest direction
# This is the limit of the flattest direction. The one with the largest curvature gives up first.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.min(curvatures)

# %% stable | wrong | the flattest direction, halved
# This is the limit of the flattest direction, halved.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 1 / np.min(curvatures)

# %% stable | wrong | half of the inverse
# This is half of the largest curvature's inverse: 2 / a, not 1 / (2 a).
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 1 / (2 * np.max(curvatures))

# %% stable | wrong | the first weight
# The first weight is taken: look for the largest curvature.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / curvatures[0]

# %% stable | wrong | the last weight
# The last weight is taken: look for the largest curvature.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / curvatures[-1]

# %% stable | wrong | largest of the limits
# This is the limit of the flattest direction. The one with the largest curvature gives up first.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return max(2 / a for a in curvatures)

# %% stable | wrong | sum
# The curvatures do not add up: each direction has its own limit, and the smallest of these counts.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.sum(curvatures)

# %% stable | wrong | mean
# The mean curvature does not matter: each direction has its own limit, and the smallest of these counts.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.mean(curvatures)

# %% stable | wrong, breaks one-number | one for each
# There is one limit for each direction. Asked for is one rate that works in all of them.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / curvatures

# %% stable | wrong | the fastest rate
# This is the rate that is fastest in the worst direction. Asked for is the one where it stops converging.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / (curvatures.min() + curvatures.max())

# %% stable | wrong | upside down
# This is the wrong way up: 2 divided by the largest curvature.
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return np.max(curvatures) / 2

# %% quiz-curves | right | capitals and full stops
run_1 = "C"
run_2 = "a."
run_3 = " b"
run_4 = "(d)"

# %% quiz-curves | right | in one line
run_1, run_2, run_3, run_4 = "cabd"

# %% quiz-curves | wrong | too large taken for diverging | Such a run looks otherwise (so large that it diverges
run_1 = "d"
run_2 = "a"
run_3 = "b"
run_4 = "d"

# %% quiz-curves | wrong | diverging taken for too large | the loss leaves the picture at the top
run_1 = "c"
run_2 = "a"
run_3 = "b"
run_4 = "c"

# %% quiz-curves | wrong | too small taken for right, as it is smooth | has hardly begun after 60 steps
run_1 = "c"
run_2 = "b"
run_3 = "b"
run_4 = "d"

# %% quiz-curves | wrong | fast taken for too large | a quick fall, and then it stays
run_1 = "c"
run_2 = "a"
run_3 = "c"
run_4 = "d"

# %% quiz-curves | wrong | left empty | No letter is chosen
run_1 = ""
run_2 = "a"
run_3 = "b"
run_4 = "d"

# %% quiz-curves | wrong | a number | a letter in quotation marks
run_1 = 3
run_2 = "a"
run_3 = "b"
run_4 = "d"

# %% steps | right | math.ceil
import math

def number_of_steps(examples, batch_size, epochs):
    return epochs * math.ceil(examples / batch_size)

# %% steps | right | NumPy's ceil, a float
def number_of_steps(examples, batch_size, epochs):
    return np.ceil(examples / batch_size) * epochs

# %% steps | right | counted in a loop
def number_of_steps(examples, batch_size, epochs):
    steps = 0
    for _ in range(epochs):
        for first in range(0, examples, batch_size):
            steps += 1
    return steps

# %% steps | right | divmod
def number_of_steps(examples, batch_size, epochs):
    full, rest = divmod(examples, batch_size)
    return (full + (rest > 0)) * epochs

# %% steps | wrong | rounded down
# The last, smaller batch of an epoch is a step too: round the number of batches up.
def number_of_steps(examples, batch_size, epochs):
    return examples // batch_size * epochs

# %% steps | wrong, breaks every-epoch | rounded once for all
# Round up for each epoch, not once for all: every epoch begins with a full batch.
import math

def number_of_steps(examples, batch_size, epochs):
    return math.ceil(examples * epochs / batch_size)

# %% steps | wrong, breaks whole | not rounded
# The number of batches is not whole: round it up, the last one is smaller.
def number_of_steps(examples, batch_size, epochs):
    return examples / batch_size * epochs

# %% steps | wrong | always one more
# Where the examples divide evenly into batches, there is no extra one.
def number_of_steps(examples, batch_size, epochs):
    return (examples // batch_size + 1) * epochs

# %% steps | wrong | to the nearest
# Rounded to the nearest: a smaller last batch is always one more step.
def number_of_steps(examples, batch_size, epochs):
    return round(examples / batch_size) * epochs

# %% steps | wrong | without a last batch of one
# A last batch of one example is a step, too.
def number_of_steps(examples, batch_size, epochs):
    return (examples // batch_size + (examples % batch_size > 1)) * epochs

# %% steps | wrong | one epoch
# These are the steps of one epoch: multiply by the epochs.
def number_of_steps(examples, batch_size, epochs):
    return -(-examples // batch_size)

# %% steps | wrong | epochs
# These are the epochs: the weights move after each batch.
def number_of_steps(examples, batch_size, epochs):
    return epochs

# %% steps | wrong | examples seen
# These are the examples that are looked at, not the steps.
def number_of_steps(examples, batch_size, epochs):
    return examples * epochs

# %% steps | wrong | rounded down, once for all
# Round down nowhere: every epoch begins with a full batch and ends with what is left.
def number_of_steps(examples, batch_size, epochs):
    return examples * epochs // batch_size

# %% momentum | right | one line each, other order of the terms
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    new_velocity = -learning_rate * gradient + velocity * momentum
    new_w = new_velocity + w
    return [new_w, new_velocity]

# %% momentum | right | converted from the other convention
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    uphill = -velocity / learning_rate
    uphill = momentum * uphill + gradient
    return w - learning_rate * uphill, -learning_rate * uphill

# %% momentum | right | keras.ops
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = keras.ops.subtract(momentum * velocity, learning_rate * gradient)
    return keras.ops.add(w, velocity), velocity

# %% momentum | right | in place on copies, as one array
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    w, velocity = w.copy(), velocity.copy()
    velocity *= momentum
    velocity -= learning_rate * gradient
    w += velocity
    return np.stack([w, velocity])

# %% momentum | wrong, breaks keras | the other convention
# This is the other convention: the rate comes in last, and the velocity points uphill. In Keras's form the
# velocity is momentum · velocity − rate · gradient, and w moves by it.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity

# %% momentum | wrong | uphill velocity, subtracted
# The velocity points uphill here (+ rate · gradient). In Keras's form the gradient is subtracted, and the
# velocity is added to w.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * gradient
    return w - velocity, velocity

# %% momentum | wrong | uphill
# Uphill: the velocity takes in minus the learning rate times the gradient.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | moved against the velocity
# The velocity is right, but w was moved against it: it points downhill already, so add it.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w - velocity, velocity

# %% momentum | wrong | moved by the old velocity
# w was moved by the old velocity. First the new velocity, then w moves by it.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    w = w + velocity
    velocity = momentum * velocity - learning_rate * gradient
    return w, velocity

# %% momentum | wrong | velocity never fades
# The old velocity is not multiplied by momentum, so it never fades.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = velocity - learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | averaged
# The gradient is multiplied by 1 − momentum here. Keras's form does not do that.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - (1 - momentum) * learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | rate twice
# The learning rate multiplies the velocity once more: it is in there already.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w + learning_rate * velocity, velocity

# %% momentum | wrong | without the rate
# The learning rate is missing in the velocity.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - gradient
    return w + velocity, velocity

# %% momentum | wrong | plain gradient descent
# The old velocity is forgotten: this is plain gradient descent.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = -learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | parentheses
# Momentum multiplies the gradient's part as well. It only fades the old velocity.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * (velocity - learning_rate * gradient)
    return w + velocity, velocity

# %% momentum | wrong, breaks both | order swapped
# The right numbers in the wrong order: return w first, then velocity.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return velocity, w + velocity

# %% momentum | wrong, breaks both | only w
# Only w is returned. The velocity is needed for the next step: return w, velocity.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w + velocity

# %% momentum | wrong | the old velocity returned
# The old velocity is returned: the new one is needed for the next step.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    new = momentum * velocity - learning_rate * gradient
    return w + new, velocity

# %% momentum | wrong | Nesterov
# This is Nesterov's momentum, which looks a step ahead. Asked for is the plain one.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w + momentum * velocity - learning_rate * gradient, velocity

# %% momentum | wrong | numbers swapped
# Momentum and learning rate are swapped.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = learning_rate * velocity - momentum * gradient
    return w + velocity, velocity

# %% momentum | wrong | only the velocity
# Only the velocity is returned: return w, velocity.
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    return momentum * velocity - learning_rate * gradient

# %% momentum | wrong | nothing returned | return
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    w = w + velocity

# %% rmsprop | right | as Keras adds up
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    new = average + (np.square(gradient) - average) * (1 - rho)
    return w - learning_rate * gradient * (new + epsilon) ** -0.5, new

# %% rmsprop | right | weight by weight
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    new_w, new_average = np.empty_like(w), np.empty_like(w)
    for place in np.ndindex(w.shape):
        new_average[place] = rho * average[place] + (1 - rho) * gradient[place] ** 2
        new_w[place] = w[place] - learning_rate * gradient[place] / (new_average[place] + epsilon) ** 0.5
    return new_w, new_average

# %% rmsprop | right | TensorFlow in float64
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    w, average, gradient = (tf.convert_to_tensor(one) for one in (w, average, gradient))
    average = rho * average + (1 - rho) * tf.square(gradient)
    return w - learning_rate * gradient * tf.math.rsqrt(average + epsilon), average

# %% rmsprop | right | float32
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    w, average, gradient = (one.astype("float32") for one in (w, average, gradient))
    average = rho * average + (1 - rho) * gradient * gradient
    return [w - learning_rate * gradient / np.sqrt(average + epsilon), average]

# %% rmsprop | wrong, breaks epsilon | epsilon beside the root
# Epsilon is added beside the root. In Keras's RMSprop it stands under it: √(average + epsilon).
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(average) + epsilon), average

# %% rmsprop | wrong | no epsilon
# There is no epsilon, so a gradient of 0 gives 0 / 0: √(average + epsilon).
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(average), average

# %% rmsprop | wrong | epsilon of its own
# Epsilon is always 1e-7 here: use the argument.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(average + 1e-7), average

# %% rmsprop | wrong | epsilon kept in the average
# Epsilon went into the average itself. Add it only where you divide.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2 + epsilon
    return w - learning_rate * gradient / np.sqrt(average), average

# %% rmsprop | wrong | no root
# The root is missing: divide by the root of the average.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / (average + epsilon), average

# %% rmsprop | wrong | plain gradient descent
# This is plain gradient descent: divide the step by the root of the average.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient, average

# %% rmsprop | wrong | without the rate
# The learning rate is missing.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | multiplied by the root
# Multiplied by the root of the average: divide.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient * np.sqrt(average + epsilon), average

# %% rmsprop | wrong | rho swapped
# rho and 1 − rho are swapped: rho is what stays of the old average.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = (1 - rho) * average + rho * gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | AdaGrad
# This is AdaGrad: it adds up all squares. RMSProp averages, and so forgets.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = average + gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | not squared
# The gradient is averaged, not its square.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | absolute values
# The absolute values are averaged. RMSProp averages the squares.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * np.abs(gradient)
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | step with the old average
# Divided by the root of the old average. First the new average, then the step with it.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    w = w - learning_rate * gradient / np.sqrt(average + epsilon)
    average = rho * average + (1 - rho) * gradient**2
    return w, average

# %% rmsprop | wrong | a mean over the weights
# One average for all weights together: each weight has its own, entry by entry.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * np.mean(gradient**2)
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | uphill
# Uphill: subtract the step from w.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w + learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | a sum that fades
# 1 − rho is missing: an average takes (1 − rho) of the new square in.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | nothing above the fraction
# The gradient is missing above the fraction.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate / np.sqrt(average + epsilon), average

# %% rmsprop | wrong, breaks both | order swapped
# The right numbers in the wrong order: return w first, then average.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return average, w - learning_rate * gradient / np.sqrt(average + epsilon)

# %% rmsprop | wrong, breaks both | only w
# Only w is returned. The average is needed for the next step: return w, average.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon)

# %% rmsprop | wrong | the old average returned
# The old average is returned: the new one is needed for the next step.
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    new = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(new + epsilon), average

# %% adam | right | as Keras adds up
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    alpha = learning_rate * (1 - beta_2**step) ** 0.5 / (1 - beta_1**step)
    m = m + (gradient - m) * (1 - beta_1)
    v = v + (gradient**2 - v) * (1 - beta_2)
    return w - m * alpha / (v**0.5 + epsilon), m, v

# %% adam | right | the paper's form with epsilon made to fit
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    new_m = beta_1 * m + (1 - beta_1) * gradient
    new_v = beta_2 * v + (1 - beta_2) * np.square(gradient)
    m_hat, v_hat = new_m / (1 - beta_1**step), new_v / (1 - beta_2**step)
    fitting = epsilon / np.sqrt(1 - beta_2**step)
    return [w - learning_rate * m_hat / (np.sqrt(v_hat) + fitting), new_m, new_v]

# %% adam | right | weight by weight, as one array
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    out = np.zeros((3, *w.shape))
    rate = learning_rate * np.sqrt(1 - np.power(beta_2, step)) / (1 - np.power(beta_1, step))
    for i in np.ndindex(w.shape):
        one_m = beta_1 * m[i] + (1 - beta_1) * gradient[i]
        one_v = beta_2 * v[i] + (1 - beta_2) * gradient[i] ** 2
        out[(0, *i)], out[(1, *i)], out[(2, *i)] = w[i] - rate * one_m / (one_v**0.5 + epsilon), one_m, one_v
    return out

# %% adam | right | keras.ops in float64
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    ops = keras.ops
    m = ops.add(ops.multiply(beta_1, m), (1 - beta_1) * gradient)
    v = ops.add(ops.multiply(beta_2, v), (1 - beta_2) * ops.square(gradient))
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (ops.sqrt(v) + epsilon), m, v

# %% adam | wrong, breaks keras | the paper's first form
# This is the first form of the paper: epsilon beside the root of the corrected v. Keras adds it to the
# root of v as it is, and corrects the rate.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**step)
    v_hat = v / (1 - beta_2**step)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v

# %% adam | wrong | corrected averages returned
# The averages are returned corrected. Keep m and v as they are, and correct only what you step with:
# otherwise the next step corrects them again.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m = m / (1 - beta_1**step)
    v = v / (1 - beta_2**step)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | corrections upside down
# The corrections are upside down: 1 − beta_1^t stands below, the root of 1 − beta_2^t above.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * (1 - beta_1**step) / np.sqrt(1 - beta_2**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | sums that fade
# 1 − beta is missing: an average takes only that share of what is new.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + gradient
    v = beta_2 * v + gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | a first sum that fades
# 1 − beta_1 is missing in m: an average takes only that share of the new gradient.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | w at the end
# w is in the wrong place: return w, m, v.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return m, v, w - rate * m / (np.sqrt(v) + epsilon)

# %% adam | wrong | the old averages returned
# The old m and v are returned: the new ones are needed for the next step.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    new_m = beta_1 * m + (1 - beta_1) * gradient
    new_v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * new_m / (np.sqrt(new_v) + epsilon), m, v

# %% adam | wrong | epsilon of its own
# Epsilon is always 1e-7 here: use the argument.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + 1e-7), m, v

# %% adam | wrong | no correction
# There is no bias correction: the first steps are several times too long.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | only m corrected
# Only m is corrected, not v.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate / (1 - beta_1**step) * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | only v corrected
# Only v is corrected, not m.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate * np.sqrt(1 - beta_2**step) * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong, breaks step-number | the same correction in every step
# The correction is the same in every step: beta has to be taken to the power of step.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate * np.sqrt(1 - beta_2) / (1 - beta_1) * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | step counted from 0
# The step is counted one too low: step is 1 in the first step already.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    with np.errstate(all="ignore"):
        rate = learning_rate * np.sqrt(1 - beta_2 ** (step - 1)) / np.float64(1 - beta_1 ** (step - 1))
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | step counted one too high
# The step is counted one too high: step is 1 in the first step already.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    step = step + 1
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | product for power
# beta · step instead of beta ** step: it is a power.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2 * step) / (1 - beta_1 * step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | correction of v without a root
# The correction of v has lost its root.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * (1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | no root below
# The root is missing below the fraction: divide by √v + epsilon.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (v + epsilon), m, v

# %% adam | wrong | epsilon under the root
# Epsilon stands under the root. In Adam it stands beside it: √v + epsilon.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / np.sqrt(v + epsilon), m, v

# %% adam | wrong | no epsilon
# There is no epsilon, so a gradient of 0 gives 0 / 0: √v + epsilon.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / np.sqrt(v), m, v

# %% adam | wrong | betas swapped
# beta_1 and beta_2 are swapped: m goes with beta_1, v with beta_2.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_2 * m + (1 - beta_2) * gradient
    v = beta_1 * v + (1 - beta_1) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_1**step) / (1 - beta_2**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | shares swapped
# The shares are swapped: beta stays of the old average, 1 − beta comes from the new gradient.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = (1 - beta_1) * m + beta_1 * gradient
    v = (1 - beta_2) * v + beta_2 * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | v not squared
# v averages the gradients. It should average their squares.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    with np.errstate(invalid="ignore"):
        return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | the gradient above the fraction
# The gradient itself is above the fraction: that is RMSProp. Adam steps by m.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * gradient / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | step before the averages
# The step is made with the old averages. First m and v, then the step.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    w = w - rate * m / (np.sqrt(v) + epsilon)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w, m, v

# %% adam | wrong | uphill
# Uphill: subtract the step from w.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w + rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong, breaks all-three | m and v in the wrong order
# m and v are in the wrong order: return w, m, v.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), v, m

# %% adam | wrong, breaks all-three | only w
# Only w is returned. m and v are needed for the next step: return w, m, v.
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon)

# %% loss-curve | right | functional names, a callback's list
def loss_curve(optimizer_class, learning_rate):
    seen = []
    model = new_network()
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(), optimizer=optimizer_class(learning_rate))
    note = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs["loss"]))
    model.fit(digit_inputs, digit_labels, 64, 5, verbose=0, callbacks=[note])
    return seen

# %% loss-curve | right | with accuracy watched, as an array
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer_class(learning_rate=learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return np.array(net.fit(digit_inputs, digit_labels, batch_size=64, epochs=5, verbose=0).history["loss"])

# %% loss-curve | right | the rate set afterwards, one epoch at a time
def loss_curve(optimizer_class, learning_rate):
    optimizer = optimizer_class()
    optimizer.learning_rate = learning_rate
    net = new_network()
    net.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy")
    losses = []
    for _ in range(5):
        losses += net.fit(digit_inputs, digit_labels, batch_size=64, epochs=1, verbose=0).history["loss"]
    return losses

# %% loss-curve | right | one-hot labels and categorical cross-entropy
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="categorical_crossentropy")
    history = net.fit(digit_inputs, np.eye(10)[digit_labels], epochs=5, batch_size=64, verbose=0)
    return history.history["loss"]

# %% loss-curve | wrong, breaks new-network | one network for all trials | take a new network
one_network = new_network()

def loss_curve(optimizer_class, learning_rate):
    one_network.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return one_network.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong, breaks rate | rate not used | is the learning rate used?
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong, breaks optimizer | always SGD | is optimizer_class used?
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=keras.optimizers.SGD(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong, breaks optimizer | always Adam | those with SGD are not
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong, breaks losses | the History object | the History object
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0)

# %% loss-curve | wrong | the dictionary | This is the dictionary of what fit reports
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history

# %% loss-curve | wrong, breaks losses | the last loss only | This is the loss of the last epoch alone
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"][-1]

# %% loss-curve | wrong | accuracy | is this the accuracy?
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["accuracy"]

# %% loss-curve | wrong, breaks batches | batches of 32, the default | The losses fall too fast
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, verbose=0).history["loss"]

# %% loss-curve | wrong, breaks epochs | one epoch, the default | the shape asked for
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong | not compiled | it raised ValueError
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% sweep-plot | right | plt interface, semilogx
def plot_sweep(rates, losses):
    fig = plt.figure()
    for style, name in zip(["-o", ":x", "--"], losses):
        plt.semilogx(rates, losses[name], style, label=name)
    plt.xlabel("rate")
    plt.ylabel("loss")
    plt.legend()
    return fig

# %% sweep-plot | right | legend of the figure, a title, a grid
def plot_sweep(rates, losses):
    fig, ax = plt.subplots(figsize=(8, 4))
    markers = iter("os^v")
    for name in sorted(losses, reverse=True):
        ax.plot(rates, losses[name], marker=next(markers))
    ax.set(xscale="log", xlabel="learning rate", ylabel="loss after training", title="Sweep")
    ax.grid()
    fig.legend(sorted(losses, reverse=True))
    return fig

# %% sweep-plot | right | drawn from large to small rates
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    styles = ["-", "--"]
    for i, (name, values) in enumerate(losses.items()):
        ax.plot(rates[::-1], values[::-1], styles[i], label=f"{name} (final)")
    plt.xscale("log")
    ax.set_xlabel("rate")
    ax.set_ylabel("loss")
    ax.legend(loc="best")
    return fig

# %% sweep-plot | wrong, breaks logarithmic | linear axis | The x axis has the scale linear
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
    ax.set(xlabel="rate", ylabel="loss")
    ax.legend()
    return fig

# %% sweep-plot | wrong, breaks logarithmic | both axes logarithmic | The y axis has the scale log
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.loglog(rates, values, label=name)
    ax.set(xlabel="rate", ylabel="loss")
    ax.legend()
    return fig

# %% sweep-plot | wrong | axes swapped | Not all lines show the data
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(values, rates, label=name)
    ax.set(xscale="log", xlabel="loss", ylabel="rate")
    ax.legend()
    return fig

# %% sweep-plot | wrong | logarithms drawn on a linear axis | has the scale linear
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(np.log10(rates), values, label=name)
    ax.set(xlabel="log10 of the rate", ylabel="loss")
    ax.legend()
    return fig

# %% sweep-plot | wrong | against their numbers | Not all lines show the data
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(values, label=name)
    ax.set(xscale="log", xlabel="rate", ylabel="loss")
    ax.legend()
    return fig

# %% sweep-plot | wrong, breaks each-name | only the first | The figure has 1 line
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
        ax.set(xscale="log", xlabel="rate", ylabel="loss")
        ax.legend()
        return fig

# %% sweep-plot | wrong, breaks legend | no legend | There is no legend
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
    ax.set(xscale="log", xlabel="rate", ylabel="loss")
    return fig

# %% sweep-plot | wrong, breaks labels | y axis without a label | The y axis has no label
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
    ax.set(xscale="log", xlabel="rate")
    ax.legend()
    return fig

# %% sweep-plot | wrong, breaks styles | one style for all | same style
def plot_sweep(rates, losses):
    fig, axis = plt.subplots()
    for name, values in losses.items():
        axis.plot(rates, values, "k-", label=name)
    axis.set(xscale="log", xlabel="learning rate", ylabel="loss")
    axis.legend()
    return fig

# %% sweep-plot | wrong, breaks one-plot | side by side | 2 plots
def plot_sweep(rates, losses):
    fig, axes = plt.subplots(1, len(losses))
    for ax, (name, values) in zip(axes, losses.items()):
        ax.semilogx(rates, values, label=name)
        ax.set(xlabel="rate", ylabel="loss")
        ax.legend()
    return fig

# %% sweep-plot | wrong, breaks legend | one name for all | Two lines have the same name
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for values in losses.values():
        ax.semilogx(rates, values, label="loss")
    ax.set(xlabel="rate", ylabel="loss")
    ax.legend()
    return fig

# %% pick-rate | right | a loop
def pick_rate(rates, final_losses):
    best, best_loss = None, float("inf")
    for rate, loss in zip(rates, final_losses):
        if loss < best_loss:  # never true for NaN
            best, best_loss = rate, loss
    return best

# %% pick-rate | right | finite ones only, sorted
def pick_rate(rates, final_losses):
    finite = np.isfinite(final_losses)
    return sorted(zip(final_losses[finite], rates[finite]))[0][1]

# %% pick-rate | right | NaN replaced
def pick_rate(rates, final_losses):
    return float(rates[np.argmin(np.nan_to_num(final_losses, nan=np.inf))])

# %% pick-rate | wrong, breaks finite | argmin
# A diverged run won: argmin takes NaN for the smallest. np.nanargmin leaves it aside.
def pick_rate(rates, final_losses):
    return rates[np.argmin(final_losses)]

# %% pick-rate | wrong, breaks rate | the place
# This is a place in the array. Asked for is the rate at that place.
def pick_rate(rates, final_losses):
    return np.nanargmin(final_losses)

# %% pick-rate | wrong, breaks rate | the loss
# This is the loss. Asked for is the rate that gave it.
def pick_rate(rates, final_losses):
    return np.nanmin(final_losses)

# %% pick-rate | wrong | the loss, with NaN
# This is the loss of a diverged run: np.min gives NaN as soon as one is there. And the rate is asked for.
def pick_rate(rates, final_losses):
    return np.min(final_losses)

# %% pick-rate | wrong | a place among those that did not diverge
# The places have shifted: without the diverged runs the losses no longer stand beside their rates.
def pick_rate(rates, final_losses):
    return rates[np.argmin(final_losses[np.isfinite(final_losses)])]

# %% pick-rate | wrong | the worst
# This is the rate with the largest loss.
def pick_rate(rates, final_losses):
    return rates[np.nanargmax(final_losses)]

# %% pick-rate | wrong | the largest that did not diverge
# This is the largest rate that did not diverge. Asked for is the lowest loss.
def pick_rate(rates, final_losses):
    return rates[np.isfinite(final_losses)].max()

# %% pick-rate | wrong | smallest rate
# This is the smallest rate. Asked for is the lowest loss.
def pick_rate(rates, final_losses):
    return min(rates)

# %% pick-rate | wrong | the best of the check | not the right value
def pick_rate(rates, final_losses):
    return 0.01

# %% pick-rate | wrong, breaks finite | NaN taken for 0
# A diverged run won: argmin takes NaN for the smallest. np.nanargmin leaves it aside.
def pick_rate(rates, final_losses):
    return rates[np.argmin(np.nan_to_num(final_losses))]

# %% quiz-optimizers | right | capitals
answer_1 = "B"
answer_2 = "C"
answer_3 = "A"
answer_4 = "C"

# %% quiz-optimizers | right | in one line, with parentheses
answer_1, answer_2, answer_3, answer_4 = "b)", "c)", "a)", "c)"

# %% quiz-optimizers | wrong | backpropagation moves the weights | The wrong way round
answer_1 = "a"
answer_2 = "c"
answer_3 = "a"
answer_4 = "c"

# %% quiz-optimizers | wrong | the same thing | They are two jobs
answer_1 = "c"
answer_2 = "c"
answer_3 = "a"
answer_4 = "c"

# %% quiz-optimizers | wrong | after each epoch | does not wait for an epoch's end
answer_1 = "b"
answer_2 = "b"
answer_3 = "a"
answer_4 = "c"

# %% quiz-optimizers | wrong | layer after layer | each moves the whole network
answer_1 = "b"
answer_2 = "d"
answer_3 = "a"
answer_4 = "c"

# %% quiz-optimizers | wrong | division taken for momentum | That is the other part
answer_1 = "b"
answer_2 = "c"
answer_3 = "b"
answer_4 = "c"

# %% quiz-optimizers | wrong | steps die out | Adam's average forgets
answer_1 = "b"
answer_2 = "c"
answer_3 = "c"
answer_4 = "c"

# %% quiz-optimizers | wrong | more epochs against nan | nan stays nan
answer_1 = "b"
answer_2 = "c"
answer_3 = "a"
answer_4 = "a"

# %% quiz-optimizers | wrong | a larger rate against nan | it would diverge sooner
answer_1 = "b"
answer_2 = "c"
answer_3 = "a"
answer_4 = "b"

# %% loss-curve | equal | history = network.fit(digit_inputs, digit_labels, epochs=5, batch_size=65, verbose=0)
# One example more in a batch moves the losses less than another order of the examples does.

# %% loss-curve | equal | history = network.fit(digit_inputs, digit_labels, epochs=5, batch_size=(63), verbose=0)
# One example less in a batch moves the losses less than another order of the examples does.
