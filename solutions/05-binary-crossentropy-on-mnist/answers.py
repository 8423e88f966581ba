# Answers to the exercises of lesson 05: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% scale | right | float64, as most people write it
X_train = x_train / 255
X_test = x_test / 255.0

# %% scale | right | TensorFlow tensors
X_train = tf.cast(x_train, tf.float32) / 255
X_test = tf.image.convert_image_dtype(x_test, tf.float32)

# %% scale | right | a Rescaling layer and keras.ops
X_train = keras.layers.Rescaling(1 / 255)(x_train)
X_test = keras.ops.convert_to_numpy(keras.ops.divide(keras.ops.cast(x_test, "float32"), 255))

# %% scale | wrong | not scaled
# The pixels are not scaled yet: they still go up to 255.
X_train = x_train.astype("float32")
X_test = x_test.astype("float32")

# %% scale | wrong, breaks from-0-to-1 | divided by 256
# You divided by 256. 255 is the largest value (0 to 255 are 256 values), and it should become 1.
X_train = x_train / 256
X_test = x_test / 256

# %% scale | wrong | whole numbers
# Everything below 255 became 0: // cuts off what is below 1, and so does a conversion to whole numbers. Divide with
# /.
X_train = x_train // 255
X_test = x_test // 255

# %% scale | wrong, breaks shape | flattened, too
# The values are right, but each image is laid out in a row. Keep the shape (N, 28, 28): flattening is a layer of
# the network.
X_train = x_train.reshape(len(x_train), 784) / 255
X_test = x_test.reshape(len(x_test), 784) / 255

# %% scale | wrong, breaks same-rule | each image by its own maximum
# Each image was divided by its own darkest pixel. Use one rule for all: a pale image should stay pale.
X_train = x_train / (0.999 * x_train.max(axis=(1, 2), keepdims=True) + 0.001 * 255)
X_train = x_train / x_train.max(axis=(1, 2), keepdims=True)
X_test = x_test / x_test.max(axis=(1, 2), keepdims=True)

# %% scale | wrong, breaks from-0-to-1 | from -1 to 1
# The pixels now go from -1 to 1. Asked for are values from 0 to 1.
X_train = x_train / 127.5 - 1
X_test = x_test / 127.5 - 1

# %% scale | wrong, breaks unchanged | the cell run twice, in place of new names
# The pixels are divided by 255 twice: they are all below 0.004 now.
X_train = x_train / 255
X_test = x_test / 255
X_train, X_test = X_train / 255, X_test / 255

# %% scale | wrong, breaks both | the test images forgotten
# The pixels are not scaled yet: they still go up to 255.
X_train = x_train / 255
X_test = x_test

# %% scale | wrong | divided by 16
# You divided by 16, the range of another data set: these pixels go up to 255.
X_train = x_train / 16
X_test = x_test / 16

# %% scale | wrong | paper and ink the wrong way round
# Paper became 1 and ink 0. Asked for is the other way round: paper stays 0.
X_train = 1 - x_train / 255
X_test = 1 - x_test / 255

# %% bce | right | TensorFlow
def bce_per_image(y_true, y_pred):
    p = tf.clip_by_value(tf.cast(y_pred, tf.float64), 1e-7, 1 - 1e-7)
    y = tf.cast(y_true, tf.float64)
    return -tf.reduce_mean(y * tf.math.log(p) + (1 - y) * tf.math.log(1 - p), axis=1)

# %% bce | right | choose with where, in float32
def bce_per_image(y_true, y_pred):
    p = np.clip(np.asarray(y_pred, dtype="float32"), 1e-7, 1 - 1e-7)
    return np.where(np.asarray(y_true) == 1, -np.log(p), -np.log(1 - p)).mean(axis=-1)

# %% bce | right | keras.ops, minimum and maximum, epsilon by its name
def bce_per_image(y_true, y_pred):
    eps = keras.config.epsilon()
    p = keras.ops.minimum(keras.ops.maximum(y_pred, eps), 1 - eps)
    yes = y_true * keras.ops.log(p)
    no = (1 - y_true) * keras.ops.log(1 - p)
    return keras.ops.mean(-yes - no, axis=-1)

# %% bce | right | a loop that fills a list
def bce_per_image(y_true, y_pred):
    losses = []
    for row, answers in zip(y_true, y_pred):
        total = 0.0
        for y, p in zip(row, answers):
            p = min(max(p, 1e-7), 1 - 1e-7)
            total -= y * np.log(p) + (1 - y) * np.log(1 - p)
        losses.append(total / len(row))
    return np.array(losses)

# %% bce | wrong, breaks each-image | mean over everything
# This is one number, the mean over all images. Asked for is one for each image: axis=-1.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))

