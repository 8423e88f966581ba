# Answers to the exercises of lesson 01: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% norms | right | NumPy's norm
def l1_norm(actual, predicted):
    return np.linalg.norm(actual - predicted, ord=1)

def sum_of_squares(actual, predicted):
    return np.linalg.norm(predicted - actual) ** 2

# %% norms | right | Python loops
def l1_norm(actual, predicted):
    total = 0
    for a, p in zip(actual, predicted):
        total += abs(a - p)
    return total

def sum_of_squares(actual, predicted):
    return float(sum((a - p) ** 2 for a, p in zip(actual, predicted)))

# %% norms | right | TensorFlow in float32, keras.ops
def l1_norm(actual, predicted):
    return tf.reduce_sum(tf.abs(tf.cast(actual, tf.float32) - tf.cast(predicted, tf.float32)))

def sum_of_squares(actual, predicted):
    return keras.ops.sum(keras.ops.square(keras.ops.subtract(predicted, actual)))

# %% norms | right | a dot product
def errors_of(a, p):
    return np.asarray(a) - np.asarray(p)

def l1_norm(actual, predicted):
    return errors_of(actual, predicted) @ np.sign(errors_of(actual, predicted))

def sum_of_squares(actual, predicted):
    return errors_of(actual, predicted) @ errors_of(actual, predicted)

