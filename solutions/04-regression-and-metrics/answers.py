# Answers to the exercises of lesson 04: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% floors | right | simulated
def floors(half_width):
    errors = np.random.default_rng(0).uniform(-half_width, half_width, 1_000_000)
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% floors | right | an even grid, as an array
def floors(half_width):
    e = np.linspace(-half_width, half_width, 100_001)
    return np.array([(e**2).mean(), np.abs(e).mean()])

# %% floors | right | from the variance of the uniform distribution
def floors(half_width):
    width = 2 * half_width
    return [width**2 / 12, width / 4]

# %% floors | wrong, breaks both | MAE first
# The right numbers, the wrong way round: MSE first, then MAE.
def floors(half_width):
    return half_width / 2, half_width**2 / 3

# %% floors | wrong | the square of the MAE
# The mean of the squares is not the square of the mean: the MSE is larger than the MAE squared.
def floors(half_width):
    return (half_width / 2) ** 2, half_width / 2

# %% floors | wrong | the worst error
# These are the worst errors that there can be, not the mean ones.
def floors(half_width):
    return half_width**2, half_width

# %% floors | wrong | half a width for a whole one
# half_width reaches to either side: the errors are spread over twice that width.
def floors(half_width):
    return half_width**2 / 12, half_width / 4

# %% floors | wrong | RMSE
# The first number is the root of the MSE. Leave the root away.
def floors(half_width):
    return half_width / np.sqrt(3), half_width / 2

# %% floors | wrong | simulated, the errors cancel
# The errors of either sign cancel in the second number: take absolute values before the mean.
def floors(half_width):
    return half_width**2 / 3, 0.0

# %% floors | wrong | e² integrated to e² / 2
# The first number is half the square of the width. The integral of e² is e³ / 3.
def floors(half_width):
    return half_width**2 / 2, half_width / 2

# %% floors | wrong, breaks any-width | our jury's numbers whatever is asked | entries are not right
def floors(half_width):
    return 0.01 / 3, 0.05

# %% floors | wrong, breaks uniform | simulated with normal errors | entries are not right
def floors(half_width):
    errors = np.random.default_rng(0).normal(0, half_width, 1_000_000)
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% floors | wrong, breaks both | one number | one single number
def floors(half_width):
    return half_width**2 / 3

# %% mean-predictor | right | arrays of predictions
def score_of_mean(y_train, y_test):
    predicted = np.full(y_test.shape, np.mean(y_train))
    mse = np.mean(np.square(predicted - y_test))
    mae = np.mean(np.abs(predicted - y_test))
    return mse, mae

# %% mean-predictor | right | Keras's losses
def score_of_mean(y_train, y_test):
    constant = np.full_like(y_test, y_train.mean())
    return (
        float(keras.losses.mean_squared_error(y_test, constant)),
        float(keras.losses.mean_absolute_error(y_test, constant)),
    )

# %% mean-predictor | right | scikit-learn
from sklearn.metrics import mean_absolute_error, mean_squared_error

def score_of_mean(y_train, y_test):
    constant = np.repeat(y_train.mean(), len(y_test))
    return mean_squared_error(y_test, constant), mean_absolute_error(y_test, constant)

# %% mean-predictor | wrong, breaks mean-of-training | the mean of the test scores
# You predicted the mean of y_test. Nobody knows that beforehand: take the mean of y_train.
def score_of_mean(y_train, y_test):
    errors = y_test - y_test.mean()
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% mean-predictor | wrong, breaks on-test | judged by the training scores
# These are the errors on y_train. The mean comes from y_train, but is judged by y_test.
def score_of_mean(y_train, y_test):
    errors = y_train - y_train.mean()
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% mean-predictor | wrong, breaks mean-of-training | median
# You predicted the median of y_train. Asked for is the mean.
def score_of_mean(y_train, y_test):
    errors = y_test - np.median(y_train)
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% mean-predictor | wrong | sums
# These are sums over the examples. Asked for are means.
def score_of_mean(y_train, y_test):
    errors = y_test - y_train.mean()
    return np.sum(errors**2), np.sum(np.abs(errors))

# %% mean-predictor | wrong, breaks both | MAE first
# The right numbers, the wrong way round: MSE first, then MAE.
def score_of_mean(y_train, y_test):
    errors = y_test - y_train.mean()
    return np.mean(np.abs(errors)), np.mean(errors**2)