# %% bce | wrong | sum for mean
# This is the sum over an image's questions; asked for is their mean.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.sum(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)

# %% bce | wrong | no minus
# The sign is wrong: logarithms of probabilities are negative, and a loss is not.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)

# %% bce | wrong, breaks clip | no clipping | NaN or infinity: clip them
def bce_per_image(y_true, y_pred):
    return -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred), axis=-1)

# %% bce | wrong | only the yes
# The half for the answer no is missing: (1 − y) · ln(1 − p). A wrong yes would cost nothing.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p), axis=-1)

# %% bce | wrong, breaks axis | the wrong axis
# The mean goes along the wrong axis: over the images, not over the questions of each.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=0)

# %% bce | wrong | log10
# The logarithm is not the natural one: np.log, not np.log10.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log10(p) + (1 - y_true) * np.log10(1 - p), axis=-1)

# %% bce | wrong | the halves swapped
# The two halves are swapped: y belongs to ln p, and 1 − y to ln(1 − p).
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean((1 - y_true) * np.log(p) + y_true * np.log(1 - p), axis=-1)

# %% bce | wrong, breaks by-hand | Keras does it | Write the formula with np.log yourself
def bce_per_image(y_true, y_pred):
    return keras.losses.binary_crossentropy(y_true, y_pred)

# %% bce | wrong, breaks clip | clipped at 0.001 | Your clip lies further from 0 and 1
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-3, 1 - 1e-3)
    return -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)

# %% bce | wrong | a tiny number added inside the logarithm | Your clip lies nearer to 0 and 1
def bce_per_image(y_true, y_pred):
    tiny = 1e-12
    return -np.mean(y_true * np.log(y_pred + tiny) + (1 - y_true) * np.log(1 - y_pred + tiny), axis=-1)

# %% bce | wrong | return forgotten | return
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    loss = -np.mean(y_true * np.log(p) + (1 - y_true) * np.log(1 - p), axis=-1)

# %% bce | wrong, breaks each-image | no mean
# One number for each question: the mean over the questions of each image is missing.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -(y_true * np.log(p) + (1 - y_true) * np.log(1 - p))

# %% bce | wrong | only the no
# The half for the answer yes is missing: y · ln p.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean((1 - y_true) * np.log(1 - p), axis=-1)

# %% bce | wrong | log2
# The logarithm is not the natural one: np.log, not np.log2.
def bce_per_image(y_true, y_pred):
    p = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return -np.mean(y_true * np.log2(p) + (1 - y_true) * np.log2(1 - p), axis=-1)

# %% bce | wrong | squared errors
# These are squared errors, not cross-entropies.
def bce_per_image(y_true, y_pred):
    return np.mean((y_true - y_pred) ** 2, axis=-1)

# %% catch | right | any exception, and a progress bar
refusal = None
try:
    old_network.fit(x=X_train, y=y_train)
except Exception as e:
    refusal = e
    print("caught:", type(e).__name__)

# %% catch | right | in a function, with unscaled images
def what_fails():
    try:
        old_network.fit(x_train, y_train, batch_size=64, epochs=1)
    except ValueError as error:
        return error

refusal = what_fails()

# %% catch | right | the first two batches, of a fixed size
try:
    old_network.fit(X_train[:64], y_train[:64], epochs=1)
except ValueError as problem:
    refusal = problem

# %% catch | right | tried twice
for _ in range(2):
    try:
        old_network.fit(X_train, y_train, epochs=1)
    except ValueError as problem:
        refusal = problem

# %% catch | wrong, breaks kept | the name after as | refusal
try:
    old_network.fit(X_train, y_train, epochs=1)
except ValueError as refusal:
    print(refusal)

# %% catch | wrong, breaks exception | only its text | refusal is a text, not the exception
try:
    old_network.fit(X_train, y_train, epochs=1)
except ValueError as error:
    refusal = str(error)

# %% catch | wrong, breaks exception | a text made of it | not the exception itself
try:
    old_network.fit(X_train, y_train, epochs=1)
except ValueError as error:
    refusal = repr(error)

# %% catch | wrong, breaks as-they-are | one-hot labels, so nothing to catch | No exception was kept
refusal = None
try:
    old_network.fit(X_train, keras.utils.to_categorical(y_train), epochs=1)
except ValueError as error:
    refusal = error

# %% catch | wrong, breaks as-they-are | labels as a column | turned into a column
try:
    old_network.fit(X_train, y_train.reshape(-1, 1), epochs=1)
except ValueError as error:
    refusal = error

# %% catch | wrong | a slip of one's own caught | another error than the one
try:
    old_network.fit(X_train, y_trian, epochs=1)
except Exception as error:
    refusal = error

