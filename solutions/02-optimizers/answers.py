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

# %% step | wrong | uphill | Uphill
def gd_step(w, gradient, learning_rate):
    return w + learning_rate * gradient

# %% step | wrong | no learning rate | The learning rate is missing
def gd_step(w, gradient, learning_rate):
    return w - gradient

# %% step | wrong | in place | written into the array
def gd_step(w, gradient, learning_rate):
    w -= learning_rate * gradient
    return w

# %% step | wrong | in place, nothing returned | has changed the array
def gd_step(w, gradient, learning_rate):
    w -= learning_rate * gradient

# %% step | wrong | printed, not returned | returns nothing
def gd_step(w, gradient, learning_rate):
    print(w - learning_rate * gradient)

# %% step | wrong | the change alone | This is the change alone. Add it to w
def gd_step(w, gradient, learning_rate):
    return -learning_rate * gradient

# %% step | wrong | the change alone, without its sign | with a plus
def gd_step(w, gradient, learning_rate):
    return learning_rate * gradient

# %% step | wrong | divided by the rate | divided by the learning rate
def gd_step(w, gradient, learning_rate):
    return w - gradient / learning_rate

# %% step | wrong | the sign of the gradient only | Only the signs
def gd_step(w, gradient, learning_rate):
    return w - learning_rate * np.sign(gradient)

# %% step | wrong | parentheses in the wrong place | has multiplied w as well
def gd_step(w, gradient, learning_rate):
    return learning_rate * (w - gradient)

# %% step | wrong | w in place of the gradient | not w
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

# %% descend | wrong | in place, the same array again and again | All rows are the last place
def descend(gradient, start, learning_rate, steps):
    w = start
    places = [w]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        places.append(w)
    return np.array(places)

# %% descend | wrong | in place after a copied start | After the start all rows
def descend(gradient, start, learning_rate, steps):
    w = start.copy()
    places = [start]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        places.append(w)
    return np.array(places)

# %% descend | wrong | the start is missing | The start is missing
def descend(gradient, start, learning_rate, steps):
    w, places = start, []
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
        places.append(w)
    return np.array(places)

# %% descend | wrong | appended before the step | The last place is missing
def descend(gradient, start, learning_rate, steps):
    w, places = start, []
    for _ in range(steps):
        places.append(w)
        w = w - learning_rate * gradient(w)
    return np.array(places)

# %% descend | wrong | one step too many | One step too many
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps + 1):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | the end only | Only the last place
def descend(gradient, start, learning_rate, steps):
    w = start
    for _ in range(steps):
        w = w - learning_rate * gradient(w)
    return w

# %% descend | wrong | uphill | Uphill
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] + learning_rate * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | gradient asked for once | ask for the gradient anew
def descend(gradient, start, learning_rate, steps):
    slope = gradient(start)
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * slope)
    return np.array(places)

# %% descend | wrong | rate left out | The learning rate is missing
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | the rate of the check | always 0.25
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - 0.25 * gradient(places[-1]))
    return np.array(places)

# %% descend | wrong | places as columns | lies on its side
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.array(places).T

# %% descend | wrong | concatenated | one row
def descend(gradient, start, learning_rate, steps):
    places = [start]
    for _ in range(steps):
        places.append(places[-1] - learning_rate * gradient(places[-1]))
    return np.concatenate(places)

# %% descend | wrong | extend for append | one row
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