# %% mean-predictor | wrong | the errors cancel
# The errors cancel in the second number: take absolute values before the mean.
def score_of_mean(y_train, y_test):
    errors = y_test - y_train.mean()
    return np.mean(errors**2), np.mean(errors)

# %% mean-predictor | wrong | RMSE
# The first number is the RMSE: leave the root away.
def score_of_mean(y_train, y_test):
    errors = y_test - y_train.mean()
    return np.sqrt(np.mean(errors**2)), np.mean(np.abs(errors))

# %% mean-predictor | wrong | the mean of everything
# You predicted the mean of both parts together. Only y_train is known beforehand.
def score_of_mean(y_train, y_test):
    errors = y_test - np.mean(np.concatenate([y_train, y_test]))
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% mean-predictor | wrong | the two arrays subtracted | it raised ValueError
def score_of_mean(y_train, y_test):
    errors = y_test - y_train
    return np.mean(errors**2), np.mean(np.abs(errors))

# %% build | right | activations as arguments
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])

# %% build | right | step by step, from tensorflow.keras
from tensorflow.keras.layers import Activation, Dense, Input
from tensorflow.keras.models import Sequential

def build_network():
    model = Sequential()
    model.add(Input(shape=(100,)))
    model.add(Dense(units=64))
    model.add(Activation("relu"))
    model.add(Dense(1))
    model.add(Activation("sigmoid"))
    return model

# %% build | right | functional, functions as activations
def build_network():
    light = keras.Input((100,), name="light")
    hidden = layers.ReLU()(layers.Dense(64)(light))
    score = layers.Dense(1, activation=keras.activations.sigmoid)(hidden)
    return keras.Model(light, score)

# %% build | right | a subclass, called once
class Mangoes(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(64, activation="relu")
        self.score = layers.Dense(1, activation=tf.nn.sigmoid)

    def call(self, light):
        return self.score(self.hidden(light))

def build_network():
    network = Mangoes()
    network(np.zeros((1, 100), "float32"))
    return network

# %% build | wrong, breaks output | no sigmoid | Layer 2: it has no activation
def build_network():
    return keras.Sequential([keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1)])

# %% build | wrong | softmax over one unit | Layer 2: the activation is softmax
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1, activation="softmax"),
    ])

# %% build | wrong, breaks hidden | ReLU forgotten | Layer 1: it has no activation
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64), layers.Dense(1), layers.Activation("sigmoid"),
    ])

# %% build | wrong | both activations at the end | an activation counts with its layer
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64), layers.Dense(1, activation="relu"), layers.Activation("sigmoid"),
    ])

# %% build | wrong | activations swapped | Layer 1: the activation is sigmoid
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64, activation="sigmoid"), layers.Dense(1, activation="relu"),
    ])

# %% build | wrong | tanh at the end | Layer 2: the activation is tanh
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1, activation="tanh"),
    ])

# %% build | wrong, breaks output | two units at the end | Layer 2: it has 2 units
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(2, activation="sigmoid"),
    ])

# %% build | wrong, breaks inputs | 64 numbers in, 100 units | takes examples of shape (64,)
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(100, activation="relu"), layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong | no hidden layer | The network has 1 layer
def build_network():
    return keras.Sequential([keras.Input(shape=(100,)), layers.Dense(1, activation="sigmoid")])

# %% build | wrong, breaks hidden | the spare network | Layer 1: it has 16 units
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks inputs | no input | does not know the shape of its input
def build_network():
    return keras.Sequential([layers.Dense(64, activation="relu"), layers.Dense(1, activation="sigmoid")])

# %% build | wrong, breaks returned | return forgotten | not a Keras model
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1, activation="sigmoid"),
    ])

# %% build | right | layers as activations
def build_network():
    return keras.Sequential([
        keras.Input(shape=(100,)),
        layers.Dense(64, activation=layers.ReLU()),
        layers.Dense(1, activation=layers.Activation("sigmoid")),
    ])

# %% build | wrong, breaks new-network | the same network each time | returns the same network each time
_the_network = keras.Sequential([
    keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1, activation="sigmoid"),
])

def build_network():
    return _the_network

# %% build | wrong, breaks uncompiled | compiled already | compiled already
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1, activation="sigmoid"),
    ])
    network.compile(loss="mse")
    return network

# %% param-column | right | tuple, factored
def param_column(inputs, hidden):
    dense = ((inputs + 1) * hidden, 0, hidden + 1, 0)
    return (*dense, sum(dense))

