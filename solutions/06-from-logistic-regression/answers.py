# Answers to the exercises of lesson 06: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% sigmoid | right | logaddexp
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))

# %% sigmoid | right | through tanh
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))

# %% sigmoid | right | clipped before the exponential
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))

# %% sigmoid | right | masks
def sigmoid(z):
    result = np.empty_like(z, dtype=float)
    up = z >= 0
    result[up] = 1 / (1 + np.exp(-z[up]))
    e = np.exp(z[~up])
    result[~up] = e / (1 + e)
    return result

# %% sigmoid | right | one number at a time, vectorised
import math

def one_sigmoid(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    return math.exp(v) / (1 + math.exp(v))

def sigmoid(z):
    return np.vectorize(one_sigmoid, otypes=[float])(z)

# %% sigmoid | right | keras.ops
def sigmoid(z):
    e = keras.ops.exp(-keras.ops.abs(z))
    return keras.ops.convert_to_numpy(keras.ops.where(z >= 0, 1.0, e) / (1 + e))

# %% sigmoid | wrong, breaks finite | the formula as it stands | Far from 0 something overflows
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

# %% sigmoid | wrong, breaks finite | where works out both branches | np.where works out both of its branches
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))

# %% sigmoid | wrong | the other form | Far from 0 something overflows
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))

# %% sigmoid | wrong | math.exp overflows | Far from 0 something overflows
import math

def sigmoid(z):
    return np.array([1 / (1 + math.exp(-v)) for v in np.ravel(z)]).reshape(np.shape(z))

# %% sigmoid | wrong | sign of the exponent
# The sign in the exponent is wrong: this is σ(−z). A large z gives almost 1.
def sigmoid(z):
    return np.exp(-np.logaddexp(0, z))

# %% sigmoid | wrong | absolute value in both cases
# −|z| belongs into the exponent of both cases, but for z below 0 e^(−|z|) stands above the line, too.
def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))

# %% sigmoid | wrong | cases the wrong way round
# The sign in the exponent is wrong: this is σ(−z). A large z gives almost 1.
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z < 0, 1, e) / (1 + e)

# %% sigmoid | wrong | tanh
# This is tanh, which goes from −1 to 1.
def sigmoid(z):
    return np.tanh(z)

# %% sigmoid | wrong | minus below the line
# Below the line stands a minus: it is 1 + e^(−z).
def sigmoid(z):
    return 1 / (1 - np.exp(-z))

# %% sigmoid | wrong | softmax
# This is a softmax: the entries share a total of 1. The sigmoid looks at each entry for itself.
def sigmoid(z):
    return np.exp(z) / np.sum(np.exp(z))

# %% sigmoid | wrong, breaks by-hand | Keras's own | is ready-made
def sigmoid(z):
    return keras.ops.convert_to_numpy(keras.ops.sigmoid(z))

# %% sigmoid | wrong, breaks by-hand | SciPy's own | is ready-made
from scipy.special import expit

def sigmoid(z):
    return expit(z)

# %% sigmoid | wrong | slope
# This is the slope of the sigmoid, not the sigmoid.
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2

# %% sigmoid | wrong, breaks returned | printed, not returned | return
def sigmoid(z):
    print(np.exp(-np.logaddexp(0, -z)))

# %% sigmoid | wrong | 0 for negative numbers
# Negative z give 0: this is ReLU or a step, not the sigmoid.
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), 0)

# %% sigmoid | wrong | ReLU
# Negative z give 0: this is ReLU, not the sigmoid.
def sigmoid(z):
    return np.maximum(z, 0)

# %% sigmoid | wrong, breaks entries | one number for all
# This is one number for all entries. Asked for is the sigmoid of each.
def sigmoid(z):
    return np.mean(np.exp(-np.logaddexp(0, -z)))

# %% loss | right | chosen by the label
def loss(f, y):
    f = np.minimum(np.maximum(f, 1e-7), 1 - 1e-7)
    return -np.log(np.where(y == 1, f, 1 - f))

# %% loss | right | a list, one row at a time
import math

def loss(f, y):
    result = []
    for p, label in zip(f, y):
        p = min(max(p, 1e-7), 1 - 1e-7)
        result.append(-math.log(p) if label == 1 else -math.log(1 - p))
    return result

# %% loss | right | TensorFlow in float32
def loss(f, y):
    f = tf.clip_by_value(tf.cast(f, tf.float32), 1e-7, 1 - 1e-7)
    y = tf.cast(y, tf.float32)
    return -(y * tf.math.log(f) + (1 - y) * tf.math.log(1 - f))

# %% loss | right | keras.ops with Keras's epsilon, log1p
def loss(f, y):
    eps = keras.config.epsilon()
    f = np.clip(f, eps, 1 - eps)
    return keras.ops.convert_to_numpy(-y * keras.ops.log(f) - (1 - y) * keras.ops.log1p(-f))

# %% loss | right | a tiny number inside the logarithms
def loss(f, y):
    return -(y * np.log(f + 1e-7) + (1 - y) * np.log(1 - f + 1e-7))

# %% loss | wrong, breaks each-example | the mean
# This is the mean, the cost. Asked for is one loss for each example.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return np.mean(-y * np.log(f) - (1 - y) * np.log(1 - f))

# %% loss | wrong, breaks each-example | the sum
# This is the sum over the examples. Asked for is one loss for each example.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return np.sum(-y * np.log(f) - (1 - y) * np.log(1 - f))

# %% loss | wrong | minus forgotten
# The sign is wrong: a minus belongs before both parts, so that no loss is negative.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return y * np.log(f) + (1 - y) * np.log(1 - f)

# %% loss | wrong | one minus too few
# The second part has the wrong sign: both parts have a minus before them.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return -y * np.log(f) + (1 - y) * np.log(1 - f)