# %% norms | wrong | means
# This is the mean over the examples. Asked for is the sum.
def l1_norm(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def sum_of_squares(actual, predicted):
    return np.mean((actual - predicted) ** 2)

# %% norms | wrong | signs cancel
# The errors are added with their signs, so they cancel: take absolute values first.
def l1_norm(actual, predicted):
    return np.sum(actual - predicted)

def sum_of_squares(actual, predicted):
    return np.sum((actual - predicted) ** 2)

# %% norms | wrong | absolute value of the sum
# The errors are added with their signs, and the absolute value is taken of the sum. First absolute values,
# then the sum.
def l1_norm(actual, predicted):
    return abs((actual - predicted).sum())

def sum_of_squares(actual, predicted):
    return np.sum((actual - predicted) ** 2)

# %% norms | wrong, breaks no-root | with the root
# This is the root of the sum of squares: the L2 norm in the strict sense. Leave the root away.
def l1_norm(actual, predicted):
    return np.sum(np.abs(actual - predicted))

def sum_of_squares(actual, predicted):
    return np.linalg.norm(actual - predicted)

# %% norms | wrong | square of the sum
# This is the square of the sum. First squares, then the sum.
def l1_norm(actual, predicted):
    return np.sum(np.abs(actual - predicted))

def sum_of_squares(actual, predicted):
    return np.sum(actual - predicted) ** 2

# %% norms | wrong | square of the L1 norm
# This is the square of the sum of absolute errors. Square each error, then add.
def l1_norm(actual, predicted):
    return np.sum(np.abs(actual - predicted))

def sum_of_squares(actual, predicted):
    return l1_norm(actual, predicted) ** 2

# %% norms | wrong | squares the values, then subtracts
# The values themselves are squared, then subtracted. First subtract, then square.
def l1_norm(actual, predicted):
    return np.sum(np.abs(actual - predicted))

def sum_of_squares(actual, predicted):
    return np.sum(actual**2 - predicted**2)

# %% norms | wrong, breaks one-number | not added up
# There is one value for each example. Asked for is one number for all of them together.
def l1_norm(actual, predicted):
    return np.abs(actual - predicted)

def sum_of_squares(actual, predicted):
    return (actual - predicted) ** 2

# %% norms | wrong | printed, not returned | return
def l1_norm(actual, predicted):
    print(np.sum(np.abs(actual - predicted)))

def sum_of_squares(actual, predicted):
    print(np.sum((actual - predicted) ** 2))

# %% norms | wrong | squares twice
# These are squares. The L1 norm adds absolute values.
def l1_norm(actual, predicted):
    return np.sum((actual - predicted) ** 2)

def sum_of_squares(actual, predicted):
    return np.sum((actual - predicted) ** 2)

# %% norms | wrong | absolute values twice
# These are absolute values. Square the errors.
def l1_norm(actual, predicted):
    return np.sum(np.abs(actual - predicted))

def sum_of_squares(actual, predicted):
    return np.sum(np.abs(actual - predicted))

# %% norms | wrong | the L2 norm for the L1 norm
# This is the root of the sum of squares, the L2 norm.
def l1_norm(actual, predicted):
    return np.linalg.norm(actual - predicted)

def sum_of_squares(actual, predicted):
    return np.sum((actual - predicted) ** 2)

# %% norms | wrong | the largest error alone
# This is the largest absolute error alone. Add all of them.
def l1_norm(actual, predicted):
    return np.linalg.norm(actual - predicted, np.inf)

def sum_of_squares(actual, predicted):
    return np.sum((actual - predicted) ** 2)

# %% norms | wrong, breaks any-size | the arrays of the text, not the arguments | which is not the right value
def l1_norm(actual, predicted):
    return np.sum(np.abs(actual_minutes - predicted_minutes))

def sum_of_squares(actual, predicted):
    return np.sum((actual_minutes - predicted_minutes) ** 2)

# %% means | right | sums divided by the length
def mae(actual, predicted):
    return sum(abs(actual - predicted)) / len(actual)

def mse(actual, predicted):
    return sum((actual - predicted) ** 2) / len(actual)

# %% means | right | TensorFlow and keras.ops
def mae(actual, predicted):
    return tf.reduce_mean(tf.abs(tf.convert_to_tensor(actual) - predicted))

def mse(actual, predicted):
    return keras.ops.mean(keras.ops.square(keras.ops.subtract(actual, predicted)))

# %% means | right | Python's statistics, with a variable of a library's name
from statistics import fmean

def mae(actual, predicted):
    mean_absolute_error = fmean(abs(float(a) - float(p)) for a, p in zip(actual, predicted))
    return mean_absolute_error

def mse(actual, predicted):
    mean_squared_error = fmean((float(a) - float(p)) ** 2 for a, p in zip(actual, predicted))
    return mean_squared_error

# %% means | right | np.average and var
def mae(actual, predicted):
    return np.average(np.sqrt((actual - predicted) ** 2))

def mse(actual, predicted):
    e = actual - predicted
    return e.var() + e.mean() ** 2

# %% means | wrong | sums
# This is the sum over the examples. Asked for is the mean.
def mae(actual, predicted):
    return np.sum(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.sum((actual - predicted) ** 2)

# %% means | wrong | RMSE
# This is the root of the mean squared error (RMSE). Leave the root away.
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.sqrt(np.mean((actual - predicted) ** 2))

# %% means | wrong | signs cancel
# The errors are averaged with their signs, so they cancel: take absolute values first.
def mae(actual, predicted):
    return np.mean(actual - predicted)

def mse(actual, predicted):
    return np.mean((actual - predicted) ** 2)

# %% means | wrong | square of the mean
# This is the square of the mean error. First squares, then the mean.
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.mean(actual - predicted) ** 2

# %% means | wrong | square of the MAE
# This is the square of the MAE. Square each error, then take the mean.
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def mse(actual, predicted):
    return mae(actual, predicted) ** 2

# %% means | wrong | halved
# This is half of the MSE. (Some texts halve it; here it is the plain mean.)
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.mean((actual - predicted) ** 2) / 2

# %% means | wrong | divided by N minus 1
# This divides by N − 1. The mean divides by N.
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.sum((actual - predicted) ** 2) / (len(actual) - 1)

# %% means | wrong, breaks any-size | divided by the four of the example | which is not the right value
def mae(actual, predicted):
    return np.sum(np.abs(actual - predicted)) / 4

def mse(actual, predicted):
    return np.sum((actual - predicted) ** 2) / 4

# %% means | wrong | squares twice
# This is the MSE: squares. MAE takes absolute values.
def mae(actual, predicted):
    return np.mean((actual - predicted) ** 2)

def mse(actual, predicted):
    return np.mean((actual - predicted) ** 2)

# %% means | wrong | absolute values twice
# This is the MAE: absolute values. MSE takes squares.
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.mean(np.abs(actual - predicted))

# %% means | wrong | absolute value of the mean
# The errors are averaged with their signs, and the absolute value is taken of the mean. First absolute values.
def mae(actual, predicted):
    return np.abs(np.mean(actual - predicted))

def mse(actual, predicted):
    return np.mean((actual - predicted) ** 2)

# %% means | wrong | the median
# This is the median of the absolute errors, not their mean.
def mae(actual, predicted):
    return np.median(np.abs(actual - predicted))

def mse(actual, predicted):
    return np.mean((actual - predicted) ** 2)

# %% means | wrong, breaks by-hand | Keras's function | is ready-made
def mae(actual, predicted):
    return keras.losses.MeanAbsoluteError()(actual, predicted)

def mse(actual, predicted):
    return keras.losses.mean_squared_error(actual, predicted)

# %% means | wrong | scikit-learn's function under another name | is ready-made
from sklearn.metrics import mean_absolute_error as one, mean_squared_error as two

def mae(actual, predicted):
    return one(actual, predicted)

def mse(actual, predicted):
    return two(actual, predicted)

# %% means | wrong, breaks one-number | mean of the first axis kept
# There is one value for each example. Asked for is one number for all of them together.
def mae(actual, predicted):
    return np.mean(np.abs(actual - predicted).reshape(-1, 1), axis=1)

def mse(actual, predicted):
    return np.mean(((actual - predicted) ** 2).reshape(-1, 1), axis=1)

# %% outlier | right | a list, sorted
def share_of_largest(actual, predicted):
    distances = sorted(abs(a - p) for a, p in zip(actual, predicted))
    squares = [d * d for d in distances]
    return [distances[-1] / sum(distances), squares[-1] / sum(squares)]

# %% outlier | right | by its place, as an array
def share_of_largest(actual, predicted):
    e = actual - predicted
    place = np.argmax(e**2)
    return np.array([abs(e[place]) / np.linalg.norm(e, 1), (e[place] / np.linalg.norm(e)) ** 2])

# %% outlier | right | keras.ops
def share_of_largest(actual, predicted):
    d = keras.ops.abs(keras.ops.subtract(actual, predicted))
    return tuple(keras.ops.max(d**n) / keras.ops.sum(d**n) for n in (1, 2))

# %% outlier | wrong, breaks order | other way round
# The right two numbers, the wrong way round: first the share of the L1 norm.
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    return np.max(d**2) / np.sum(d**2), d.max() / d.sum()

# %% outlier | wrong, breaks absolute | largest error with its sign
# This takes the largest error with its sign. The largest in absolute value may be negative.
def share_of_largest(actual, predicted):
    e = actual - predicted
    return e.max() / np.abs(e).sum(), e.max() ** 2 / np.sum(e**2)

# %% outlier | wrong | largest prediction
# This takes the example with the largest prediction, not the one with the largest error.
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    place = np.argmax(predicted)
    return d[place] / d.sum(), d[place] ** 2 / np.sum(d**2)

# %% outlier | wrong | not squared
# Both are shares of the L1 norm. For the second, square the errors.
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    return d.max() / d.sum(), d.max() / d.sum()

# %% outlier | wrong | both squared
# Both are shares of the sum of squares. The first is that of the L1 norm.
def share_of_largest(actual, predicted):
    d = (actual - predicted) ** 2
    return d.max() / d.sum(), d.max() / d.sum()

# %% outlier | wrong | square of the sum below
# The second divides by the square of the sum. Divide by the sum of the squares.
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    return d.max() / d.sum(), d.max() ** 2 / d.sum() ** 2

# %% outlier | wrong, breaks one-example | all of those that tie
# Where two errors are equally large, both are counted here. The largest is one error: distance.max().
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    top = d[d == d.max()]
    return top.sum() / d.sum(), (top**2).sum() / (d**2).sum()

# %% outlier | wrong, breaks shares | per cent
# These are per cent. Asked for are shares, between 0 and 1.
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    return 100 * d.max() / d.sum(), 100 * d.max() ** 2 / np.sum(d**2)

# %% outlier | wrong | one number | one single number; an array is asked for
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    return d.max() / d.sum()

# %% outlier | wrong | with the root
# The second has a root in it. The sum of squares has none.
def share_of_largest(actual, predicted):
    d = np.abs(actual - predicted)
    return d.max() / d.sum(), d.max() / np.linalg.norm(d)

# %% draw | right | plt interface, legend with texts, label 0 first
def plot_log_loss(p):
    fig = plt.figure()
    plt.plot(p, -np.log(1 - p), ":")
    plt.plot(p, -np.log(p), "k-")
    plt.xlabel("probability")
    plt.ylabel("cross-entropy")
    plt.legend(["y = 0", "y = 1"])
    return fig

# %% draw | right | TensorFlow's logarithm, Keras's loss, formulas as names, a title
def plot_log_loss(p):
    fig, ax = plt.subplots()
    ax.plot(p, -tf.math.log(p), label="$-\\ln p$")
    zeros = np.zeros((len(p), 1))
    ax.plot(p, keras.losses.binary_crossentropy(zeros, p.reshape(-1, 1)), "--", label="$-\\ln(1-p)$")
    ax.set(xlabel="p", ylabel="loss", title="Log loss")
    fig.legend()
    return fig

# %% draw | right | a loop over labels, drawn from right to left
def plot_log_loss(p):
    fig, ax = plt.subplots(figsize=(8, 3))
    p = p[::-1]
    for label, style in ((1, "-"), (0, "-.")):
        ax.plot(p, [-np.log(q if label else 1 - q) for q in p], style, label=f"label {label}")
    ax.set_xlabel("predicted probability of 1")
    ax.set_ylabel("loss")
    ax.grid()
    ax.legend(loc="upper center")
    return fig

# %% draw | wrong | minus forgotten
# The lines lie below 0: put a minus before the logarithm.
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, np.log(p), label="label 1")
    axis.plot(p, np.log(1 - p), "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong | base 10
# These are logarithms of base 10. Cross-entropy takes the natural one, np.log.
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log10(p), label="label 1")
    axis.plot(p, -np.log10(1 - p), "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong | no logarithm
# These are the probabilities. The loss is minus their logarithm.
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, p, label="label 1")
    axis.plot(p, 1 - p, "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong | base 2
# These are logarithms of base 2. Cross-entropy takes the natural one, np.log.
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log2(p), label="label 1")
    axis.plot(p, -np.log2(1 - p), "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong | one minus the logarithm, not the logarithm of one minus | that for label 0 is missing or wrong
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 1")
    axis.plot(p, 1 - np.log(p), "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong, breaks two-lines | label 1 only | that for label 0 is missing or wrong
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 1")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong, breaks legend | names the wrong way round | The names are the wrong way round
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 0")
    axis.plot(p, -np.log(1 - p), "--", label="label 1")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong, breaks labels | no labels on the axes | has no label
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 1")
    axis.plot(p, -np.log(1 - p), "--", label="label 0")
    axis.legend()
    return fig

# %% draw | wrong, breaks legend | no legend | There is no legend
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p))
    axis.plot(p, -np.log(1 - p), "--")
    axis.set(xlabel="p", ylabel="loss")
    return fig

# %% draw | wrong, breaks styles | one style for both | same style
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), "k-", label="label 1")
    axis.plot(p, -np.log(1 - p), "k-", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong, breaks one-plot | side by side | 2 plots
def plot_log_loss(p):
    fig, (left, right) = plt.subplots(1, 2)
    left.plot(p, -np.log(p), label="label 1")
    right.plot(p, -np.log(1 - p), "--", label="label 0")
    for axis in (left, right):
        axis.set(xlabel="p", ylabel="loss")
        axis.legend()
    return fig

# %% draw | wrong, breaks argument | probabilities of its own | No line shows
def plot_log_loss(p):
    p = np.linspace(0.01, 0.99, 100)
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 1")
    axis.plot(p, -np.log(1 - p), "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong | empty axes | There is no line
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.set(xlabel="p", ylabel="loss")
    return fig

# %% draw | wrong, breaks two-lines | a third line | asked for are two
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 1")
    axis.plot(p, -np.log(1 - p), "--", label="label 0")
    axis.plot(p, 1 - p, ":", label="1 - p")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()
    return fig

# %% draw | wrong, breaks figure | return forgotten | not a figure
def plot_log_loss(p):
    fig, axis = plt.subplots()
    axis.plot(p, -np.log(p), label="label 1")
    axis.plot(p, -np.log(1 - p), "--", label="label 0")
    axis.set(xlabel="p", ylabel="loss")
    axis.legend()

# %% bce | right | the probability of the truth, with a variable called log_loss
def bce(labels, p):
    p = np.minimum(np.maximum(p, 1e-7), 1 - 1e-7)
    log_loss = -np.log(np.where(labels == 1, p, 1 - p))
    return log_loss.mean()

# %% bce | right | a Python loop
import math

def bce(labels, p):
    losses = []
    for y, q in zip(labels, p):
        q = min(max(q, 1e-7), 1 - 1e-7)
        losses.append(-math.log(q) if y else -math.log(1 - q))
    return sum(losses) / len(losses)

# %% bce | right | TensorFlow in float32
def bce(labels, p):
    y = tf.cast(labels, tf.float32)
    p = tf.clip_by_value(tf.cast(p, tf.float32), 1e-7, 1 - 1e-7)
    return tf.reduce_mean(-(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p)))

# %% bce | right | keras.ops with Keras's own epsilon
def bce(labels, p):
    eps = keras.config.epsilon()
    p = keras.ops.clip(p, eps, 1 - eps)
    return -keras.ops.mean(labels * keras.ops.log(p) + (1 - labels) * keras.ops.log(1 - p))

# %% bce | right | a tiny number added inside the logarithms
def bce(labels, p):
    return -np.mean(labels * np.log(p + 1e-7) + (1 - labels) * np.log(1 - p + 1e-7))

# %% bce | wrong, breaks clip | no clip
# Not clipped: 0 · ln 0 is NaN, and −ln 0 is infinite. Clip p to 1e-7 … 1 − 1e-7 before the logarithm.
def bce(labels, p):
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | no clip, chosen by where
# Not clipped: −ln 0 is infinite. Clip p to 1e-7 … 1 − 1e-7 before the logarithm.
def bce(labels, p):
    return np.mean(np.where(labels == 1, -np.log(p), -np.log(1 - p)))

# %% bce | wrong | no clip, in a Python loop | it raised ValueError: math domain error
import math

def bce(labels, p):
    return sum(-math.log(q) if y else -math.log(1 - q) for y, q in zip(labels, p)) / len(p)

# %% bce | wrong, breaks clip | clipped below only
# Clipped below only. At p = 1 the other logarithm, ln(1 − p), breaks in the same way: clip at both ends.
def bce(labels, p):
    p = np.maximum(p, 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | clipped somewhat tighter
# Clipped, but closer to 0 and 1 than Keras's 1e-7: the worst should cost about 16.118.
def bce(labels, p):
    p = np.clip(p, 1e-8, 1 - 1e-8)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong, breaks clip | clipped at 1e-12
# Clipped, but closer to 0 and 1 than Keras's 1e-7: the worst should cost about 16.118.
def bce(labels, p):
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | clipped less tightly
# Clipped, but further from 0 and 1 than Keras's 1e-7: the worst should cost about 16.118.
def bce(labels, p):
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | clipped much tighter
# Clipped, but closer to 0 and 1 than Keras's 1e-7: the worst should cost about 16.118.
def bce(labels, p):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | sum
# This is the sum over the examples. Asked for is the mean.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.sum(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | minus forgotten
# The sign is wrong: a minus belongs before the formula, so that no loss is negative.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | label 0 forgotten
# The part for label 0 is missing: (1 − y) · ln(1 − p).
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p))