# %% param-column | right | NumPy
def param_column(inputs, hidden):
    column = np.array([inputs * hidden + hidden, 0, hidden + 1, 0])
    return np.append(column, column.sum())

# %% param-column | right | a helper for one layer
def of_dense(inputs, units):
    return inputs * units + units

def param_column(inputs, hidden):
    column = [of_dense(inputs, hidden), 0, of_dense(hidden, 1), 0]
    column.append(sum(column))
    return column

# %% param-column | wrong | no biases
# The biases are missing: each unit has one, besides its weights.
def param_column(inputs, hidden):
    return [inputs * hidden, 0, hidden, 0, inputs * hidden + hidden]

# %% param-column | wrong | last bias forgotten
# The bias of the last unit is missing.
def param_column(inputs, hidden):
    first = inputs * hidden + hidden
    return [first, 0, hidden, 0, first + hidden]

# %% param-column | wrong | first biases forgotten
# The first layer's biases are missing: one for each of its units.
def param_column(inputs, hidden):
    return [inputs * hidden, 0, hidden + 1, 0, inputs * hidden + hidden + 1]

# %% param-column | wrong, breaks five-numbers | activations left out
# Right, but the activations have lines of their own in the column, with 0 parameters: five numbers in all.
def param_column(inputs, hidden):
    first, second = inputs * hidden + hidden, hidden + 1
    return [first, second, first + second]

# %% param-column | wrong, breaks five-numbers | total left out
# The total is missing at the end: five numbers in all.
def param_column(inputs, hidden):
    return [inputs * hidden + hidden, 0, hidden + 1, 0]

# %% param-column | wrong, breaks five-numbers | the total alone
# This is the total alone. Asked for is the whole column.
def param_column(inputs, hidden):
    return inputs * hidden + 2 * hidden + 1

# %% param-column | wrong | last unit sees the inputs
# The last unit is counted with the inputs of the network. What goes into it are the hidden units.
def param_column(inputs, hidden):
    first, second = inputs * hidden + hidden, inputs + 1
    return [first, 0, second, 0, first + second]

# %% param-column | wrong | one bias a layer
# One bias for the whole first layer? Each of its units has its own.
def param_column(inputs, hidden):
    first, second = inputs * hidden + 1, hidden + 1
    return [first, 0, second, 0, first + second]

# %% param-column | wrong | activations with a parameter a unit
# An activation has nothing to learn: 0 parameters, not one for each unit.
def param_column(inputs, hidden):
    column = [inputs * hidden + hidden, hidden, hidden + 1, 1]
    return column + [sum(column)]

# %% param-column | wrong, breaks any-network | our network's column whatever is asked | not right
def param_column(inputs, hidden):
    return [6464, 0, 65, 0, 6529]

# %% param-column | wrong, breaks returned | printed | return
def param_column(inputs, hidden):
    print([inputs * hidden + hidden, 0, hidden + 1, 0])

# %% param-column | wrong | biases of the inputs
# The inputs have no biases: they are no units.
def param_column(inputs, hidden):
    first, second = inputs * hidden + inputs, hidden + 1
    return [first, 0, second, 0, first + second]

# %% quiz-sigmoid | right | capital letter
quiz_sigmoid = "C"

# %% quiz-sigmoid | right | with a bracket
quiz_sigmoid = " c)"

# %% quiz-sigmoid | wrong | MSE needs it | not right) Mean squared error takes any numbers
quiz_sigmoid = "a"

# %% quiz-sigmoid | wrong | a probability | not right) A number between 0 and 1 is not yet a probability
quiz_sigmoid = "b"

# %% quiz-sigmoid | wrong | the slope | not right) Its slope is never larger than a quarter
quiz_sigmoid = "d"

# %% quiz-sigmoid | wrong | a number | a letter in quotation marks is asked for
quiz_sigmoid = 3

# %% compile | right | objects
def compile_network(network):
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.001),
        loss=keras.losses.MeanSquaredError(),
        metrics=[keras.metrics.MeanSquaredError(), keras.metrics.MeanAbsoluteError(name="off_by")],
    )
    return network

# %% compile | right | short names, other order
def compile_network(network):
    network.compile(loss="mse", metrics=["mae", "mse"], optimizer="adam")
    return network

# %% compile | right | functions, Adam from tensorflow.keras
from tensorflow.keras.optimizers import Adam