# %% loss | wrong, breaks clip | no clip
# Not clipped: at probabilities of 0 and 1 this gives NaN or infinity. Clip f to 1e-7 … 1 − 1e-7 first.
def loss(f, y):
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong, breaks clip | clipped below only
# Clipped below only. At f = 1 the other logarithm, ln(1 − f), breaks in the same way: clip at both ends.
def loss(f, y):
    f = np.maximum(f, 1e-7)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong | clipped at another number
# Clipped, but at 1e-10: asked for is Keras's 1e-7.
def loss(f, y):
    f = np.clip(f, 1e-10, 1 - 1e-10)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong | label 0 forgotten
# The part for y = 0 is missing: −(1 − y) · ln(1 − f).
def loss(f, y):
    return -y * np.log(np.clip(f, 1e-7, 1 - 1e-7))

# %% loss | wrong, breaks order | arguments swapped
# The arguments are swapped: the probabilities come first, then the labels.
def loss(y, f):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong | labels the wrong way round
# The labels are the wrong way round: f is the probability of 1.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return -(1 - y) * np.log(f) - y * np.log(1 - f)

# %% loss | wrong | base 10
# This is a logarithm of base 10. The loss takes the natural one, np.log.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return -y * np.log10(f) - (1 - y) * np.log10(1 - f)

# %% loss | wrong | squared error
# This is the squared error. Asked for is binary cross-entropy.
def loss(f, y):
    return (f - y) ** 2

# %% loss | wrong | sigmoid once more
# A sigmoid was applied to f, which is a probability already.
def loss(f, y):
    f = 1 / (1 + np.exp(-f))
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong, breaks by-hand | Keras's function | is ready-made
def loss(f, y):
    return keras.losses.binary_crossentropy(y[:, None], f[:, None])

# %% loss | wrong | label 1 forgotten
# The part for y = 1 is missing: −y · ln f.
def loss(f, y):
    return -(1 - y) * np.log(1 - np.clip(f, 1e-7, 1 - 1e-7))

# %% loss | wrong | base 2
# This is a logarithm of base 2. The loss takes the natural one, np.log.
def loss(f, y):
    f = np.clip(f, 1e-7, 1 - 1e-7)
    return -y * np.log2(f) - (1 - y) * np.log2(1 - f)

# %% loss | wrong | absolute error
# This is the absolute error. Asked for is binary cross-entropy.
def loss(f, y):
    return np.abs(f - y)

# %% loss | wrong | chosen by the label, no clip
# Not clipped: −ln 0 is infinite. Clip f to 1e-7 … 1 − 1e-7 before the logarithm.
def loss(f, y):
    return np.where(y == 1, -np.log(f), -np.log(1 - f))

# %% loss | wrong, breaks clip | clipped above only
# Clipped above only. At f = 0 the first logarithm, ln f, breaks: clip at both ends.
def loss(f, y):
    f = np.minimum(f, 1 - 1e-7)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong | clipped at 1e-15
# Clipped, but at 1e-15: asked for is Keras's 1e-7.
def loss(f, y):
    f = np.clip(f, 1e-15, 1 - 1e-15)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong, breaks clip | clipped at 1e-12
# Clipped, but at 1e-12: asked for is Keras's 1e-7.
def loss(f, y):
    f = np.clip(f, 1e-12, 1 - 1e-12)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong | clipped at 1e-8
# Clipped, but at 1e-08: asked for is Keras's 1e-7.
def loss(f, y):
    f = np.clip(f, 1e-8, 1 - 1e-8)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% loss | wrong | clipped at 1e-5
# Clipped, but at 1e-05: asked for is Keras's 1e-7.
def loss(f, y):
    f = np.clip(f, 1e-5, 1 - 1e-5)
    return -y * np.log(f) - (1 - y) * np.log(1 - f)

# %% cost | right | from the logits, without the sigmoid
def cost(w, b, X, y):
    z = X @ w + b
    return np.mean(np.logaddexp(0, z) - y * z)

# %% cost | right | a loop over the rows
def cost(w, b, X, y):
    total = 0.0
    for row, label in zip(X, y):
        f = sigmoid(np.array([np.dot(row, w) + b]))
        total += loss(f, np.array([label]))[0]
    return total / len(X)

# %% cost | right | the stand-ins of the prompt
def cost(w, b, X, y):
    f = keras.ops.convert_to_numpy(keras.ops.sigmoid(X @ w + b))
    return float(keras.losses.binary_crossentropy(y[:, None], f[:, None]).numpy().mean())

# %% cost | right | Keras's class
def cost(w, b, X, y):
    f = sigmoid(np.dot(X, w) + b)
    return keras.losses.BinaryCrossentropy()(y.reshape(-1, 1), f.reshape(-1, 1))

# %% cost | wrong, breaks mean | the sum
# This is the sum of the losses. The cost is their mean.
def cost(w, b, X, y):
    return np.sum(loss(sigmoid(X @ w + b), y))

# %% cost | wrong, breaks mean | averaged over the parameters, too
# Divided by the number of parameters, too. The mean is over the rows; parameters are what J depends on.
def cost(w, b, X, y):
    return np.mean(loss(sigmoid(X @ w + b), y)) / (len(w) + 1)

# %% cost | wrong | divided by the columns
# The sum is divided by the number of inputs. Divide by the number of rows, len(y).
def cost(w, b, X, y):
    return np.sum(loss(sigmoid(X @ w + b), y)) / X.shape[1]

# %% cost | wrong | bias forgotten
# The bias is missing: z = X @ w + b.
def cost(w, b, X, y):
    return np.mean(loss(sigmoid(X @ w), y))

# %% cost | wrong | sigmoid forgotten
# The sigmoid is missing: z = X @ w + b is no probability yet.
def cost(w, b, X, y):
    return np.mean(loss(X @ w + b, y))

# %% cost | wrong, breaks one-number | a loss for each row
# There is one loss for each row. The cost is one number, their mean.
def cost(w, b, X, y):
    return loss(sigmoid(X @ w + b), y)

# %% cost | wrong | halved
# This is half of the cost: nothing is to be halved here.
def cost(w, b, X, y):
    return np.sum(loss(sigmoid(X @ w + b), y)) / (2 * len(y))