# %% bce | wrong | label 1 forgotten
# The part for label 1 is missing: y · ln p.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean((1 - labels) * np.log(1 - p))

# %% bce | wrong, breaks order | arguments swapped
# The arguments are swapped: the labels come first, then the probabilities.
def bce(p, labels):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | labels the wrong way round
# The labels are the wrong way round: p is the probability of label 1.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean((1 - labels) * np.log(p) + labels * np.log(1 - p))

# %% bce | wrong | base 2
# This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log2(p) + (1 - labels) * np.log2(1 - p))

# %% bce | wrong | base 10
# This is a logarithm of base 10. Cross-entropy takes the natural one, np.log.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log10(p) + (1 - labels) * np.log10(1 - p))

# %% bce | wrong | squared errors
# This is the mean squared error of the probabilities, not cross-entropy.
def bce(labels, p):
    return np.mean((labels - p) ** 2)

# %% bce | wrong, breaks one-number | one loss for each example
# There is one value for each example. Asked for is one number for all of them together.
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return -(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong | sigmoid first
# A sigmoid was applied to p, which is a probability already: it was squeezed twice.
def bce(labels, p):
    p = np.clip(1 / (1 + np.exp(-p)), 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce | wrong, breaks by-hand | Keras's class | is ready-made
def bce(labels, p):
    return keras.losses.BinaryCrossentropy()(labels, p)

# %% bce | wrong | Keras's function by its name | is ready-made
def bce(labels, p):
    return keras.losses.get("binary_crossentropy")(labels, p)

# %% bce | wrong | NaN made into zero | which is not a finite number
def bce(labels, p):
    with np.errstate(all="ignore"):
        return np.mean(np.nan_to_num(-(labels * np.log(p) + (1 - labels) * np.log(1 - p))))

# %% bce | wrong | brackets forgotten | which is not the right value
def bce(labels, p):
    p = np.clip(p, 1e-7, 1 - 1e-7)
    return np.mean(-labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce-logits | right | logaddexp
def bce_from_logits(labels, z):
    return np.mean(np.logaddexp(0, z) - labels * z)

# %% bce-logits | right | TensorFlow's softplus
def bce_from_logits(labels, z):
    return tf.reduce_mean(tf.nn.softplus(z) - z * labels)

# %% bce-logits | right | keras.ops in float32
def bce_from_logits(labels, z):
    y, z = keras.ops.cast(labels, "float32"), keras.ops.cast(z, "float32")
    losses = keras.ops.relu(z) - z * y + keras.ops.log(1 + keras.ops.exp(-keras.ops.abs(z)))
    return keras.ops.mean(losses)

# %% bce-logits | right | a Python loop with two cases
import math

def one(y, z):
    if z >= 0:
        return z - z * y + math.log(1 + math.exp(-z))
    return -z * y + math.log(1 + math.exp(z))

def bce_from_logits(labels, z):
    return sum(map(one, labels, z)) / len(z)

# %% bce-logits | right | turned by the label
def bce_from_logits(labels, z):
    against = np.where(labels == 1, -z, z)
    return np.mean(np.clip(against, 0, None) + np.log1p(np.exp(-np.abs(against))))

# %% bce-logits | wrong | through the sigmoid
# A sigmoid was taken first, and rounded to 0 or 1, where the logarithm breaks (infinite or NaN).
# Use the form without a probability.
def bce_from_logits(labels, z):
    p = 1 / (1 + np.exp(-z))
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce-logits | wrong, breaks unclipped | through the sigmoid, clipped
# A probability was clipped on the way, so nothing costs more than 16.118. A logit of −1000 for label 1
# costs 1000.
def bce_from_logits(labels, z):
    p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce-logits | wrong, breaks finite | the formula that overflows
# e^−z overflows where z is very negative. The exponent has to be −|z|, with max(z, 0) in front.
def bce_from_logits(labels, z):
    return np.mean(z - z * labels + np.log(1 + np.exp(-z)))

# %% bce-logits | wrong | softplus by hand
# e^z overflows where z is large. The exponent has to be −|z|, with max(z, 0) in front.
def bce_from_logits(labels, z):
    return np.mean(np.log(1 + np.exp(z)) - z * labels)

# %% bce-logits | wrong | exponent without its absolute value
# Too large where z is negative: max(z, 0) in front, not |z|; −|z| in the exponent, not −z.
def bce_from_logits(labels, z):
    return np.mean(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-z)))

# %% bce-logits | wrong | math.exp overflows | it raised OverflowError
import math

def bce_from_logits(labels, z):
    return sum(v - v * y + math.log(1 + math.exp(-v)) for y, v in zip(labels, z)) / len(z)

# %% bce-logits | wrong | sum
# This is the sum over the examples. Asked for is the mean.
def bce_from_logits(labels, z):
    return np.sum(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | logarithm forgotten
# The logarithm at the end is missing: ln(1 + e^−|z|).
def bce_from_logits(labels, z):
    return np.mean(np.maximum(z, 0) - z * labels)

# %% bce-logits | wrong | max forgotten
# max(z, 0) is missing.
def bce_from_logits(labels, z):
    return np.mean(-z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | labels forgotten
# z · y is missing: the loss does not look at the labels.
def bce_from_logits(labels, z):
    return np.mean(np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | the largest of all z instead of one max each | Called with
def bce_from_logits(labels, z):
    return np.mean(np.max(z) - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | absolute value in front
# Too large where z is negative: max(z, 0) in front, not |z|; −|z| in the exponent, not −z.
def bce_from_logits(labels, z):
    return np.mean(np.abs(z) - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | minus lost in the exponent
# The exponent has lost its minus: it is −|z|.
def bce_from_logits(labels, z):
    return np.mean(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(np.abs(z))))

# %% bce-logits | wrong | sign
# The sign is wrong: no cross-entropy is negative.
def bce_from_logits(labels, z):
    return -np.mean(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | z itself in front
# z comes first, where max(z, 0) belongs.
def bce_from_logits(labels, z):
    return np.mean(z - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | base 2
# This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.
def bce_from_logits(labels, z):
    return np.mean(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-np.abs(z)))) / np.log(2)

# %% bce-logits | wrong | labels the wrong way round
# The labels are the wrong way round: a large logit means label 1.
def bce_from_logits(labels, z):
    return np.mean(np.maximum(z, 0) - z * (1 - labels) + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | sigmoid before the formula
# z was squeezed twice: the formula from logits takes z itself, no sigmoid.
def bce_from_logits(labels, z):
    z = 1 / (1 + np.exp(-z))
    return np.mean(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong | logits taken for probabilities
# The logits were taken for probabilities and clipped: z may be any number.
def bce_from_logits(labels, z):
    p = np.clip(z, 1e-7, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce-logits | wrong, breaks order | arguments swapped
# The arguments are swapped: the labels come first, then the logits.
def bce_from_logits(z, labels):
    return np.mean(np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-np.abs(z))))

# %% bce-logits | wrong, breaks one-number | one loss for each example
# There is one value for each example. Asked for is one number for all of them together.
def bce_from_logits(labels, z):
    return np.maximum(z, 0) - z * labels + np.log(1 + np.exp(-np.abs(z)))

# %% bce-logits | wrong, breaks by-hand | TensorFlow's function | is ready-made
def bce_from_logits(labels, z):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=z))

# %% sparse | right | a loop
def sparse_ce(labels, p):
    total = 0.0
    for label, row in zip(labels, p):
        total -= np.log(row[label])
    return total / len(labels)

# %% sparse | right | one-hot, summed along the rows
def sparse_ce(labels, p):
    one_hot = np.eye(p.shape[1])[labels]
    return np.mean(-np.sum(one_hot * np.log(p), axis=1))

# %% sparse | right | TensorFlow's gather
def sparse_ce(labels, p):
    of_the_label = tf.gather(p, labels, axis=1, batch_dims=1)
    return -tf.reduce_mean(tf.math.log(of_the_label))

# %% sparse | right | keras.ops, float32
def sparse_ce(labels, p):
    p = keras.ops.cast(p, "float32")
    picked = keras.ops.take_along_axis(p, keras.ops.expand_dims(labels, 1), axis=1)
    return keras.ops.mean(-keras.ops.log(picked))

# %% sparse | wrong | sum
# This is the sum over the examples. Asked for is the mean.
def sparse_ce(labels, p):
    return -np.sum(np.log(p[np.arange(len(labels)), labels]))

# %% sparse | wrong | minus forgotten
# The minus is missing: the logarithm of a probability is negative, a loss is not.
def sparse_ce(labels, p):
    return np.mean(np.log(p[np.arange(len(labels)), labels]))

# %% sparse | wrong | base 2
# This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.
def sparse_ce(labels, p):
    return -np.mean(np.log2(p[np.arange(len(labels)), labels]))

# %% sparse | wrong | base 10
# This is a logarithm of base 10. Cross-entropy takes the natural one, np.log.
def sparse_ce(labels, p):
    return -np.mean(np.log10(p[np.arange(len(labels)), labels]))

# %% sparse | wrong | every class counts
# Only the right class counts; here the others do, too.
def sparse_ce(labels, p):
    return -np.mean(np.log(p))

# %% sparse | wrong | every class counts, added up
# Only the right class counts; here the others do, too.
def sparse_ce(labels, p):
    return -np.mean(np.sum(np.log(p), axis=1))

# %% sparse | wrong | mean over all entries of one-hot
# The mean is taken over all N · k entries, most of them 0. Divide by the number of examples, N.
def sparse_ce(labels, p):
    return -np.mean(np.eye(p.shape[1])[labels] * np.log(p))

# %% sparse | wrong | largest of each row
# This takes the largest probability of each row, whatever the label is. Take that of the label.
def sparse_ce(labels, p):
    return -np.mean(np.log(p.max(axis=1)))

# %% sparse | wrong | rows by label
# p[labels] picks whole rows, by the label. One entry from each row is asked for: p[np.arange(len(labels)),
# labels].
def sparse_ce(labels, p):
    return -np.mean(np.log(p[labels]))

# %% sparse | wrong | columns by label
# p[:, labels] picks a column for every label, from all rows: N · N numbers. One from each row:
# p[np.arange(len(labels)), labels].
def sparse_ce(labels, p):
    return -np.mean(np.log(p[:, labels]))

# %% sparse | wrong | log of the mean
# This is the logarithm of the mean probability. First the logarithms, then the mean.
def sparse_ce(labels, p):
    return -np.log(np.mean(p[np.arange(len(labels)), labels]))

# %% sparse | wrong | softmax once more
# Softmax was applied to p, which holds probabilities already: squeezed twice.
def sparse_ce(labels, p):
    p = tf.nn.softmax(p).numpy()
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))

# %% sparse | wrong | whole numbers put into the binary formula | it raised ValueError: operands could not be broadcast
def sparse_ce(labels, p):
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% sparse | wrong | binary cross-entropy of one-hot labels
# This is binary cross-entropy of every entry. With exclusive classes only −ln p of the right one counts.
def sparse_ce(labels, p):
    y = np.eye(p.shape[1])[labels]
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

# %% bce | wrong, breaks clip | clipped above only
# Clipped above only. At p = 0 the first logarithm, ln p, breaks: clip at both ends.
def bce(labels, p):
    p = np.minimum(p, 1 - 1e-7)
    return -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))