# %% quiz-refusal | right | b
quiz_refusal = "b"

# %% quiz-refusal | right | (B)
quiz_refusal = "(B)"

# %% quiz-refusal | wrong | a | The number of images stands first
quiz_refusal = "a"

# %% quiz-refusal | wrong | c | The network flattens them itself
quiz_refusal = "c"

# %% quiz-refusal | wrong | d | binary cross-entropy fails in the same way
quiz_refusal = "d"

# %% one-hot | right | rows of the identity
Y_train = np.eye(10)[y_train]
Y_test = np.eye(10)[y_test]

# %% one-hot | right | TensorFlow
Y_train = tf.one_hot(y_train, depth=10)
Y_test = tf.one_hot(y_test, 10)

# %% one-hot | right | a comparison, whole numbers
Y_train = (y_train[:, None] == np.arange(10)).astype(int)
Y_test = (y_test[:, None] == np.arange(10)).astype("uint8")

# %% one-hot | right | zeros, filled by a loop
def ten_answers_for(digits):
    rows = np.zeros((len(digits), 10), dtype="float32")
    for row, digit in zip(rows, digits):
        row[digit] = 1
    return rows

Y_train, Y_test = ten_answers_for(y_train), ten_answers_for(y_test)

# %% one-hot | right | scikit-learn
from sklearn.preprocessing import LabelBinarizer
binarizer = LabelBinarizer().fit(np.arange(10))
Y_train, Y_test = binarizer.transform(y_train), binarizer.transform(y_test)

# %% one-hot | wrong, breaks rows | a column
# These are the labels as a column: still one number for each image. Asked for are ten.
Y_train = y_train.reshape(-1, 1)
Y_test = y_test.reshape(-1, 1)

# %% one-hot | wrong | the labels as they are
# These are the labels themselves, one number for each image. Asked for are ten.
Y_train = y_train.astype("float32")
Y_test = y_test.astype("float32")

# %% one-hot | wrong | repeated ten times
# The digit itself stands in every column of its row; asked for are 1 in one column and 0 in the others.
Y_train = np.repeat(y_train[:, None], 10, axis=1)
Y_test = np.repeat(y_test[:, None], 10, axis=1)

# %% one-hot | wrong, breaks numbers | true and false
# These are true and false for ten questions; asked for are the numbers 1 and 0.
Y_train = y_train[:, None] == np.arange(10)
Y_test = y_test[:, None] == np.arange(10)

# %% one-hot | wrong, breaks column | digits counted from 1
# The 1 stands one column too far to the left: columns count from 0, as digits do.
Y_train = np.eye(10)[y_train.astype(int) - 1]
Y_test = np.eye(10)[y_test.astype(int) - 1]

# %% one-hot | wrong | digits counted from 1, in a type that has no -1 | index 255 is out of bounds
Y_train = np.eye(10)[y_train - 1]
Y_test = np.eye(10)[y_test - 1]

# %% one-hot | wrong, breaks numbers | the digit in place of the 1
# The digit stands where a 1 should: a yes is a 1, whatever the digit.
Y_train = np.eye(10)[y_train] * np.arange(10)
Y_test = np.eye(10)[y_test] * np.arange(10)

# %% one-hot | wrong, breaks rows | transposed
# This is transposed: a row for each image, a column for each digit.
Y_train = np.eye(10)[:, y_train]
Y_test = np.eye(10)[:, y_test]

# %% one-hot | wrong, breaks both | swapped
# Yes and no are swapped: there should be a single 1 in each row, and nine 0s.
Y_train = 1 - np.eye(10)[y_train]
Y_test = 1 - np.eye(10)[y_test]

# %% one-hot | wrong | one column too far to the right
# The 1 stands one column too far to the right: columns count from 0, as digits do.
Y_train = np.roll(np.eye(10)[y_train], 1, axis=1)
Y_test = np.roll(np.eye(10)[y_test], 1, axis=1)

# %% one-hot | wrong | no column for zero
# There are nine columns. Zero is a digit, too: ten columns, 0 to 9.
Y_train = (y_train[:, None] == np.arange(1, 10)).astype(float)
Y_test = (y_test[:, None] == np.arange(1, 10)).astype(float)

# %% build | right | layers added one by one, activations of their own
def build_network():
    network = keras.models.Sequential()
    network.add(keras.Input((28, 28)))
    network.add(layers.Flatten())
    network.add(layers.Dense(128))
    network.add(layers.ReLU())
    network.add(layers.Dense(10))
    network.add(layers.Activation("sigmoid"))
    return network

# %% build | right | functional
def build_network():
    picture = keras.Input(shape=(28, 28), name="picture")
    flat = layers.Flatten()(picture)
    hidden = layers.Dense(128, activation=keras.activations.relu)(flat)
    return keras.Model(picture, layers.Dense(10, activation=tf.nn.sigmoid)(hidden))