# %% cost | wrong | squared error
# This is the mean squared error. Asked for is the mean of the loss L, binary cross-entropy.
def cost(w, b, X, y):
    return np.mean((sigmoid(X @ w + b) - y) ** 2)

# %% cost | wrong | arguments of loss swapped
# The labels are the wrong way round, or loss got its arguments in the wrong order: loss(f, y).
def cost(w, b, X, y):
    return np.mean(loss(y, sigmoid(X @ w + b)))

# %% cost | wrong, breaks any-data | the data of the notebook, whatever is asked | it raised ValueError
def cost(w, b, X_rows, y):
    return np.mean(loss(sigmoid(X @ w + b), Y))

# %% cost | wrong | averaged over the inputs, too
# Divided by the number of inputs, too. The mean is over the rows alone.
def cost(w, b, X, y):
    return np.mean(loss(sigmoid(X @ w + b), y)) / len(w)

# %% cost | wrong | sign
# The sign is wrong: no cost is negative.
def cost(w, b, X, y):
    return -np.mean(loss(sigmoid(X @ w + b), y))

# %% cost | wrong | sigmoid twice
# The sigmoid was applied twice.
def cost(w, b, X, y):
    return np.mean(loss(sigmoid(sigmoid(X @ w + b)), y))

# %% gradient | right | einsum and mean
def gradient(w, b, X, y):
    off = sigmoid(np.einsum("ij,j->i", X, w) + b) - y
    return np.mean(off[:, None] * X, axis=0), off.mean()

# %% gradient | right | loops
def gradient(w, b, X, y):
    dw, db = np.zeros(len(w)), 0.0
    for row, label in zip(X, y):
        off = float(sigmoid(np.array(np.dot(w, row) + b))) - label
        dw += off * row / len(y)
        db += off / len(y)
    return [dw, db]

# %% gradient | right | columns, flattened at the end
def gradient(w, b, X, y):
    m = X.shape[0]
    f = sigmoid(X @ w.reshape(-1, 1) + b)
    off = f - y.reshape(-1, 1)
    return (X.T @ off / m).ravel(), np.sum(off) / m

# %% gradient | right | by nudging
def gradient(w, b, X, y):
    def J(w, b):
        z = X @ w + b
        return np.mean(np.logaddexp(0, z) - y * z)

    h = 1e-5
    dw = np.array([(J(w + h * e, b) - J(w - h * e, b)) / (2 * h) for e in np.eye(len(w))])
    return dw, (J(w, b + h) - J(w, b - h)) / (2 * h)

# %% gradient | wrong | sign
# The signs are turned: the error is f − y, not y − f.
def gradient(w, b, X, y):
    error = y - sigmoid(X @ w + b)
    return X.T @ error / len(y), np.mean(error)

# %% gradient | wrong, breaks mean | sums
# These are sums over the rows. J is a mean, so its derivatives are means, too: divide by len(y).
def gradient(w, b, X, y):
    error = sigmoid(X @ w + b) - y
    return X.T @ error, np.sum(error)

# %% gradient | wrong, breaks mean | dw not divided
# dw is a sum over the rows, not the mean: divide by len(y).
def gradient(w, b, X, y):
    error = sigmoid(X @ w + b) - y
    return X.T @ error, np.mean(error)

# %% gradient | wrong, breaks mean | db not divided
# db is a sum over the rows, not the mean.
def gradient(w, b, X, y):
    error = sigmoid(X @ w + b) - y
    return X.T @ error / len(y), np.sum(error)

# %% gradient | wrong | factor 2
# Twice what is right. The factor 2 belongs to squared errors; cross-entropy's slope is f − y.
def gradient(w, b, X, y):
    error = 2 * (sigmoid(X @ w + b) - y)
    return X.T @ error / len(y), np.mean(error)

# %% gradient | wrong | of the squared error
# This is the gradient of the mean squared error: f (1 − f) does not occur with cross-entropy.
def gradient(w, b, X, y):
    f = sigmoid(X @ w + b)
    error = 2 * (f - y) * f * (1 - f)
    return X.T @ error / len(y), np.mean(error)

# %% gradient | wrong | slope of the sigmoid left in
# The factor f (1 − f) does not belong here: the slope of the logarithm cancels it.
def gradient(w, b, X, y):
    f = sigmoid(X @ w + b)
    error = (f - y) * f * (1 - f)
    return X.T @ error / len(y), np.mean(error)

# %% gradient | wrong | sigmoid forgotten
# The sigmoid is missing: the error is σ(X @ w + b) − y.
def gradient(w, b, X, y):
    error = X @ w + b - y
    return X.T @ error / len(y), np.mean(error)

# %% gradient | wrong, breaks order | order
# The two are the wrong way round: return dw, db.
def gradient(w, b, X, y):
    error = sigmoid(X @ w + b) - y
    return np.mean(error), X.T @ error / len(y)

# %% gradient | wrong | not transposed | The lengths in a matrix product do not fit
def gradient(w, b, X, y):
    error = sigmoid(X @ w + b) - y
    return X @ error / len(y), np.mean(error)

# %% gradient | wrong, breaks one-number | db for each row | asked for
def gradient(w, b, X, y):
    error = sigmoid(X @ w + b) - y
    return X.T @ error / len(y), error

# %% gradient | wrong, breaks by-hand | the tape | This uses GradientTape
def gradient(w, b, X, y):
    w, b = tf.Variable(w), tf.Variable(b, dtype="float64")
    with tf.GradientTape() as tape:
        z = tf.linalg.matvec(X, w) + b
        J = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=z))
    dw, db = tape.gradient(J, [w, b])
    return dw, db

# %% gradient | wrong | bias forgotten
# The bias is missing in z = X @ w + b.
def gradient(w, b, X, y):
    error = sigmoid(X @ w) - y
    return X.T @ error / len(y), np.mean(error)