def compile_network(network):
    network.compile(
        Adam(), keras.losses.mean_squared_error,
        metrics=[keras.losses.mean_squared_error, keras.losses.mean_absolute_error],
    )
    return network

# %% compile | right | one metric more
def compile_network(network):
    network.compile(
        optimizer="adam", loss="MSE", metrics=["MSE", "MAE", keras.metrics.RootMeanSquaredError(name="rmse")]
    )
    return network

# %% compile | wrong, breaks loss | MAE as the loss | That is asked for as a metric
def compile_network(network):
    network.compile(optimizer="adam", loss="mae", metrics=["mse", "mae"])
    return network

# %% compile | wrong | binary cross-entropy, for the sigmoid's sake | A sigmoid at the end does not make a question of it
def compile_network(network):
    network.compile(optimizer="adam", loss="binary_crossentropy", metrics=["mse", "mae"])
    return network

# %% compile | wrong | accuracy | Accuracy measures nothing here
def compile_network(network):
    network.compile(optimizer="adam", loss="mean_squared_error", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks metrics | one metric only | not all that are asked for
def compile_network(network):
    network.compile(optimizer="adam", loss="mse", metrics=["mae"])
    return network

# %% compile | wrong, breaks metrics | no metrics | No metric is given
def compile_network(network):
    network.compile(optimizer="adam", loss="mean_squared_error")
    return network

# %% compile | wrong | metrics without a list | Expected `metrics` argument to be a list
def compile_network(network):
    network.compile(optimizer="adam", loss="mse", metrics="mae")
    return network

# %% compile | wrong | optimizer left out | The optimizer is RMSprop
def compile_network(network):
    network.compile(loss="mse", metrics=["mse", "mae"])
    return network

# %% compile | wrong, breaks optimizer | SGD | The optimizer is SGD
def compile_network(network):
    network.compile(optimizer="sgd", loss="mse", metrics=["mse", "mae"])
    return network

# %% compile | wrong, breaks optimizer | a rate of its own | The learning rate is 0.01
def compile_network(network):
    network.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", metrics=["mse", "mae"])
    return network

# %% compile | wrong, breaks loss | the sum instead of the mean | its reduction is not the one asked for
def compile_network(network):
    network.compile(
        optimizer="adam", loss=keras.losses.MeanSquaredError(reduction="sum"), metrics=["mse", "mae"]
    )
    return network

# %% compile | wrong | loss left out | No loss is given
def compile_network(network):
    network.compile(optimizer="adam", metrics=["mse", "mae"])
    return network

# %% compile | wrong, breaks returned | return of compile itself | not a Keras model
def compile_network(network):
    return network.compile(optimizer="adam", loss="mse", metrics=["mse", "mae"])

# %% compile | wrong, breaks given | another network | which is not the number asked for
def compile_network(network):
    network = build_network()
    network.compile(optimizer="adam", loss="mse", metrics=["mse", "mae"])
    return network

# %% compile | wrong | squared logarithms | which counts factors
def compile_network(network):
    network.compile(optimizer="adam", loss="mean_squared_logarithmic_error", metrics=["mse", "mae"])
    return network

# %% quiz-metrics | right | capital letter
quiz_metrics = "B"

# %% quiz-metrics | right | with a full stop
quiz_metrics = "b."

# %% quiz-metrics | wrong | the optimizer needs them | not right) The optimizer looks at the loss alone
quiz_metrics = "a"

# %% quiz-metrics | wrong | one for each part of the data | not right) Both are worked out on whatever data there are
quiz_metrics = "c"

# %% quiz-metrics | wrong | they always agree | not right) Often, but not always
quiz_metrics = "d"

# %% rmse | right | linear algebra
def rmse(actual, predicted):
    errors = np.asarray(actual).reshape(-1) - np.asarray(predicted).reshape(-1)
    return np.linalg.norm(errors) / np.sqrt(len(errors))

# %% rmse | right | a loop
import math

def rmse(actual, predicted):
    total = 0.0
    for a, p in zip(actual, np.ravel(predicted)):
        total += (a - p) ** 2
    return math.sqrt(total / len(actual))

# %% rmse | right | TensorFlow
def rmse(actual, predicted):
    errors = tf.reshape(actual, (-1,)) - tf.reshape(predicted, (-1,))
    return tf.sqrt(tf.reduce_mean(tf.square(errors)))

# %% rmse | right | the column squeezed, power of a half
def rmse(actual, predicted):
    return ((actual - predicted.squeeze()) ** 2).mean() ** 0.5

# %% rmse | wrong | no root
# The root is missing: this is the MSE.
def rmse(actual, predicted):
    return np.mean((np.ravel(actual) - np.ravel(predicted)) ** 2)

# %% rmse | wrong | root before the mean
# This is the MAE: the root of each square is its absolute value. Take the mean first, then the root.
def rmse(actual, predicted):
    return np.mean(np.sqrt((np.ravel(actual) - np.ravel(predicted)) ** 2))

# %% rmse | wrong | sum under the root
# There is a sum under the root. Asked for is the mean.
def rmse(actual, predicted):
    return np.sqrt(np.sum((np.ravel(actual) - np.ravel(predicted)) ** 2))

# %% rmse | wrong | squared after the mean
# The errors cancel: square each of them before the mean.
def rmse(actual, predicted):
    return np.sqrt(np.mean(np.ravel(actual) - np.ravel(predicted)) ** 2)

# %% rmse | wrong, breaks column | row minus column
# A row minus a column makes a table of N × N differences: bring both to one shape before you subtract.
def rmse(actual, predicted):
    return np.sqrt(np.mean((actual - predicted) ** 2))

# %% rmse | wrong | standard deviation
# This is the standard deviation of the errors, which forgives an error that all have in common.
def rmse(actual, predicted):
    return np.std(np.ravel(actual) - np.ravel(predicted))

# %% rmse | wrong | N − 1
# Divided by N − 1. The mean divides by N.
def rmse(actual, predicted):
    errors = np.ravel(actual) - np.ravel(predicted)
    return np.sqrt(np.sum(errors**2) / (len(errors) - 1))

# %% rmse | wrong, breaks by-hand | Keras's own | Write the formula yourself
def rmse(actual, predicted):
    metric = keras.metrics.RootMeanSquaredError()
    metric.update_state(np.ravel(actual), np.ravel(predicted))
    return float(metric.result())

# %% rmse | wrong, breaks one-number | one for each example | one single number is asked for
def rmse(actual, predicted):
    return np.sqrt((np.ravel(actual) - np.ravel(predicted)) ** 2)

# %% rmse-metric | right | object given a name, more metrics
def compile_with_rmse(network):
    rmse_object = keras.metrics.RootMeanSquaredError("rmse")
    network.compile(optimizer=keras.optimizers.Adam(), loss="mse", metrics=["mae", rmse_object])
    return network

# %% rmse-metric | right | a metric of one's own that adds up
class Rmse(keras.metrics.Metric):
    def __init__(self, name="rmse", **settings):
        super().__init__(name=name, **settings)
        self.total = self.add_weight(name="total", initializer="zeros")
        self.number = self.add_weight(name="number", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        errors = keras.ops.reshape(y_true, (-1,)) - keras.ops.reshape(y_pred, (-1,))
        self.total.assign_add(keras.ops.sum(keras.ops.square(errors)))
        self.number.assign_add(keras.ops.cast(keras.ops.size(errors), "float32"))

    def result(self):
        return keras.ops.sqrt(self.total / self.number)

def compile_with_rmse(network):
    network.compile(optimizer="adam", loss=keras.losses.MeanSquaredError(), metrics=[Rmse()])
    return network

# %% rmse-metric | right | from tensorflow.keras
from tensorflow.keras.metrics import RootMeanSquaredError

def compile_with_rmse(network):
    network.compile("adam", "mean_squared_error", metrics=[RootMeanSquaredError(name="rmse")])
    return network

# %% rmse-metric | wrong | a function, row minus column
# A function of your own gets a row of targets and a column of outputs: their difference is a table. Take Keras's
# object, which brings them to one shape.
def compile_with_rmse(network):
    def rmse(y_true, y_pred):
        return keras.ops.sqrt(keras.ops.mean(keras.ops.square(y_true - y_pred)))
    network.compile(optimizer="adam", loss="mse", metrics=[rmse])
    return network

# %% rmse-metric | wrong, breaks all-examples | a function, shapes mended
# A function was averaged over the batches: right for one batch, too small for several. A mean of roots is not the
# root of the mean; take Keras's object.
def compile_with_rmse(network):
    def rmse(y_true, y_pred):
        errors = keras.ops.reshape(y_true, (-1,)) - keras.ops.reshape(y_pred, (-1,))
        return keras.ops.sqrt(keras.ops.mean(keras.ops.square(errors)))
    network.compile(optimizer="adam", loss="mse", metrics=[rmse])
    return network

# %% rmse-metric | wrong, breaks name | no name | but nothing is called rmse
def compile_with_rmse(network):
    network.compile(optimizer="adam", loss="mse", metrics=[keras.metrics.RootMeanSquaredError()])
    return network

# %% rmse-metric | wrong | the MSE under that name
# What is called rmse is the MSE: the root is missing.
def compile_with_rmse(network):
    network.compile(optimizer="adam", loss="mse", metrics=[keras.metrics.MeanSquaredError(name="rmse")])
    return network

# %% rmse-metric | wrong | the MAE under that name
# What is called rmse is the MAE. The name alone does not make it one.
def compile_with_rmse(network):
    network.compile(optimizer="adam", loss="mse", metrics=[keras.metrics.MeanAbsoluteError(name="rmse")])
    return network

# %% rmse-metric | wrong | a name that Keras does not know | it raised ValueError
def compile_with_rmse(network):
    network.compile(optimizer="adam", loss="mse", metrics=["rmse"])
    return network

# %% rmse-metric | wrong, breaks loss | MAE as the loss | The loss is mean_absolute_error
def compile_with_rmse(network):
    network.compile(optimizer="adam", loss="mae", metrics=[keras.metrics.RootMeanSquaredError(name="rmse")])
    return network

# %% rmse-metric | wrong, breaks optimizer | optimizer left out
# The optimizer is RMSprop, which Keras takes if it is told nothing, and one of Adam's two parents; asked for is
# Adam itself.
def compile_with_rmse(network):
    network.compile(loss="mse", metrics=[keras.metrics.RootMeanSquaredError(name="rmse")])
    return network

# %% difference | right | a loop
def largest_difference(first, second):
    largest = 0.0
    for a, b in zip(first, second):
        largest = max(largest, float(np.max(np.abs(a - b))))
    return largest

# %% difference | right | laid out in one row
def largest_difference(first, second):
    one = np.concatenate([array.ravel() for array in first])
    other = np.concatenate([array.ravel() for array in second])
    return np.linalg.norm(one - other, ord=np.inf)

# %% difference | right | by place
def largest_difference(first, second):
    return max(abs(first[i] - second[i]).max() for i in range(len(first)))

# %% difference | wrong, breaks absolute | signed
# Differences are taken with their signs: a weight that grew and one that shrank are apart alike. np.abs(a - b).
def largest_difference(first, second):
    return max((a - b).max() for a, b in zip(first, second))

# %% difference | wrong | signed, the other way round
# Differences are taken with their signs: a weight that grew and one that shrank are apart alike. np.abs(a - b).
def largest_difference(first, second):
    return max((b - a).max() for a, b in zip(first, second))

# %% difference | wrong, breaks all-arrays | the first array
# Only the first array is looked at.
def largest_difference(first, second):
    return np.abs(first[0] - second[0]).max()

# %% difference | wrong | returns inside the loop
# Only the first array is looked at.
def largest_difference(first, second):
    for a, b in zip(first, second):
        return np.abs(a - b).max()

# %% difference | wrong, breaks all-arrays | forgets the earlier ones
# Only the last array is looked at: keep the largest of all.
def largest_difference(first, second):
    for a, b in zip(first, second):
        largest = np.abs(a - b).max()
    return largest

# %% difference | wrong | sum
# This is a sum over the arrays. Asked for is the largest distance of all.
def largest_difference(first, second):
    return sum(np.abs(a - b).max() for a, b in zip(first, second))

# %% difference | wrong | largest mean
# This is the largest of the arrays' means. Asked for is the largest distance of two weights.
def largest_difference(first, second):
    return max(np.abs(a - b).mean() for a, b in zip(first, second))

# %% difference | wrong, breaks one-number | one for each array
# There is one number for each array. Asked for is one for all of them.
def largest_difference(first, second):
    return [np.abs(a - b).max() for a, b in zip(first, second)]

# %% difference | wrong | lists subtracted | it raised TypeError
def largest_difference(first, second):
    return np.max(np.abs(first - second))

# %% difference | wrong | only whether | true/false
def largest_difference(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first, second))

# %% difference | wrong | the largest sum
# This is the largest of the arrays' sums. Asked for is the largest distance of two weights.
def largest_difference(first, second):
    return max(np.abs(a - b).sum() for a, b in zip(first, second))

# %% experiment | right | the spare network
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    net = spare_network()
    net.compile("adam", loss, metrics=metrics)
    net.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return net

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | right | data by name, another seed, with a progress bar
def train_with(loss, metrics):
    keras.utils.set_random_seed(2026)
    some_light, some_scores = X_train[:320], y_train[:320]
    network = build_network()
    network.compile(loss=loss, metrics=list(metrics), optimizer=keras.optimizers.Adam(1e-3))
    network.fit(x=some_light, y=some_scores, batch_size=32, epochs=3)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks first-320 | all 800 mangoes | are not right
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train, y_train, epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks epochs | one epoch of three | are not right
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train[:320], y_train[:320], verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks seed | no seed | do not have the same weights
def train_with(loss, metrics):
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong | seed set once, outside | do not have the same weights
keras.utils.set_random_seed(11)

def train_with(loss, metrics):
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks seed | seed after the network | do not have the same weights
def train_with(loss, metrics):
    network = build_network()
    keras.utils.set_random_seed(7)
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks new-network | one network for all | the same metrics, so they prove nothing
the_network = build_network()

def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    the_network.compile(optimizer="adam", loss=loss, metrics=metrics)
    the_network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return the_network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks loss | the loss written into it | compiled with the same loss
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = build_network()
    network.compile(optimizer="adam", loss="mean_squared_error", metrics=metrics)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks metrics | the metrics left out | the same metrics, so they prove nothing
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = build_network()
    network.compile(optimizer="adam", loss=loss)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong | compile_network, whatever is asked | the same metrics, so they prove nothing
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = compile_network(build_network())
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks trained | fit forgotten | never trained
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong, breaks returned | returns the history | not a Keras model
def train_with(loss, metrics):
    keras.utils.set_random_seed(7)
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    return network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% experiment | wrong | weights copied | have the same weights, though the loss is another
def train_with(loss, metrics):
    keras.utils.set_random_seed(11)
    network = build_network()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"])
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])
steered.set_weights(watched.get_weights())