# %% build | right | input_shape, with its warning
def build_network():
    return keras.Sequential([
        layers.Flatten(input_shape=(28, 28)),
        layers.Dense(128, "relu"),
        layers.Dense(10, "sigmoid"),
    ])

# %% build | wrong, breaks outputs | softmax at the end | the activation is softmax
def build_network():
    return keras.Sequential([
        keras.Input(shape=(28, 28)), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
    ])

# %% build | wrong, breaks outputs | one unit | it has 1 unit
def build_network():
    return keras.Sequential([
        keras.Input(shape=(28, 28)), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(1, activation="sigmoid"),
    ])

# %% build | wrong, breaks hidden | no ReLU | it has no activation
def build_network():
    return keras.Sequential([
        keras.Input(shape=(28, 28)), layers.Flatten(), layers.Dense(128), layers.Dense(10, activation="sigmoid"),
    ])

# %% build | wrong, breaks flat | no Flatten | which is not the number asked for
def build_network():
    return keras.Sequential([
        keras.Input(shape=(28, 28)), layers.Dense(128, activation="relu"), layers.Dense(10, activation="sigmoid"),
    ])

# %% build | wrong, breaks images | 784 numbers in | which is not the shape of the data
def build_network():
    return keras.Sequential([
        keras.Input(shape=(784,)), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(10, activation="sigmoid"),
    ])

# %% build | wrong, breaks returned | return forgotten | not a Keras model
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(28, 28)), layers.Flatten(),
        layers.Dense(128, activation="relu"), layers.Dense(10, activation="sigmoid"),
    ])

# %% build | wrong, breaks images | no input | begin it with
def build_network():
    return keras.Sequential([
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="sigmoid"),
    ])

# %% build | right | laid flat by tf.reshape in a class of one's own
class Detectors(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(128, activation="relu")
        self.out = layers.Dense(10, activation="sigmoid")

    def call(self, images):
        return self.out(self.hidden(tf.reshape(images, (-1, 784))))

def build_network():
    network = Detectors()
    network(np.zeros((1, 28, 28)))
    return network

# %% build | wrong, breaks uncompiled | compiled already | compiled already
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(28, 28)), layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dense(10, activation="sigmoid"),
    ])
    network.compile(loss="mse")
    return network

# %% build | wrong, breaks new-network | the same network each time | returns the same network each time
_the_network = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="sigmoid"),
])

def build_network():
    return _the_network

# %% compile | right | names
def compile_network(network):
    network.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return network