# %% gradient | wrong | db from dw
# db is not the derivative of the bias: its input is 1 in every row, so it is the mean of f − y.
def gradient(w, b, X, y):
    dw = X.T @ (sigmoid(X @ w + b) - y) / len(y)
    return dw, np.mean(dw)

# %% descend | right | a while loop, copies, an array of costs
def descend(w, b, X, y, rate, steps):
    w = np.array(w, dtype=float)
    costs = np.zeros(steps)
    done = 0
    while done < steps:
        dw, db = gradient(w, b, X, y)
        w -= rate * dw
        b -= rate * db
        costs[done] = cost(w, b, X, y)
        done += 1
    return w, b, costs

# %% descend | right | recursion, a list returned
def descend(w, b, X, y, rate, steps):
    if steps == 0:
        return [w, b, []]
    dw, db = gradient(w, b, X, y)
    w_next, b_next = w - rate * dw, b - rate * db
    w_end, b_end, later = descend(w_next, b_next, X, y, rate, steps - 1)
    return [w_end, b_end, [cost(w_next, b_next, X, y), *later]]

# %% descend | right | formulas written out
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        off = (sigmoid(X @ w + b) - y) / len(y)
        w, b = w - rate * (off @ X), b - rate * off.sum()
        z = X @ w + b
        costs += [np.mean(np.logaddexp(0, z) - y * z)]
    return w, b, costs

# %% descend | wrong | uphill
# Uphill: the parameters move with the gradient. Subtract it.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w + rate * dw, b + rate * db
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong, breaks after-each | cost before the step
# The costs are those before each step. Asked for is the cost after each step.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        costs.append(cost(w, b, X, y))
        dw, db = gradient(w, b, X, y)
        w, b = w - rate * dw, b - rate * db
    return w, b, costs

# %% descend | wrong | one cost too many
# costs begins with the cost before the first step, so it has one number too many.
def descend(w, b, X, y, rate, steps):
    costs = [cost(w, b, X, y)]
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - rate * dw, b - rate * db
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong, breaks steps | one step too few
# This takes one step too few.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(1, steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - rate * dw, b - rate * db
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong, breaks together | one after the other
# The bias moves by a derivative that was worked out after the weights had moved. Work out dw and db first, then
# move both.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        w = w - rate * gradient(w, b, X, y)[0]
        b = b - rate * gradient(w, b, X, y)[1]
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong | bias forgotten
# The bias never moves: b = b − rate · db.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w = w - rate * dw
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong, breaks rate | rate forgotten
# The learning rate is not used: every step is the whole gradient.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - dw, b - db
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong, breaks unchanged | the caller's array changed | The caller's w has changed
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w -= rate * dw
        b -= rate * db
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% descend | wrong, breaks after-each | last cost alone
# Asked for is a list of costs, one after each step. This is the last one alone.
def descend(w, b, X, y, rate, steps):
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - rate * dw, b - rate * db
    return w, b, cost(w, b, X, y)

# %% descend | wrong | returned inside the loop
# There is one step only, however many are asked for: does return stand inside the loop?
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps):
        dw, db = gradient(w, b, X, y)
        w, b = w - rate * dw, b - rate * db
        costs.append(cost(w, b, X, y))
        return w, b, costs

# %% descend | wrong, breaks steps | one step too many
# This takes one step too many.
def descend(w, b, X, y, rate, steps):
    costs = []
    for _ in range(steps + 1):
        dw, db = gradient(w, b, X, y)
        w, b = w - rate * dw, b - rate * db
        costs.append(cost(w, b, X, y))
    return w, b, costs

# %% unit | right | functional, activation of its own, names as text
inputs = keras.Input((64,))
outputs = layers.Activation("sigmoid")(layers.Dense(1, kernel_initializer=keras.initializers.Zeros())(inputs))
unit = keras.Model(inputs, outputs)
unit.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.5))
unit.fit(X, Y[:, None], epochs=30, batch_size=270, verbose=0, shuffle=False)

# %% unit | right | weights set to zero, a dataset of one batch
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation=keras.activations.sigmoid)])
unit.set_weights([np.zeros((64, 1)), np.zeros(1)])
unit.compile(tf.keras.optimizers.SGD(learning_rate=0.5), keras.losses.binary_crossentropy, metrics=["accuracy"])
unit.fit(tf.data.Dataset.from_tensors((X, Y[:, None])), epochs=30, verbose=0)

# %% unit | right | a batch larger than the data, fit twice
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy())
for epochs in (10, 20):
    unit.fit(X, Y, epochs=epochs, batch_size=1000, verbose=0)

# %% unit | wrong, breaks all-rows | batches of 32 | takes 32 rows at a time unless it is told otherwise
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy())
unit.fit(X, Y, epochs=30, verbose=0)

# %% unit | wrong, breaks from-zero | random start | Does the layer begin with
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy())
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong, breaks optimizer | default rate | The learning rate is 0.01
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer="sgd", loss=keras.losses.BinaryCrossentropy())
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong, breaks loss | squared error | The loss is mean_squared_error
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss="mse")
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong | no optimizer | The optimizer is RMSprop, which Keras takes if it is told none
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(loss=keras.losses.BinaryCrossentropy())
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong, breaks optimizer | Adam | The optimizer is Adam
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.Adam(0.5), loss=keras.losses.BinaryCrossentropy())
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong, breaks steps | never trained | The unit was never trained
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy())