# %% bce-logits | wrong | through the sigmoid, chosen by where
# A sigmoid was taken first, and rounded to 0 or 1, where the logarithm is infinite. Use the form without one.
def bce_from_logits(labels, z):
    p = 1 / (1 + np.exp(-z))
    return np.mean(np.where(labels == 1, -np.log(p), -np.log(1 - p)))

# %% sparse | wrong | labels counted from 1 | Called with
def sparse_ce(labels, p):
    return -np.mean(np.log(p[np.arange(len(labels)), labels - 1]))

# %% sparse | wrong, breaks one-number | one loss for each example
# There is one value for each example. Asked for is one number for all of them together.
def sparse_ce(labels, p):
    return -np.log(p[np.arange(len(labels)), labels])

# %% sparse | wrong, breaks by-hand | Keras's function | is ready-made
def sparse_ce(labels, p):
    return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, p))

# %% untrained | right | from the probability
import math

def loss_of_no_idea(classes):
    return -math.log(1 / classes)

# %% untrained | right | Keras's own loss of a uniform row
def loss_of_no_idea(classes):
    row = np.full((1, classes), 1 / classes)
    return keras.losses.SparseCategoricalCrossentropy()(np.array([0]), row)

# %% untrained | right | the mean over all labels there could be
def loss_of_no_idea(classes):
    p = np.ones(classes) / classes
    return np.mean([-np.log(p[label]) for label in range(classes)])