# %% converge | wrong | signed gradient | is not flat: compare the absolute values
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.max(gradient(w)) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | one entry is enough | every entry of the gradient has to be
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if (np.abs(gradient(w)) < tolerance).any():
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | absolute value of the sum | cancel
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if abs(np.sum(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | absolute value of the mean | cancel
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if abs(np.mean(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | Euclidean length | the length of the gradient
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.linalg.norm(gradient(w)) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | how far the weights move | how far the weights moved
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        move = learning_rate * gradient(w)
        if np.max(np.abs(move)) < tolerance:
            return taken
        w = w - move
    return limit

# %% converge | wrong | counts from one | One too many, except where it gives up
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(1, limit + 1):
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | looks after the step | a start that is flat already
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        w = w - learning_rate * gradient(w)
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken + 1
    return limit

# %% converge | wrong | looks after the step, and counts one too few | One too few
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        w = w - learning_rate * gradient(w)
        if np.max(np.abs(gradient(w))) < tolerance:
            return taken
    return limit

# %% converge | wrong | the place | This is the place
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        if np.max(np.abs(gradient(w))) < tolerance:
            break
        w = w - learning_rate * gradient(w)
    return w

# %% converge | wrong | never returns early | always the limit
def steps_to_converge(gradient, start, learning_rate, tolerance, limit):
    w = start
    for taken in range(limit):
        w = w - learning_rate * gradient(w)
    return limit

# %% converge | wrong | nothing returned at the limit | None
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

# %% stable | wrong | what is taken away | what is taken away
def shrink_factor(learning_rate, curvature):
    return learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | without its sign | Keep the sign
def shrink_factor(learning_rate, curvature):
    return abs(1 - learning_rate * curvature)

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | plus | 1 minus, not 1 plus
def shrink_factor(learning_rate, curvature):
    return 1 + learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | of the loss | the square of the factor
def shrink_factor(learning_rate, curvature):
    return (1 - learning_rate * curvature) ** 2

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | without the curvature | The curvature is missing
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | cut off at 0 | is cut off at 0
def shrink_factor(learning_rate, curvature):
    return max(0, 1 - learning_rate * curvature)

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | the curvature of the example | which is not the right value
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * 2

def largest_stable_rate(curvatures):
    return 2 / np.max(curvatures)

# %% stable | wrong | right to the bottom | one step leads right to the bottom
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 1 / np.max(curvatures)

# %% stable | wrong | the flattest direction | the limit of the flattest direction
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.min(curvatures)

# %% stable | wrong | largest of the limits | the limit of the flattest direction
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return max(2 / a for a in curvatures)

# %% stable | wrong | sum | do not add up
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.sum(curvatures)

# %% stable | wrong | mean | The mean curvature does not matter
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / np.mean(curvatures)

# %% stable | wrong | one for each | There is one limit for each direction
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / curvatures

# %% stable | wrong | the fastest rate | fastest in the worst direction
def shrink_factor(learning_rate, curvature):
    return 1 - learning_rate * curvature

def largest_stable_rate(curvatures):
    return 2 / (curvatures.min() + curvatures.max())

# %% stable | wrong | upside down | the wrong way up
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

# %% steps | wrong | rounded down | round the number of batches up
def number_of_steps(examples, batch_size, epochs):
    return examples // batch_size * epochs

# %% steps | wrong | rounded once for all | Round up for each epoch
import math

def number_of_steps(examples, batch_size, epochs):
    return math.ceil(examples * epochs / batch_size)

# %% steps | wrong | not rounded | is not whole
def number_of_steps(examples, batch_size, epochs):
    return examples / batch_size * epochs

# %% steps | wrong | always one more | there is no extra one
def number_of_steps(examples, batch_size, epochs):
    return (examples // batch_size + 1) * epochs

# %% steps | wrong | to the nearest | Rounded to the nearest
def number_of_steps(examples, batch_size, epochs):
    return round(examples / batch_size) * epochs

# %% steps | wrong | one epoch | multiply by the epochs
def number_of_steps(examples, batch_size, epochs):
    return -(-examples // batch_size)

# %% steps | wrong | epochs | the weights move after each batch
def number_of_steps(examples, batch_size, epochs):
    return epochs

# %% steps | wrong | examples seen | These are the examples
def number_of_steps(examples, batch_size, epochs):
    return examples * epochs

# %% steps | wrong | rounded down, once for all | Round down nowhere
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

# %% momentum | wrong | the other convention | the other convention
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + gradient
    return w - learning_rate * velocity, velocity

# %% momentum | wrong | uphill velocity, subtracted | The velocity points uphill here
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * gradient
    return w - velocity, velocity

# %% momentum | wrong | uphill | Uphill
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity + learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | moved against the velocity | it points downhill already
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w - velocity, velocity

# %% momentum | wrong | moved by the old velocity | moved by the old velocity
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    w = w + velocity
    velocity = momentum * velocity - learning_rate * gradient
    return w, velocity

# %% momentum | wrong | velocity never fades | never fades
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = velocity - learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | averaged | multiplied by 1 − momentum
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - (1 - momentum) * learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | rate twice | once more
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w + learning_rate * velocity, velocity

# %% momentum | wrong | without the rate | The learning rate is missing
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - gradient
    return w + velocity, velocity

# %% momentum | wrong | plain gradient descent | plain gradient descent
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = -learning_rate * gradient
    return w + velocity, velocity

# %% momentum | wrong | parentheses | only fades the old velocity
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * (velocity - learning_rate * gradient)
    return w + velocity, velocity

# %% momentum | wrong | order swapped | in the wrong order
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return velocity, w + velocity

# %% momentum | wrong | only w | Only w is returned
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w + velocity

# %% momentum | wrong | the old velocity returned | The old velocity is returned
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    new = momentum * velocity - learning_rate * gradient
    return w + new, velocity

# %% momentum | wrong | Nesterov | Nesterov
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = momentum * velocity - learning_rate * gradient
    return w + momentum * velocity - learning_rate * gradient, velocity

# %% momentum | wrong | numbers swapped | are swapped
def momentum_step(w, velocity, gradient, learning_rate, momentum):
    velocity = learning_rate * velocity - momentum * gradient
    return w + velocity, velocity

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

# %% rmsprop | wrong | epsilon beside the root | Epsilon is added beside the root
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / (np.sqrt(average) + epsilon), average

# %% rmsprop | wrong | no epsilon | There is no epsilon
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(average), average

# %% rmsprop | wrong | epsilon of its own | Epsilon is always 1e-7
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(average + 1e-7), average

# %% rmsprop | wrong | epsilon kept in the average | Epsilon went into the average
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2 + epsilon
    return w - learning_rate * gradient / np.sqrt(average), average

# %% rmsprop | wrong | no root | The root is missing
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / (average + epsilon), average

# %% rmsprop | wrong | rho swapped | rho and 1 − rho are swapped
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = (1 - rho) * average + rho * gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | AdaGrad | This is AdaGrad
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = average + gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | not squared | The gradient is averaged, not its square
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | absolute values | The absolute values are averaged
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * np.abs(gradient)
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | step with the old average | the root of the old average
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    w = w - learning_rate * gradient / np.sqrt(average + epsilon)
    average = rho * average + (1 - rho) * gradient**2
    return w, average

# %% rmsprop | wrong | a mean over the weights | One average for all weights
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * np.mean(gradient**2)
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | uphill | Uphill
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w + learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | a sum that fades | 1 − rho is missing
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | nothing above the fraction | The gradient is missing above
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate / np.sqrt(average + epsilon), average

# %% rmsprop | wrong | order swapped | in the wrong order
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return average, w - learning_rate * gradient / np.sqrt(average + epsilon)

# %% rmsprop | wrong | only w | Only w is returned
def rmsprop_step(w, average, gradient, learning_rate, rho, epsilon):
    average = rho * average + (1 - rho) * gradient**2
    return w - learning_rate * gradient / np.sqrt(average + epsilon)

# %% rmsprop | wrong | the old average returned | The old average is returned
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

# %% adam | wrong | the paper's first form | the first form of the paper
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m_hat = m / (1 - beta_1**step)
    v_hat = v / (1 - beta_2**step)
    return w - learning_rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v

# %% adam | wrong | corrected averages returned | The averages are returned corrected
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    m = m / (1 - beta_1**step)
    v = v / (1 - beta_2**step)
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | no correction | There is no bias correction
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | only m corrected | Only m is corrected
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate / (1 - beta_1**step) * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | only v corrected | Only v is corrected
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate * np.sqrt(1 - beta_2**step) * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | the same correction in every step | to the power of step
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w - learning_rate * np.sqrt(1 - beta_2) / (1 - beta_1) * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | step counted from 0 | The step is counted one too low
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    with np.errstate(all="ignore"):
        rate = learning_rate * np.sqrt(1 - beta_2 ** (step - 1)) / np.float64(1 - beta_1 ** (step - 1))
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | step counted one too high | The step is counted one too high
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    step = step + 1
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | product for power | it is a power
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2 * step) / (1 - beta_1 * step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | correction of v without a root | has lost its root
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * (1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | no root below | The root is missing below
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (v + epsilon), m, v

# %% adam | wrong | epsilon under the root | Epsilon stands under the root
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / np.sqrt(v + epsilon), m, v

# %% adam | wrong | no epsilon | There is no epsilon
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / np.sqrt(v), m, v

# %% adam | wrong | betas swapped | beta_1 and beta_2 are swapped
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_2 * m + (1 - beta_2) * gradient
    v = beta_1 * v + (1 - beta_1) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_1**step) / (1 - beta_2**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | shares swapped | The shares are swapped
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = (1 - beta_1) * m + beta_1 * gradient
    v = (1 - beta_2) * v + beta_2 * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | v not squared | v averages the gradients
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    with np.errstate(invalid="ignore"):
        return w - rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | the gradient above the fraction | that is RMSProp
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * gradient / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | step before the averages | with the old averages
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    w = w - rate * m / (np.sqrt(v) + epsilon)
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    return w, m, v

# %% adam | wrong | uphill | Uphill
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w + rate * m / (np.sqrt(v) + epsilon), m, v

# %% adam | wrong | m and v in the wrong order | in the wrong order
def adam_step(w, m, v, gradient, step, learning_rate, beta_1, beta_2, epsilon):
    m = beta_1 * m + (1 - beta_1) * gradient
    v = beta_2 * v + (1 - beta_2) * gradient**2
    rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
    return w - rate * m / (np.sqrt(v) + epsilon), v, m

# %% adam | wrong | only w | Only w is returned
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

# %% loss-curve | wrong | one network for all trials | take a new network
one_network = new_network()

def loss_curve(optimizer_class, learning_rate):
    one_network.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return one_network.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong | rate not used | is the learning rate used?
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong | always SGD | is optimizer_class used?
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=keras.optimizers.SGD(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong | always Adam | those with SGD are not
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=keras.optimizers.Adam(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"]

# %% loss-curve | wrong | the History object | the History object
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0)

# %% loss-curve | wrong | the dictionary | Return its entry
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history

# %% loss-curve | wrong | the last loss only | the last epoch alone
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["loss"][-1]

# %% loss-curve | wrong | accuracy | is this the accuracy?
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return net.fit(digit_inputs, digit_labels, epochs=5, batch_size=64, verbose=0).history["accuracy"]

# %% loss-curve | wrong | batches of 32, the default | The losses fall too fast
def loss_curve(optimizer_class, learning_rate):
    net = new_network()
    net.compile(optimizer=optimizer_class(learning_rate=learning_rate), loss="sparse_categorical_crossentropy")
    return net.fit(digit_inputs, digit_labels, epochs=5, verbose=0).history["loss"]

# %% loss-curve | wrong | one epoch, the default | the shape asked for
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

# %% sweep-plot | wrong | linear axis | The x axis has the scale linear
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
    ax.set(xlabel="rate", ylabel="loss")
    ax.legend()
    return fig

# %% sweep-plot | wrong | both axes logarithmic | The y axis has the scale log
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

# %% sweep-plot | wrong | only the first | The figure has 1 line
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
        ax.set(xscale="log", xlabel="rate", ylabel="loss")
        ax.legend()
        return fig

# %% sweep-plot | wrong | no legend | There is no legend
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
    ax.set(xscale="log", xlabel="rate", ylabel="loss")
    return fig

# %% sweep-plot | wrong | y axis without a label | The y axis has no label
def plot_sweep(rates, losses):
    fig, ax = plt.subplots()
    for name, values in losses.items():
        ax.plot(rates, values, label=name)
    ax.set(xscale="log", xlabel="rate")
    ax.legend()
    return fig

# %% sweep-plot | wrong | side by side | 2 plots
def plot_sweep(rates, losses):
    fig, axes = plt.subplots(1, len(losses))
    for ax, (name, values) in zip(axes, losses.items()):
        ax.semilogx(rates, values, label=name)
        ax.set(xlabel="rate", ylabel="loss")
        ax.legend()
    return fig

# %% sweep-plot | wrong | one name for all | Two lines have the same name
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

# %% pick-rate | wrong | argmin | A diverged run won
def pick_rate(rates, final_losses):
    return rates[np.argmin(final_losses)]

# %% pick-rate | wrong | the place | a place in the array
def pick_rate(rates, final_losses):
    return np.nanargmin(final_losses)

# %% pick-rate | wrong | the loss | This is the loss
def pick_rate(rates, final_losses):
    return np.nanmin(final_losses)

# %% pick-rate | wrong | the loss, with NaN | the loss of a diverged run
def pick_rate(rates, final_losses):
    return np.min(final_losses)

# %% pick-rate | wrong | the worst | the rate with the largest loss
def pick_rate(rates, final_losses):
    return rates[np.nanargmax(final_losses)]

# %% pick-rate | wrong | the largest that did not diverge | the largest rate that did not diverge
def pick_rate(rates, final_losses):
    return rates[np.isfinite(final_losses)].max()

# %% pick-rate | wrong | smallest rate | the smallest rate
def pick_rate(rates, final_losses):
    return min(rates)

# %% pick-rate | wrong | the best of the check | not the right value
def pick_rate(rates, final_losses):
    return 0.01

# %% pick-rate | wrong | NaN taken for 0 | A diverged run won
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