# %% unit | wrong, breaks steps | trained twice | fit took 60 steps
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy())
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong, breaks sigmoid | no sigmoid, from logits | it has no activation, but one is asked for
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy(from_logits=True))
unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% unit | wrong | fit's result called unit | not a Keras model
unit = keras.Sequential([keras.Input(shape=(64,)), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")])
unit.compile(optimizer=keras.optimizers.SGD(learning_rate=0.5), loss=keras.losses.BinaryCrossentropy())
unit = unit.fit(X, Y, epochs=30, batch_size=len(X), verbose=0)

# %% slopes | right | keras.ops
def slopes(z, y):
    f = keras.ops.convert_to_numpy(keras.ops.sigmoid(z))
    off = f - y
    return [off, 2 * off * f * (1 - f)]

# %% slopes | right | the tape
def slopes(z, y):
    z = tf.Variable(z)
    with tf.GradientTape(persistent=True) as tape:
        bce = tf.reduce_sum(tf.nn.softplus(z) - y * z)
        mse = tf.reduce_sum((tf.sigmoid(z) - y) ** 2)
    return tape.gradient(bce, z), tape.gradient(mse, z)

# %% slopes | right | stacked in one array
def slopes(z, y):
    f = sigmoid(z)
    return np.stack([f - y, -2 * (y - f) * (f - f**2)])

# %% slopes | wrong | signs
# The signs are turned: f − y, not y − f.
def slopes(z, y):
    f = sigmoid(z)
    return y - f, 2 * (y - f) * f * (1 - f)

# %% slopes | wrong, breaks order | swapped
# The two are the wrong way round: first cross-entropy, then the squared error.
def slopes(z, y):
    f = sigmoid(z)
    return 2 * (f - y) * f * (1 - f), f - y

# %% slopes | wrong | factor 2 forgotten
# The slope of the squared error lacks the factor 2, which the square brings.
def slopes(z, y):
    f = sigmoid(z)
    return f - y, (f - y) * f * (1 - f)

# %% slopes | wrong | slope by f
# The slope of the squared error lacks f (1 − f): this is the slope by f, not by z.
def slopes(z, y):
    f = sigmoid(z)
    return f - y, 2 * (f - y)

# %% slopes | wrong | losses
# These are the losses. Asked for are their slopes.
def slopes(z, y):
    f = sigmoid(z)
    return loss(f, y), (f - y) ** 2

# %% slopes | wrong | sigmoid forgotten
# The sigmoid is missing: f = σ(z), then f − y.
def slopes(z, y):
    return z - y, 2 * (z - y) * z * (1 - z)

# %% slopes | wrong, breaks each-example | means
# These are means. Asked for is a slope for each example.
def slopes(z, y):
    f = sigmoid(z)
    return np.mean(f - y), np.mean(2 * (f - y) * f * (1 - f))

# %% slopes | wrong | first by f
# The first is the slope by f. By z it is f − y: the slope of the sigmoid comes on top and cancels.
def slopes(z, y):
    f = sigmoid(z)
    return -y / f + (1 - y) / (1 - f), 2 * (f - y) * f * (1 - f)

# %% slopes | wrong | slope of the sigmoid in both
# f (1 − f) does not belong into the slope of cross-entropy: the logarithm's slope cancels it.
def slopes(z, y):
    f = sigmoid(z)
    return (f - y) * f * (1 - f), 2 * (f - y) * f * (1 - f)

# %% shapes | right | zip
def parameter_shapes(inputs, units):
    return [((n, u), (u,)) for n, u in zip([inputs] + units[:-1], units)]

# %% shapes | right | from the weights' own shapes, as lists
def parameter_shapes(inputs, units):
    sizes = [inputs, *units]
    found = []
    for i in range(1, len(sizes)):
        found.append([list(np.zeros((sizes[i - 1], sizes[i])).shape), [sizes[i]]])
    return found

# %% shapes | right | recursion, a tuple
def parameter_shapes(inputs, units):
    if not units:
        return ()
    return (((inputs, units[0]), (units[0],)),) + tuple(parameter_shapes(units[0], units[1:]))

# %% shapes | wrong | W the wrong way round
# W is the wrong way round: in Keras its rows are the inputs of the layer, its columns the units.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append(((width, inputs), (width,)))
        inputs = width
    return shapes

# %% shapes | wrong | inputs never move on
# Every layer is given the first inputs. A layer's inputs are the units of the one before it.
def parameter_shapes(inputs, units):
    return [((inputs, width), (width,)) for width in units]

# %% shapes | wrong, breaks shapes | comma forgotten
# The shape of b is (u,), a tuple of one number: this is the number itself. Mind the comma.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append(((inputs, width), (width)))
        inputs = width
    return shapes

# %% shapes | wrong | a bias for each input
# b has one entry for each unit of its layer, not for each input.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append(((inputs, width), (inputs,)))
        inputs = width
    return shapes

# %% shapes | wrong | biases as a row
# b has one dimension in Keras, shape (u,), no row or column.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append(((inputs, width), (1, width)))
        inputs = width
    return shapes

# %% shapes | wrong | one bias a layer
# One bias for a whole layer? Each unit has its own.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append(((inputs, width), (1,)))
        inputs = width
    return shapes

# %% shapes | wrong, breaks any-network | our network, whatever is asked | asked for
def parameter_shapes(inputs, units):
    return [((64, 25), (25,)), ((25, 15), (15,)), ((15, 1), (1,))]

# %% shapes | wrong, breaks shapes | numbers instead of shapes
# These are numbers of parameters. Asked for are the shapes.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append((inputs * width, width))
        inputs = width
    return shapes

# %% shapes | wrong, breaks pairs | biases first
# The two of each pair are the wrong way round: first W, then b.
def parameter_shapes(inputs, units):
    shapes = []
    for width in units:
        shapes.append(((width,), (inputs, width)))
        inputs = width
    return shapes

# %% shapes | wrong | last layer forgotten | which is not the number asked for
def parameter_shapes(inputs, units):
    sizes = [inputs, *units]
    return [((n, u), (u,)) for n, u in zip(sizes, units[:-1])]

# %% shapes | wrong | biases as a column
# b has one dimension in Keras, shape (u,), no row or column.
def parameter_shapes(inputs, units):
    return [((n, u), (u, 1)) for n, u in zip([inputs, *units], units)]

# %% build | right | functional, a layer's name
def build_network():
    x = inputs = keras.Input(shape=(64,), name="pixels")
    for units in (25, 15, 1):
        x = layers.Dense(units, activation="sigmoid", name=f"layer_{units}")(x)
    return keras.Model(inputs, x)

# %% build | right | add, activations as layers and functions
def build_network():
    net = keras.models.Sequential()
    net.add(keras.Input((64,)))
    net.add(layers.Dense(25))
    net.add(layers.Activation("sigmoid"))
    net.add(layers.Dense(units=15, activation=keras.activations.sigmoid))
    net.add(layers.Dense(1, "sigmoid"))
    return net

# %% build | right | tf.keras, input_shape
def build_network():
    return tf.keras.Sequential([
        tf.keras.layers.Dense(25, activation="sigmoid", input_shape=(64,)),
        tf.keras.layers.Dense(15, activation=tf.nn.sigmoid),
        tf.keras.layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks sigmoid | ReLU inside | the activation is relu
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(25, activation="relu"),
        layers.Dense(15, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks sigmoid | no activation at the end | Layer 3: it has no activation
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(1),
    ])

# %% build | wrong | no activations inside | Layer 1: it has no activation
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(25), layers.Dense(15), layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong | softmax on one unit | the activation is softmax
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(1, activation="softmax"),
    ])

# %% build | wrong, breaks units | a layer forgotten | The network has 2 layers
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(25, activation="sigmoid"), layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks units | order | Layer 1: it has 15 units
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong | two outputs | Layer 3: it has 2 units
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(2, activation="sigmoid"),
    ])