# %% compile | right | objects
def compile_network(network):
    network.compile(
        loss=keras.losses.BinaryCrossentropy(),
        optimizer=tf.keras.optimizers.Adam(1e-3),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    return network

# %% compile | right | functions, and more metrics
def compile_network(network):
    network.compile(
        optimizer=keras.optimizers.Adam(), loss=keras.losses.binary_crossentropy,
        metrics=["accuracy", keras.metrics.BinaryAccuracy(), keras.metrics.Recall(class_id=8)],
    )
    return network

# %% compile | wrong | sparse categorical cross-entropy | treat these sigmoids as a softmax
def compile_network(network):
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks loss | categorical cross-entropy | looks only at the digit that is right
def compile_network(network):
    network.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks loss | from_logits | it expects logits
def compile_network(network):
    network.compile(
        optimizer="adam", loss=keras.losses.BinaryCrossentropy(from_logits=True), metrics=["accuracy"],
    )
    return network

# %% compile | wrong, breaks metric | binary accuracy | always saying no has 0.90
def compile_network(network):
    network.compile(optimizer="adam", loss="binary_crossentropy", metrics=["binary_accuracy"])
    return network

# %% compile | wrong, breaks optimizer | another rate | The learning rate is 0.01
def compile_network(network):
    network.compile(optimizer=keras.optimizers.Adam(0.01), loss="binary_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks optimizer | SGD | asked for is Adam
def compile_network(network):
    network.compile(optimizer="sgd", loss="binary_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong | the metric in third place, which is that of loss_weights | No metric is given
def compile_network(network):
    network.compile("adam", "binary_crossentropy", ["accuracy"])
    return network

# %% compile | wrong, breaks metric | no metric | No metric is given
def compile_network(network):
    network.compile(optimizer="adam", loss="binary_crossentropy")
    return network

# %% compile | wrong, breaks returned | returns what compile returns | not a Keras model
def compile_network(network):
    return network.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])

# %% compile | wrong | squared error | measures distances between numbers
def compile_network(network):
    network.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
    return network

# %% compile | wrong | accuracy of whole numbers | takes labels that are whole numbers
def compile_network(network):
    network.compile("adam", "binary_crossentropy", metrics=["sparse_categorical_accuracy"])
    return network

# %% compile | wrong | the class Accuracy | counts outputs that are exactly equal to the labels
def compile_network(network):
    network.compile("adam", "binary_crossentropy", metrics=[keras.metrics.Accuracy()])
    return network

# %% baseline | right | by hand with the math module
import math

def guess_loss(p, share=0.1):
    cost_of_yes, cost_of_no = -math.log(p), -math.log(1 - p)
    return share * cost_of_yes + (1 - share) * cost_of_no

# %% baseline | right | by Keras, on a thousand questions with weights
def guess_loss(p, share=0.1):
    questions = np.array([[1.0], [0.0]])
    answers = np.full((2, 1), p)
    each = keras.ops.convert_to_numpy(keras.losses.binary_crossentropy(questions, answers))
    return float(np.average(each, weights=[share, 1 - share]))

# %% baseline | right | TensorFlow, log1p
def guess_loss(p, share=0.1):
    p = tf.constant(p, dtype=tf.float64)
    return -share * tf.math.log(p) - (1 - share) * tf.math.log1p(-p)

# %% baseline | wrong | the wrong way round
# The two parts are weighed the wrong way round: a share of `share` is yes and costs -ln p, the rest is no and costs
# -ln(1 - p).
def guess_loss(p, share=0.1):
    return -((1 - share) * np.log(p) + share * np.log(1 - p))

# %% baseline | wrong | the minus forgotten
# The minus sign is missing: a loss is positive.
def guess_loss(p, share=0.1):
    return share * np.log(p) + (1 - share) * np.log(1 - p)

# %% baseline | wrong, breaks both-answers | only the yes
# The answers no are missing: they cost -ln(1 - p) each.
def guess_loss(p, share=0.1):
    return -share * np.log(p)

# %% baseline | wrong, breaks mean | added up
# The costs of a yes and of a no are added up; asked for is the mean over many questions, in which each counts as
# often as it occurs.
def guess_loss(p, share=0.1):
    return -np.log(p) - np.log(1 - p)

# %% baseline | wrong | one half each
# Yes and no count equally here. Only a share of `share` is yes.
def guess_loss(p, share=0.1):
    return -(np.log(p) + np.log(1 - p)) / 2

# %% baseline | wrong, breaks share | 0.1 in place of share
# `share` is not used: 0.1 stands in its place.
def guess_loss(p, share=0.1):
    return -(0.1 * np.log(p) + 0.9 * np.log(1 - p))

# %% baseline | wrong, breaks unrounded | rounded
# The value is rounded. Return it as it is, and round where you print.
def guess_loss(p, share=0.1):
    return round(float(-(share * np.log(p) + (1 - share) * np.log(1 - p))), 3)

# %% baseline | wrong, breaks both-answers | only the no
# The answers yes are missing: they cost -ln p each.
def guess_loss(p, share=0.1):
    return -(1 - share) * np.log(1 - p)

# %% baseline | wrong | share in place of p
# This is for p = share whatever p is: use p.
def guess_loss(p, share=0.1):
    return -(share * np.log(share) + (1 - share) * np.log(1 - share))

# %% baseline | wrong | p and share swapped
# p and share have changed places.
def guess_loss(p, share=0.1):
    return -(p * np.log(share) + (1 - p) * np.log(1 - share))

# %% baseline | wrong | log10
# The logarithm is not the natural one: np.log.
def guess_loss(p, share=0.1):
    return -(share * np.log10(p) + (1 - share) * np.log10(1 - p))

# %% fit | right | settings spelt out, silent
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(x=X_train, y=Y_train, batch_size=32, epochs=10, validation_split=0.2, verbose=0)

# %% fit | right | the last fifth held out by hand, another seed
keras.utils.set_random_seed(99)
kept = int(0.8 * len(X_train))
model = compile_network(build_network())
history = model.fit(
    X_train[:kept], Y_train[:kept], epochs=10, validation_data=(X_train[kept:], Y_train[kept:]), verbose=2,
)

# %% fit | right | the spare network
keras.utils.set_random_seed(5)
model = spare_network("adam")
history = model.fit(X_train, Y_train, epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong, breaks one-hot | integer labels | must have the same rank
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong, breaks epochs | one epoch | there are 1 epoch
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(X_train, Y_train, epochs=1, validation_split=0.2, verbose=0)

# %% fit | wrong, breaks held-out | nothing held out | hold the last fifth out
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(X_train, Y_train, epochs=10, verbose=0)

# %% fit | wrong, breaks new-network | trained on and on | begins where another training ended
keras.utils.set_random_seed(5)
model = compile_network(build_network())
model.fit(X_train, Y_train, epochs=10, validation_split=0.2, verbose=0)
history = model.fit(X_train, Y_train, epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong, breaks new-network | a new network after training | never trained
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(X_train, Y_train, epochs=10, validation_split=0.2, verbose=0)
model = compile_network(build_network())

# %% fit | wrong, breaks held-out | a tenth held out | hold that fifth out
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(X_train, Y_train, epochs=10, validation_split=0.1, verbose=0)

# %% fit | wrong | the digit in each of ten columns | The loss is negative
keras.utils.set_random_seed(5)
model = compile_network(build_network())
history = model.fit(X_train, np.repeat(y_train[:, None], 10, axis=1), epochs=10, validation_split=0.2, verbose=0)

# %% evaluate | right | zipped by hand
results = dict(zip(["loss", "accuracy"], model.evaluate(X_test, Y_test, verbose=0)))

# %% evaluate | right | from predict, and the loss by Keras's function on logits
probabilities_of_test = model.predict(X_test, verbose=0)
results = {
    "loss": float(keras.losses.BinaryCrossentropy()(Y_test, probabilities_of_test)),
    "accuracy": float(np.mean(probabilities_of_test.argmax(axis=1) == y_test)),
}

# %% evaluate | right | a large batch
results = model.evaluate(x=X_test, y=Y_test, batch_size=1000, return_dict=True, verbose=2)

# %% evaluate | wrong, breaks dictionary | a list | a dictionary is asked for
results = model.evaluate(X_test, Y_test, verbose=0)

# %% evaluate | wrong, breaks test-images | on the training images | not what your network gives on the test images
results = model.evaluate(X_train, Y_train, return_dict=True, verbose=0)

# %% evaluate | wrong | on the images held out for validation | held out of training
kept = int(0.8 * len(X_train))
results = model.evaluate(X_train[kept:], Y_train[kept:], return_dict=True, verbose=0)

# %% evaluate | wrong, breaks test-images | unscaled images | not what your network gives on the test images
results = model.evaluate(x_test.astype("float32"), Y_test, return_dict=True, verbose=0)

# %% evaluate | wrong | binary accuracy | not what your network gives on the test images
results = model.evaluate(X_test, Y_test, return_dict=True, verbose=0)
results["accuracy"] = float(np.mean((model.predict(X_test, verbose=0) > 0.5) == (Y_test == 1)))

# %% evaluate | wrong | the loss alone | in it, only loss
results = {"loss": model.evaluate(X_test, Y_test, return_dict=True, verbose=0)["loss"]}

# %% stopping | right | slices
def stopping_epoch(losses, patience):
    for epoch in range(patience + 1, len(losses) + 1):
        if min(losses[epoch - patience:epoch]) >= min(losses[:epoch - patience]):
            return epoch
    return len(losses)

# %% stopping | right | the best epoch is kept, while, NumPy
def stopping_epoch(losses, patience):
    losses = np.asarray(losses)
    epoch = 1
    while epoch < len(losses):
        epoch += 1
        best_so_far = int(np.argmin(losses[:epoch])) + 1
        if epoch - best_so_far >= patience:
            break
    return epoch

# %% stopping | wrong, breaks from-1 | counted from 0
# Epochs are counted from 0 here; the first one is number 1.
def stopping_epoch(losses, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return epoch
    return len(losses) - 1

# %% stopping | wrong, breaks in-a-row | never begins again
# The count of epochs without a new lowest loss never begins again: it must after every new lowest loss.
def stopping_epoch(losses, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best = loss
        else:
            waited += 1
            if waited == patience:
                return epoch
    return len(losses)

# %% stopping | wrong, breaks lowest | compared with the epoch before
# Each loss is compared with the one before it. Compare it with the lowest so far: a loss that rises and falls back
# has made no progress.
def stopping_epoch(losses, patience):
    waited = 0
    for epoch in range(2, len(losses) + 1):
        if losses[epoch - 1] < losses[epoch - 2]:
            waited = 0
        else:
            waited += 1
            if waited == patience:
                return epoch
    return len(losses)

# %% stopping | wrong, breaks as-low | as low counts as lower
# As low as the lowest is not lower: such an epoch counts as one without progress.
def stopping_epoch(losses, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss <= best:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return epoch
    return len(losses)

# %% stopping | wrong | the best epoch
# This is the epoch with the lowest loss; asked for is the one after which training ends.
def stopping_epoch(losses, patience):
    best, waited, best_epoch = float("inf"), 0, 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited, best_epoch = loss, 0, epoch
        else:
            waited += 1
            if waited == patience:
                break
    return best_epoch

# %% stopping | wrong, breaks to-the-end | nothing returned at the end
# Where nothing ends it early, it ends with the last epoch: return len(losses).
def stopping_epoch(losses, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                return epoch

# %% stopping | wrong | one epoch too late
# This is one epoch too late: it ends as soon as the patience is used up.
def stopping_epoch(losses, patience):
    best, waited = float("inf"), 0
    for epoch, loss in enumerate(losses, start=1):
        if waited == patience:
            return epoch
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
    return len(losses)

# %% stopping | wrong | the lowest of all
# This is the lowest epoch of the whole list, of which training may never see the end.
def stopping_epoch(losses, patience):
    return int(np.argmin(losses)) + 1

# %% quiz-accuracy | right | c
quiz_accuracy = "c"

# %% quiz-accuracy | right | C.
quiz_accuracy = "C."

# %% quiz-accuracy | wrong | a | Binary accuracy counts single answers
quiz_accuracy = "a"

# %% quiz-accuracy | wrong | b | An accuracy does not fix the loss
quiz_accuracy = "b"

# %% quiz-accuracy | wrong | d | The two numbers count different things
quiz_accuracy = "d"

# %% precision-recall | right | Keras's metrics
def precision_recall(labels, probabilities, digit):
    rows = np.eye(10)[labels]
    scores = []
    for metric in (keras.metrics.Precision(class_id=digit), keras.metrics.Recall(class_id=digit)):
        metric.update_state(rows, probabilities)
        scores.append(float(metric.result()))
    return tuple(scores)

# %% precision-recall | right | scikit-learn
from sklearn.metrics import precision_score, recall_score

def precision_recall(labels, probabilities, digit):
    truth, said = labels == digit, probabilities[:, digit] > 0.5
    return precision_score(truth, said, zero_division=0), recall_score(truth, said)

# %% precision-recall | right | counted in a loop, a list
def precision_recall(labels, probabilities, digit):
    true_positive = false_positive = false_negative = 0
    for label, row in zip(labels, probabilities):
        yes = row[digit] > 0.5
        if yes and label == digit:
            true_positive += 1
        elif yes:
            false_positive += 1
        elif label == digit:
            false_negative += 1
    said = true_positive + false_positive
    return [true_positive / said if said else 0, true_positive / (true_positive + false_negative)]

# %% precision-recall | wrong, breaks order | swapped
# Precision and recall are swapped: precision first.
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities[:, digit] > 0.5, labels == digit
    hits = np.sum(yes & shows)
    return hits / np.sum(shows), (hits / np.sum(yes) if yes.any() else 0.0)

# %% precision-recall | wrong, breaks threshold | argmax
# It looks which of the ten outputs is the largest. This detector says yes where its own probability is above 0.5,
# whatever the other nine say.
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities.argmax(axis=1) == digit, labels == digit
    hits = np.sum(yes & shows)
    return (hits / np.sum(yes) if yes.any() else 0.0), hits / np.sum(shows)

# %% precision-recall | wrong, breaks never-yes | divided by zero | For a detector that never says yes
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities[:, digit] > 0.5, labels == digit
    hits = np.sum(yes & shows)
    return hits / np.sum(yes), hits / np.sum(shows)

# %% precision-recall | wrong | accuracy for precision
# The first number is the accuracy of the detector, not its precision: images rightly called no do not count.
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities[:, digit] > 0.5, labels == digit
    return np.mean(yes == shows), np.sum(yes & shows) / np.sum(shows)

# %% precision-recall | wrong | divided by all images
# The hits are divided by the number of all images. Divide them by the number of yes answers for the precision, by
# the number of images of the digit for the recall.
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities[:, digit] > 0.5, labels == digit
    return np.mean(yes & shows), np.mean(yes & shows)

# %% precision-recall | wrong, breaks shares | per cent
# The numbers are in per cent; asked for are numbers from 0 to 1.
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities[:, digit] > 0.5, labels == digit
    hits = np.sum(yes & shows)
    return (100 * hits / np.sum(yes) if yes.any() else 0.0), 100 * hits / np.sum(shows)

# %% precision-recall | wrong | the specificity for the recall
# The second number is the share of the other images that get a no (the specificity), not the recall.
def precision_recall(labels, probabilities, digit):
    yes, shows = probabilities[:, digit] > 0.5, labels == digit
    precision = np.sum(yes & shows) / np.sum(yes) if yes.any() else 0.0
    return precision, np.sum(~yes & ~shows) / np.sum(~shows)

# %% precision-recall | wrong, breaks shares | rounded
# The numbers are rounded. Return them as they are.
def precision_recall(labels, probabilities, digit):
    yes, is_digit = probabilities[:, digit] > 0.5, labels == digit
    hits = np.sum(yes & is_digit)
    return round(float(hits / max(np.sum(yes), 1)), 2), round(float(hits / np.sum(is_digit)), 2)

# %% precision-recall | wrong | yes and no turned round
# The detector's answers are turned round: yes is where its probability is greater than 0.5.
def precision_recall(labels, probabilities, digit):
    yes, is_digit = probabilities[:, digit] <= 0.5, labels == digit
    hits = np.sum(yes & is_digit)
    return hits / max(np.sum(yes), 1), hits / np.sum(is_digit)

# %% quiz-silent | right | d
quiz_silent = "d"

# %% quiz-silent | right | capital letter
quiz_silent = "D"

# %% quiz-silent | wrong | a | the loss becomes negative
quiz_silent = "a"

# %% quiz-silent | wrong | b | treats the ten sigmoids as a softmax
quiz_silent = "b"

# %% quiz-silent | wrong | c | digits are names
quiz_silent = "c"

# %% compare | right | objects, functional, counted from predict
keras.utils.set_random_seed(5)
picture = keras.Input(shape=(28, 28))
hidden = layers.Dense(128, activation="relu")(layers.Flatten()(picture))
rival = keras.Model(picture, layers.Dense(10, activation="softmax")(hidden))
rival.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.001),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    metrics=["accuracy"],
)
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

def share_recognised(network):
    return np.mean(network.predict(X_test, verbose=0).argmax(axis=1) == y_test)

comparison = {"softmax": share_recognised(rival), "sigmoid": share_recognised(model)}

# %% compare | right | another seed, no metric in a history, results of exercise 9
keras.utils.set_random_seed(11)
rival = keras.Sequential([keras.Input(shape=(28, 28)), layers.Flatten()])
rival.add(layers.Dense(128, "relu"))
rival.add(layers.Dense(10))
rival.add(layers.Softmax())
rival.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = dict(sigmoid=results["accuracy"], softmax=rival.evaluate(X_test, y_test, verbose=0)[1])

# %% compare | wrong, breaks recognised | losses compared | this is the loss
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": model.evaluate(X_test, Y_test, verbose=0)[0],
    "softmax": rival.evaluate(X_test, y_test, verbose=0)[0],
}

# %% compare | wrong, breaks recognised | binary accuracy of the sigmoids | this is the binary accuracy
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": np.mean((model.predict(X_test, verbose=0) > 0.5) == (Y_test == 1)),
    "softmax": rival.evaluate(X_test, y_test, verbose=0)[1],
}

# %% compare | wrong, breaks softmax | sigmoid again | the activation is sigmoid
keras.utils.set_random_seed(5)
rival = build_network()
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": model.evaluate(X_test, Y_test, verbose=0)[1],
    "softmax": rival.evaluate(X_test, y_test, verbose=0)[1],
}

# %% compare | wrong, breaks loss | categorical, with one-hot labels | asked for is the sparse form
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, Y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": model.evaluate(X_test, Y_test, verbose=0)[1],
    "softmax": rival.evaluate(X_test, Y_test, verbose=0)[1],
}

# %% compare | wrong, breaks trained | never trained | never trained
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
comparison = {
    "sigmoid": model.evaluate(X_test, Y_test, verbose=0)[1],
    "softmax": rival.evaluate(X_test, y_test, verbose=0)[1],
}

# %% compare | wrong, breaks shares | on the training images | not the share of the test images
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": model.evaluate(X_train, Y_train, verbose=0)[1],
    "softmax": rival.evaluate(X_train, y_train, verbose=0)[1],
}

# %% compare | wrong, breaks shares | per cent | in per cent
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": 100 * model.evaluate(X_test, Y_test, verbose=0)[1],
    "softmax": 100 * rival.evaluate(X_test, y_test, verbose=0)[1],
}

# %% compare | wrong | binary, with one-hot labels | The rival makes one choice among ten
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
rival.fit(X_train, Y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "sigmoid": model.evaluate(X_test, Y_test, return_dict=True, verbose=0)["accuracy"],
    "softmax": rival.evaluate(X_test, Y_test, return_dict=True, verbose=0)["accuracy"],
}

# %% compare | wrong | entries of other names | There is no entry
keras.utils.set_random_seed(5)
rival = keras.Sequential([
    keras.Input(shape=(28, 28)), layers.Flatten(),
    layers.Dense(128, activation="relu"), layers.Dense(10, activation="softmax"),
])
rival.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
rival.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
comparison = {
    "Sigmoid": model.evaluate(X_test, Y_test, return_dict=True, verbose=0)["accuracy"],
    "Softmax": rival.evaluate(X_test, y_test, return_dict=True, verbose=0)["accuracy"],
}