# %% experiment | wrong | spare networks in between | are networks of different sizes
def train_with(loss, metrics, build=build_network):
    keras.utils.set_random_seed(11)
    network = build()
    network.compile(optimizer="adam", loss=loss, metrics=metrics)
    network.fit(X_train[:320], y_train[:320], epochs=3, verbose=0)
    return network

plain = train_with("mean_squared_error", [])
watched = train_with("mean_squared_error", ["mean_squared_error", "mean_absolute_error"], spare_network)
steered = train_with("mean_absolute_error", ["mean_squared_error", "mean_absolute_error"])

# %% quiz-roles | right | capital letter
quiz_roles = "B"

# %% quiz-roles | right | with a bracket
quiz_roles = "(b)"

# %% quiz-roles | wrong | training and test | not right) Both are worked out on both
quiz_roles = "a"

# %% quiz-roles | wrong | metrics act later | not right) Metrics change no weight
quiz_roles = "c"

# %% quiz-roles | wrong | no difference | not right) Mean absolute error can be either
quiz_roles = "d"

# %% fit | right | data as validation_data, quiet
keras.utils.set_random_seed(11)
model = build_network()
model.compile(optimizer="adam", loss="mse", metrics=["mse", "mae"])
history = model.fit(X_train[:640], y_train[:640], epochs=10, validation_data=(X_train[640:], y_train[640:]), verbose=0)
results = model.evaluate(X_test, y_test, verbose=0, return_dict=True)