# %% untrained | right | TensorFlow
def loss_of_no_idea(classes):
    return tf.math.log(tf.cast(classes, tf.float32))

# %% untrained | wrong | the probability
# This is the probability. The loss is minus its natural logarithm.
def loss_of_no_idea(classes):
    return 1 / classes

# %% untrained | wrong | minus forgotten
# The sign is wrong: −ln(1/k) is positive.
def loss_of_no_idea(classes):
    return np.log(1 / classes)

# %% untrained | wrong | base 2
# This is a logarithm of base 2. Cross-entropy takes the natural one, np.log.
def loss_of_no_idea(classes):
    return np.log2(classes)

# %% untrained | wrong | base 10
# This is a logarithm of base 10. Cross-entropy takes the natural one, np.log.
def loss_of_no_idea(classes):
    return np.log10(classes)

# %% untrained | wrong, breaks any-number | ten classes always
# This is ln 10 whatever the number of classes is: use the argument.
def loss_of_no_idea(classes):
    return -np.log(0.1)

# %% untrained | wrong | added up over the classes
# The terms of all classes are added up. Only the right class counts.
def loss_of_no_idea(classes):
    p = np.full(classes, 1 / classes)
    return -np.sum(np.log(p))

# %% untrained | wrong | averaged over one-hot
# The terms of all classes are averaged. Only the right class counts.
def loss_of_no_idea(classes):
    one_hot = np.eye(classes)[0]
    return -np.mean(one_hot * np.log(np.full(classes, 1 / classes)))