# %% build | wrong, breaks inputs | the 400 inputs of another course | takes examples of shape (400,)
def build_network():
    return keras.Sequential([
        keras.Input(shape=(400,)),
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks inputs | no input | does not know the shape of its input
def build_network():
    return keras.Sequential([
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks returned | return forgotten | NoneType
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(25, activation="sigmoid"),
        layers.Dense(15, activation="sigmoid"),
        layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks as-drawn | other initial weights | its weights begin otherwise
def build_network():
    network = keras.Sequential([keras.Input(shape=(64,))])
    for units in (25, 15, 1):
        network.add(layers.Dense(units, activation="sigmoid", kernel_initializer="he_normal"))
    return network

# %% build | wrong, breaks uncompiled | compiled already | compiled already
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(64,)), *(layers.Dense(units, activation="sigmoid") for units in (25, 15, 1)),
    ])
    network.compile(loss="mse")
    return network

# %% build | wrong, breaks new-network | the same network each time | returns the same network each time
_the_network = keras.Sequential([
    keras.Input(shape=(64,)), layers.Dense(25, activation="sigmoid"),
    layers.Dense(15, activation="sigmoid"), layers.Dense(1, activation="sigmoid"),
])

def build_network():
    return _the_network

# %% compile | right | names, a dictionary of losses
def compile_network(network, task, rate):
    loss_of = {"yes or no": "binary_crossentropy", "a number": "mse"}
    network.compile(keras.optimizers.SGD(rate), loss_of[task], metrics=["accuracy"] if task == "yes or no" else [])
    return network

# %% compile | right | functions, a metric object, metrics for numbers, too
def compile_network(network, task, rate):
    if task == "a number":
        loss, metrics = keras.losses.mean_squared_error, ["mae"]
    else:
        loss, metrics = keras.losses.binary_crossentropy, [keras.metrics.BinaryAccuracy()]
    network.compile(loss=loss, optimizer=tf.keras.optimizers.SGD(learning_rate=rate, momentum=0.0), metrics=metrics)
    return network

# %% compile | right | "sgd" with its rate set afterwards
def compile_network(network, task, rate):
    yes_or_no = task == "yes or no"
    network.compile(
        optimizer="sgd",
        loss=keras.losses.BinaryCrossentropy(from_logits=False) if yes_or_no else keras.losses.MeanSquaredError(),
        metrics=["acc", "mse"] if yes_or_no else None,
    )
    network.optimizer.learning_rate = rate
    return network

# %% compile | wrong, breaks optimizer | no optimizer | The optimizer is RMSprop, which Keras takes if it is told none
def compile_network(network, task, rate):
    if task == "yes or no":
        network.compile(loss=keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
    else:
        network.compile(loss=keras.losses.MeanSquaredError())
    return network

# %% compile | wrong, breaks optimizer | Adam | The optimizer is Adam
def compile_network(network, task, rate):
    loss = "binary_crossentropy" if task == "yes or no" else "mse"
    network.compile(optimizer=keras.optimizers.Adam(learning_rate=rate), loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong, breaks rate | rate not used | The learning rate is 0.01
def compile_network(network, task, rate):
    loss = "binary_crossentropy" if task == "yes or no" else "mse"
    network.compile(optimizer="sgd", loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong, breaks number | cross-entropy for both | The loss is binary_crossentropy for a number, too
def compile_network(network, task, rate):
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
    return network

# %% compile | wrong, breaks yes-or-no | the two losses swapped | The loss is mean_squared_error; for a yes or no
def compile_network(network, task, rate):
    loss = "mse" if task == "yes or no" else "binary_crossentropy"
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong, breaks metric | no metric | No metric is given
def compile_network(network, task, rate):
    loss = "binary_crossentropy" if task == "yes or no" else "mse"
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss)
    return network

# %% compile | wrong, breaks yes-or-no | logits expected | it expects logits (from_logits=True)
def compile_network(network, task, rate):
    loss = keras.losses.BinaryCrossentropy(from_logits=True) if task == "yes or no" else "mse"
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong | sparse categorical | wants one output for each class
def compile_network(network, task, rate):
    loss = "sparse_categorical_crossentropy" if task == "yes or no" else "mse"
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong | another spelling | has no attribute 'Binarycrossentropy'
def compile_network(network, task, rate):
    loss = keras.losses.Binarycrossentropy() if task == "yes or no" else keras.losses.MeanSquaredError()
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong, breaks number | absolute error for numbers | The loss is mean_absolute_error
def compile_network(network, task, rate):
    loss = "binary_crossentropy" if task == "yes or no" else "mae"
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])
    return network

# %% compile | wrong, breaks returned | returns what compile returns | not a Keras model
def compile_network(network, task, rate):
    loss = "binary_crossentropy" if task == "yes or no" else "mse"
    return network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])