# %% fit | right | the spare network
keras.utils.set_random_seed(11)
model = compile_network(spare_network())
history = model.fit(x=X_train, y=y_train, epochs=10, validation_split=0.2, verbose=2)
results = model.evaluate(X_test, y_test, return_dict=True)

# %% fit | right | names put to a list
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = dict(zip(["loss", "mse", "mae"], model.evaluate(X_test, y_test, verbose=0)))

# %% fit | wrong, breaks epochs | one epoch | there are 1 epoch
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, validation_split=0.2, verbose=0)
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong, breaks held-out | nothing held out | hold the last fifth out
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, verbose=0)
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong, breaks test-mangoes | evaluated on the training mangoes | Asked for are the test mangoes
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = model.evaluate(X_train, y_train, return_dict=True, verbose=0)

# %% fit | wrong, breaks dictionary | a list | a dictionary is asked for
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = model.evaluate(X_test, y_test, verbose=0)

# %% fit | wrong, breaks new-network | trained twice | where another training ended
keras.utils.set_random_seed(11)
model = compile_network(build_network())
model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong, breaks held-out | the test mangoes held out | not the mean squared error that model has on the last fifth
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, validation_data=(X_test, y_test), verbose=0)
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong | no sigmoid | not enough
keras.utils.set_random_seed(11)
model = compile_network(keras.Sequential([
    keras.Input(shape=(100,)), layers.Dense(64, activation="relu"), layers.Dense(1),
]))
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong | SGD | not enough
keras.utils.set_random_seed(11)
model = build_network()
model.compile(optimizer="sgd", loss="mse")
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong | another network evaluated | which is not the MSE of model on the test mangoes
keras.utils.set_random_seed(11)
model = compile_network(build_network())
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong | fit forgotten | never trained
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model
results = model.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% fit | wrong | no loss among the results | There is no loss in it
keras.utils.set_random_seed(11)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
results = {"mse": model.evaluate(X_test, y_test, return_dict=True, verbose=0)["loss"]}