# %% untrained | wrong | always a half
# This is the loss of yes/no questions answered with 0.5, ln 2. Here k classes share the probability.
def loss_of_no_idea(classes):
    return -np.log(0.5)

# %% untrained | wrong | chance of being wrong | which is not the right value
def loss_of_no_idea(classes):
    return 1 - 1 / classes

# %% quiz-losses | right | capital letters
task_1, task_2, task_3, task_4, task_5, task_6 = "ABCCED"

# %% quiz-losses | right | as on paper
task_1 = "a)"
task_2 = "b)"
task_3 = "(c)"
task_4 = " c"
task_5 = "e."
task_6 = "d"

# %% quiz-losses | wrong | absolute error for the ship | not right) With absolute errors one shortfall
task_1, task_2, task_3, task_4, task_5, task_6 = "bbcced"

# %% quiz-losses | wrong | squares for the couriers | not right) Squares would let the forgotten buttons rule
task_1, task_2, task_3, task_4, task_5, task_6 = "aacced"

# %% quiz-losses | wrong | categorical for instruments | not right) Rows of 0s and 1s, but with several 1s
task_1, task_2, task_3, task_4, task_5, task_6 = "abcded"

# %% quiz-losses | wrong | sparse and categorical swapped | not right) The right family, but this form wants
task_1, task_2, task_3, task_4, task_5, task_6 = "abccde"

# %% quiz-losses | wrong | sparse for one sigmoid | not right) Sparse categorical cross-entropy needs one output
task_1, task_2, task_3, task_4, task_5, task_6 = "abeced"

# %% quiz-losses | wrong | a letter that is not there | none of the letters
task_1, task_2, task_3, task_4, task_5, task_6 = "abccef"

# %% quiz-losses | wrong | one left empty | No letter is chosen yet
task_1 = "a"
task_2 = ""
task_3 = "c"
task_4 = "c"
task_5 = "e"
task_6 = "d"

# %% draw | equal | axis.set_ylabel('val_loss')
# Whatever a label says beside "loss" is free.

# %% bce | equal | p = np.clip(1e-7, p, 1 - 1e-7)
# The larger one of two numbers is the same in either order, and so clip does the same.