# %% compile | wrong | categorical | is for several outputs that share a total of 1
def compile_network(network, task, rate):
    loss = "categorical_crossentropy" if task == "yes or no" else "mse"
    network.compile(optimizer=keras.optimizers.SGD(rate), loss=loss, metrics=["accuracy"])
    return network

# %% steps | right | math.ceil
import math

def steps_taken(rows, batch_size, epochs):
    return epochs * math.ceil(rows / batch_size)

# %% steps | right | divmod
def steps_taken(rows, batch_size, epochs):
    full, rest = divmod(rows, batch_size)
    return epochs * (full + (rest > 0))

# %% steps | right | counted
def steps_taken(rows, batch_size, epochs):
    return sum(len(range(0, rows, batch_size)) for _ in range(epochs))

# %% steps | right | NumPy's ceil, a float
def steps_taken(rows, batch_size, epochs):
    return np.ceil(rows / batch_size) * epochs

# %% steps | wrong, breaks last-batch | rounded down
# The last batch of each epoch is missing where it is not full: it counts as well. Round up.
def steps_taken(rows, batch_size, epochs):
    return rows // batch_size * epochs

# %% steps | wrong | rounded to the nearest
# Rounded to the nearest: a last batch that is not full counts however small it is. Round up.
def steps_taken(rows, batch_size, epochs):
    return round(rows / batch_size) * epochs

# %% steps | wrong, breaks each-epoch | rounded once
# Rounded once for all epochs. Each epoch has a last batch of its own: round up first, then multiply.
def steps_taken(rows, batch_size, epochs):
    return int(np.ceil(rows * epochs / batch_size))