# %% robust | right | objects, kept history, metrics besides
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(
    optimizer=keras.optimizers.Adam(), loss=keras.losses.MeanAbsoluteError(),
    metrics=["mse", keras.metrics.RootMeanSquaredError(name="rmse")],
)
history_on_spoilt = robust.fit(X_train, y_spoilt, epochs=10, verbose=0)

# %% robust | right | the spare network, by function, as a row of columns
keras.utils.set_random_seed(11)
robust = spare_network()
robust.compile("adam", keras.losses.mean_absolute_error)
robust.fit(X_train, y_spoilt.reshape(-1, 1), batch_size=32, epochs=10, verbose=0)

# %% robust | wrong, breaks loss | MSE as the loss | which aims at the mean, lost scores included
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(optimizer="adam", loss="mean_squared_error")
robust.fit(X_train, y_spoilt, epochs=10, verbose=0)

# %% robust | wrong, breaks loss | MAE as a metric only | have pulled them down
keras.utils.set_random_seed(11)
robust = compile_network(build_network())
robust.fit(X_train, y_spoilt, epochs=10, verbose=0)

# %% robust | wrong, breaks spoilt | trained on the sound scores | Asked for is a network trained on y_spoilt
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(optimizer="adam", loss="mean_absolute_error")
robust.fit(X_train, y_train, epochs=10, verbose=0)