# %% steps | wrong | always one more
# One batch too many where none is left over: 128 rows are exactly 4 batches of 32.
def steps_taken(rows, batch_size, epochs):
    return (rows // batch_size + 1) * epochs

# %% steps | wrong, breaks whole | not rounded
# There are no half steps: round the batches of an epoch up.
def steps_taken(rows, batch_size, epochs):
    return rows / batch_size * epochs

# %% steps | wrong | epochs
# This is the number of epochs. In each of them fit takes one step for every batch.
def steps_taken(rows, batch_size, epochs):
    return epochs

# %% steps | wrong | a step for each row
# One step for every row? fit takes one for every batch.
def steps_taken(rows, batch_size, epochs):
    return rows * epochs

# %% steps | wrong | one epoch
# These are the steps of one epoch: multiply by the number of epochs.
def steps_taken(rows, batch_size, epochs):
    return -(-rows // batch_size)

# %% fit | right | labels as a column, batch size said
keras.utils.set_random_seed(6)
model = build_network()
compile_network(model, "yes or no", 1.0)
history = model.fit(X, Y.reshape(-1, 1), batch_size=32, epochs=100, verbose=0)

# %% fit | right | the spare network, another seed
keras.utils.set_random_seed(11)
model = spare_network()
history = model.fit(x=X, y=Y, epochs=100, verbose=0)

# %% fit | right | a dataset, shuffled
keras.utils.set_random_seed(6)
rows = tf.data.Dataset.from_tensor_slices((X, Y[:, None])).cache().shuffle(270, seed=1).batch(32)
model = compile_network(build_network(), "yes or no", rate=1.0)
history = model.fit(rows, epochs=100, verbose=0)

# %% fit | wrong, breaks epochs | ten epochs | there are 10 epochs
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
history = model.fit(X, Y, epochs=10, verbose=0)

# %% fit | wrong, breaks batches | all rows in one batch | 100 steps: all rows were in one batch
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
history = model.fit(X, Y, epochs=100, batch_size=len(X), verbose=0)

# %% fit | wrong | twice the rate | The learning rate is 2
keras.utils.set_random_seed(1)
model = compile_network(build_network(), "yes or no", 2.0)
history = model.fit(X, Y, epochs=100, verbose=0)

# %% fit | wrong, breaks rate | default rate | not enough
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 0.01)
history = model.fit(X, Y, epochs=100, verbose=0)

# %% fit | wrong, breaks new-network | trained twice | the network was trained twice
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
model.fit(X, Y, epochs=100, verbose=0)
history = model.fit(X, Y, epochs=100, verbose=0)

# %% fit | wrong | never trained | 0 steps: call model.fit
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
history = None

# %% fit | wrong | fit's result called model | not a Keras model
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
model = history = model.fit(X, Y, epochs=2, verbose=0)

# %% fit | wrong, breaks data | labels in another order | not enough
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
history = model.fit(X, np.random.default_rng(0).permutation(Y), epochs=100, verbose=0)

# %% fit | wrong, breaks data | trained on the test images | fit took 300 steps in all
keras.utils.set_random_seed(6)
model = compile_network(build_network(), "yes or no", 1.0)
history = model.fit(X_test, Y_test, epochs=100, verbose=0)

# %% backward | right | einsum
def layer_backward(a_in, W, a_out, d_out):
    dz = np.multiply(d_out, a_out - a_out**2)
    return np.einsum("mn,mu->nu", a_in, dz), np.einsum("mu->u", dz), np.einsum("mu,nu->mn", dz, W)

# %% backward | right | a loop over the rows
def layer_backward(a_in, W, a_out, d_out):
    dW, db, d_in = np.zeros(W.shape), np.zeros(W.shape[1]), np.zeros(a_in.shape)
    for row in range(len(a_in)):
        dz = d_out[row] * a_out[row] * (1 - a_out[row])
        dW += np.outer(a_in[row], dz)
        db += dz
        d_in[row] = W @ dz
    return [dW, db, d_in]

# %% backward | right | TensorFlow in float32
def layer_backward(a_in, W, a_out, d_out):
    a_in, W, a_out, d_out = (tf.cast(t, tf.float32) for t in (a_in, W, a_out, d_out))
    dz = d_out * a_out * (1 - a_out)
    return tf.matmul(a_in, dz, transpose_a=True), tf.reduce_sum(dz, axis=0), tf.matmul(dz, W, transpose_b=True)

# %% backward | right | ones for the biases
def layer_backward(a_in, W, a_out, d_out):
    dz = a_out * (1 - a_out) * d_out
    ones = np.ones(len(a_in))
    return (dz.T @ a_in).T, ones @ dz, (W @ dz.T).T

# %% backward | wrong | slope of the sigmoid forgotten
# The slope of the sigmoid is missing: dz = d_out · a_out · (1 − a_out).
def layer_backward(a_in, W, a_out, d_out):
    return a_in.T @ d_out, d_out.sum(axis=0), d_out @ W.T

# %% backward | wrong | half of the slope
# Half of the sigmoid's slope: dz lacks the factor (1 − a_out).
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out
    return a_in.T @ dz, dz.sum(axis=0), dz @ W.T

# %% backward | wrong | sigmoid of the output
# A sigmoid was applied to a_out, which has been through it already.
def layer_backward(a_in, W, a_out, d_out):
    s = sigmoid(a_out)
    dz = d_out * s * (1 - s)
    return a_in.T @ dz, dz.sum(axis=0), dz @ W.T

# %% backward | wrong | slope of tanh
# This is the slope of tanh, 1 − a². A sigmoid's is a (1 − a).
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * (1 - a_out**2)
    return a_in.T @ dz, dz.sum(axis=0), dz @ W.T

# %% backward | wrong, breaks sums | mean for the biases
# db is a mean over the rows. Asked for is the sum: the 1/m is in d_out already.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, dz.mean(axis=0), dz @ W.T

# %% backward | wrong, breaks sums | divided by the rows
# dW and db are means over the rows. Asked for are sums: the 1/m is in d_out already.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    m = len(a_in)
    return a_in.T @ dz / m, dz.sum(axis=0) / m, dz @ W.T

# %% backward | wrong | passes d_out on
# d_in passes d_out on, not dz: the sigmoid lies on the way to the input, too.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, dz.sum(axis=0), d_out @ W.T

# %% backward | wrong | slope of the layer before, too
# The slope of the sigmoid was applied once more to what is passed back. It belongs to the layer before, which will
# apply its own.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, dz.sum(axis=0), (dz @ W.T) * a_in * (1 - a_in)

# %% backward | wrong, breaks shapes | all biases in one number
# db is one number for the whole layer. Each unit has its own bias: sum over the rows, axis=0.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, dz.sum(), dz @ W.T

# %% backward | wrong | W not transposed | The lengths in a matrix product do not fit
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, dz.sum(axis=0), dz @ W

# %% backward | wrong, breaks shapes | dW the wrong way round | Is it transposed?
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return dz.T @ a_in, dz.sum(axis=0), dz @ W.T

# %% backward | wrong | sum over the wrong axis | which is not the shape asked for
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, dz.sum(axis=1), dz @ W.T

# %% backward | wrong, breaks order | other order
# The parts are in another order: return dW, db, d_in.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return dz @ W.T, a_in.T @ dz, dz.sum(axis=0)

# %% backward | wrong, breaks by-hand | the tape | This uses GradientTape
def layer_backward(a_in, W, a_out, d_out):
    a, w = tf.Variable(a_in), tf.Variable(W)
    b = tf.Variable((np.log(a_out / (1 - a_out)) - a_in @ W)[0])
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(d_out * tf.sigmoid(a @ w + b))
    return tuple(tape.gradient(total, [w, b, a]))

# %% backward | wrong | the other half of the slope
# Half of the sigmoid's slope: dz lacks the factor a_out.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * (1 - a_out)
    return a_in.T @ dz, dz.sum(axis=0), dz @ W.T

# %% backward | wrong | sign
# The signs are turned.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (a_out - 1)
    return a_in.T @ dz, dz.sum(axis=0), dz @ W.T

# %% backward | wrong | dW divided by the rows
# dW is divided by the number of rows: the 1/m is in d_out already.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz / len(a_in), dz.sum(axis=0), dz @ W.T

# %% backward | wrong | dW without the slope
# dW uses d_out, not dz: the sigmoid lies between.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ d_out, dz.sum(axis=0), dz @ W.T

# %% backward | wrong | db without the slope
# db uses d_out, not dz: the sigmoid lies between.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return a_in.T @ dz, d_out.sum(axis=0), dz @ W.T

# %% backward | wrong, breaks order | biases first
# The parts are in another order: return dW, db, d_in.
def layer_backward(a_in, W, a_out, d_out):
    dz = d_out * a_out * (1 - a_out)
    return dz.sum(axis=0), a_in.T @ dz, dz @ W.T

# %% quiz-steps | right | capital letters
quiz_1 = "A"
quiz_2 = "B"
quiz_3 = "C"

# %% quiz-steps | right | with brackets and full stops
quiz_1, quiz_2, quiz_3 = "(a)", "b.", " c "

# %% quiz-steps | wrong | rows and parameters | not right) The rows, yes
quiz_1 = "b"
quiz_2 = "b"
quiz_3 = "c"

# %% quiz-steps | wrong | layers, new parameters, only the loss | not right) Not yet: derivatives only say
quiz_1 = "c"
quiz_2 = "d"
quiz_3 = "a"

# %% quiz-steps | wrong | epochs, rows, only the activation | not right) A linear output can be any number
quiz_1 = "d"
quiz_2 = "a"
quiz_3 = "b"

# %% quiz-steps | wrong | last layer first, another fit | not right) Every layer hands
quiz_1 = "a"
quiz_2 = "c"
quiz_3 = "d"

# %% quiz-steps | wrong | one left empty | No letter is chosen yet
quiz_1 = "a"
quiz_2 = ""
quiz_3 = "c"

# %% sigmoid | equal | return np.where((z > 0), 1, e) / (1 + e)
# At z = 0 both cases give one half.

# %% loss | equal | f = np.clip(1e-7, f, 1 - 1e-7)
# The larger one of two numbers is the same in either order, and so clip does the same.