# %% robust | wrong | Huber | The loss is Huber's
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(optimizer="adam", loss="huber")
robust.fit(X_train, y_spoilt, epochs=10, verbose=0)

# %% robust | wrong, breaks trained | not trained | never trained
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(optimizer="adam", loss="mean_absolute_error")
spoilt_scores = y_spoilt

# %% robust | wrong | binary cross-entropy | The loss is binary_crossentropy
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(optimizer="adam", loss="binary_crossentropy")
robust.fit(X_train, y_spoilt, epochs=10, verbose=0)

# %% robust | wrong | the history kept as robust | not a Keras model
keras.utils.set_random_seed(11)
robust = build_network()
robust.compile(optimizer="adam", loss="mean_absolute_error")
robust = robust.fit(X_train, y_spoilt, epochs=10, verbose=0)

# %% quiz-tasks | right | capitals
task_1, task_2, task_3, task_4, task_5, task_6 = "A", "C", "B", "E", "D", "F"

# %% quiz-tasks | right | with brackets
task_1 = "a)"
task_2 = "c)"
task_3 = "b)"
task_4 = "e)"
task_5 = "d)"
task_6 = "f)"

# %% quiz-tasks | wrong | squares and sizes swapped | not right) The squares of a few entries
task_1, task_2, task_3, task_4, task_5, task_6 = "b", "c", "a", "e", "d", "f"

# %% quiz-tasks | wrong | a share as yes or no | not right) As a loss, binary cross-entropy would do for shares
task_1, task_2, task_3, task_4, task_5, task_6 = "a", "d", "b", "e", "c", "f"

# %% quiz-tasks | wrong | allergens with softmax | not right) Softmax shares a total of 1
task_1, task_2, task_3, task_4, task_5, task_6 = "a", "c", "b", "f", "d", "e"

# %% quiz-tasks | wrong | one left empty | No letter is chosen yet
task_1, task_2, task_3, task_4, task_5, task_6 = "a", "", "b", "e", "d", "f"
