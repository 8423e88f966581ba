# Answers to the exercises of lesson 03: right ones written differently, wrong ones that learners give.
# Each block is the whole text of one student cell; every other cell of its notebook is the reference's.

# %% scale | right | NumPy, float64, reshape with -1
X_train = train_images.reshape(-1, 64) / 16.0
X_test = test_images.reshape(-1, 64) / 16.0

# %% scale | right | a function of one's own, divided before it is reshaped
def flat(images):
    scaled = np.divide(images, images.max()).astype(np.float32)
    return np.array([image.ravel() for image in scaled])

X_train, X_test = flat(train_images), flat(test_images)

# %% scale | right | TensorFlow tensors
X_train = tf.reshape(tf.cast(train_images, tf.float32) / 16, (-1, 64))
X_test = tf.reshape(tf.cast(test_images, tf.float32) / 16, (-1, 64))

# %% scale | right | keras.ops, and a warning on the way
import warnings
warnings.warn("a remark of one's own costs nothing")
X_train = keras.ops.convert_to_numpy(keras.ops.reshape(keras.ops.multiply(train_images, 0.0625), (-1, 64)))
X_test = keras.ops.convert_to_numpy(keras.ops.reshape(keras.ops.multiply(test_images, 0.0625), (-1, 64)))

# %% scale | wrong, breaks darkest-ink | divided by 255
# You divided by 255. These pixels go from 0 to 16, so all of them are below 0.07 now: look at the range first.
X_train = train_images.reshape(-1, 64) / 255
X_test = test_images.reshape(-1, 64) / 255

# %% scale | wrong | not scaled
# The pixels are not scaled yet: they still go up to 16.
X_train = train_images.reshape(-1, 64)
X_test = test_images.reshape(-1, 64)

# %% scale | wrong, breaks darkest-ink | divided by 15
# You divided by 15. Sixteen dots make a pixel, so the darkest one is 16 (and 0 to 16 are seventeen values).
X_train = train_images.reshape(-1, 64) / 15
X_test = test_images.reshape(-1, 64) / 15

# %% scale | wrong, breaks same-rule | each image by its own darkest pixel
# Each image was divided by its own darkest pixel. Use one rule for all: a pale image should stay pale.
X_train = train_images.reshape(-1, 64) / train_images.max(axis=(1, 2)).reshape(-1, 1)
X_test = test_images.reshape(-1, 64) / test_images.max(axis=(1, 2)).reshape(-1, 1)

# %% scale | wrong, breaks same-rule | MinMaxScaler
# Each pixel was stretched by its own range (MinMaxScaler). Divide all by the same number.
from sklearn.preprocessing import MinMaxScaler
X_train = MinMaxScaler().fit_transform(train_images.reshape(-1, 64))
X_test = MinMaxScaler().fit_transform(test_images.reshape(-1, 64))

# %% scale | wrong | StandardScaler
# The pixels were standardised (mean 0, deviation 1). Asked for are values from 0 to 1.
from sklearn.preprocessing import StandardScaler
X_train = StandardScaler().fit_transform(train_images.reshape(-1, 64))
X_test = StandardScaler().fit_transform(test_images.reshape(-1, 64))

# %% scale | wrong, breaks fractions | whole numbers
# You divided whole numbers by whole numbers with //, which cuts off all that is below 1: divide with /.
X_train = train_images.reshape(-1, 64) // 16
X_test = test_images.reshape(-1, 64) // 16

# %% scale | wrong, breaks rows | still squares
# The values are right, but each image is still a square of 8 × 8: lay it out in one row of 64 numbers.
X_train = train_images / 16
X_test = test_images / 16

# %% scale | wrong | inverted
# White became 1 and ink 0. Asked for is the other way round: white stays 0.
X_train = 1 - train_images.reshape(-1, 64) / 16
X_test = 1 - test_images.reshape(-1, 64) / 16

# %% scale | wrong, breaks both | test images forgotten
# The pixels are not scaled yet: they still go up to 16.
X_train = train_images.reshape(-1, 64) / 16
X_test = test_images.reshape(-1, 64)

# %% scale | wrong | test made from the training images | not the shape asked for
X_train = train_images.reshape(-1, 64) / 16
X_test = train_images.reshape(-1, 64) / 16

# %% build | right | functional
def build_network():
    inputs = keras.Input(shape=(64,))
    hidden = layers.Dense(512, activation="relu")(inputs)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(hidden))

# %% build | right | added one by one, activations as layers
def build_network():
    network = keras.Sequential(name="digits")
    network.add(keras.Input((64,)))
    network.add(layers.Dense(512, name="wide"))
    network.add(layers.Activation("relu"))
    network.add(layers.Dense(10))
    network.add(layers.Softmax())
    return network

# %% build | right | input_shape in the first layer, from tensorflow.keras
from tensorflow.keras import layers as older_layers, models

def build_network():
    network = models.Sequential()
    network.add(older_layers.Dense(512, activation="relu", input_shape=(64,)))
    network.add(older_layers.Dense(10, activation="softmax"))
    return network

# %% build | right | functions as activations, build in place of Input
def build_network():
    network = keras.Sequential([
        layers.Dense(512, activation=keras.activations.relu),
        layers.Dense(10, activation=tf.nn.softmax),
    ])
    network.build((None, 64))
    return network

# %% build | right | a subclass, called once
class Digits(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(512, activation="relu")
        self.scores = layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.scores(self.hidden(x))

def build_network():
    network = Digits()
    network(np.zeros((1, 64), "float32"))
    return network

# %% build | wrong, breaks outputs | nine units | Layer 2: it has 9 units
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(512, activation="relu"), layers.Dense(9, activation="softmax"),
    ])

# %% build | wrong, breaks outputs | sigmoid for softmax | Layer 2: the activation is sigmoid
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(512, activation="relu"), layers.Dense(10, activation="sigmoid"),
    ])

# %% build | wrong | no activations | Layer 1: it has no activation, but one is asked for
def build_network():
    return keras.Sequential([keras.Input(shape=(64,)), layers.Dense(512), layers.Dense(10)])

# %% build | wrong | softmax in the hidden layer too | Layer 1: the activation is softmax
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(512, activation="softmax"), layers.Dense(10, activation="softmax"),
    ])

# %% build | wrong | three layers | The network has 3 layers
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(512, activation="relu"),
        layers.Dense(512, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])

# %% build | wrong, breaks hidden | hidden layer of 64 units | Layer 1: it has 64 units
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(64, activation="relu"), layers.Dense(10, activation="softmax"),
    ])

# %% build | wrong, breaks inputs | no input | does not know the shape of its input
def build_network():
    return keras.Sequential([layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax")])

# %% build | wrong, breaks inputs | squares as input | takes examples of shape (8, 8)
def build_network():
    return keras.Sequential([
        keras.Input(shape=(8, 8)), layers.Flatten(),
        layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"),
    ])

# %% build | wrong, breaks returned | return forgotten | not a Keras model
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"),
    ])

# %% build | right | a functional model as a class of one's own
class DigitNet(keras.Model):
    def __init__(self):
        pixels = keras.Input(shape=(64,))
        hidden = layers.Dense(512, activation="relu")(pixels)
        super().__init__(inputs=pixels, outputs=layers.Dense(10, activation="softmax")(hidden))

def build_network():
    return DigitNet()

# %% build | right | a class of one's own, built for its input
class Built(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = layers.Dense(512, activation="relu")
        self.out = layers.Dense(10, activation="softmax")

    @tf.function
    def call(self, pixels):
        return self.out(self.hidden(pixels))

def build_network():
    network = Built()
    network.build((None, 64))
    return network

# %% build | wrong, breaks new-network | the same network each time | returns the same network each time
_the_network = keras.Sequential([
    keras.Input(shape=(64,)), layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"),
])

def build_network():
    return _the_network

# %% build | wrong, breaks new-network | new networks of the same layers | share layers
_hidden = layers.Dense(512, activation="relu")

def build_network():
    return keras.Sequential([keras.Input(shape=(64,)), _hidden, layers.Dense(10, activation="softmax")])

# %% build | wrong, breaks uncompiled | compiled already | compiled already
def build_network():
    network = keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"),
    ])
    network.compile(loss="mse")
    return network

# %% build | wrong, breaks as-drawn | a frozen layer | it is frozen
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(512, activation="relu", trainable=False),
        layers.Dense(10, activation="softmax"),
    ])

# %% build | wrong, breaks as-drawn | a regularizer | it has a kernel regularizer
def build_network():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(512, activation="relu", kernel_regularizer="l2"),
        layers.Dense(10, activation="softmax"),
    ])

# %% count-parameters | right | pairs of neighbours
def count_parameters(inputs, units):
    widths = [inputs, *units]
    return sum((a + 1) * b for a, b in zip(widths, widths[1:]))

# %% count-parameters | right | NumPy
def count_parameters(inputs, units):
    came_in = np.array([inputs] + list(units[:-1]))
    return np.sum(came_in * np.array(units) + np.array(units))

# %% count-parameters | right | recursive
def count_parameters(inputs, units):
    if not units:
        return 0
    first, *rest = units
    return inputs * first + first + count_parameters(first, rest)

# %% count-parameters | wrong, breaks biases | biases forgotten
# The biases are missing: each unit has one, besides its weights.
def count_parameters(inputs, units):
    total = 0
    for width in units:
        total += inputs * width
        inputs = width
    return total

# %% count-parameters | wrong | inputs do not move on
# Every layer is counted with the first inputs. A layer's inputs are the units of the one before it.
def count_parameters(inputs, units):
    return sum(inputs * width + width for width in units)

# %% count-parameters | wrong | one bias a layer
# One bias for a whole layer? Each unit has its own.
def count_parameters(inputs, units):
    total = 0
    for width in units:
        total += inputs * width + 1
        inputs = width
    return total

# %% count-parameters | wrong | biases for the inputs
# The inputs have no biases: they are not units, only numbers that come in.
def count_parameters(inputs, units):
    total = inputs
    for width in units:
        total += inputs * width + width
        inputs = width
    return total

# %% count-parameters | wrong | returns inside the loop | Called with
def count_parameters(inputs, units):
    total = 0
    for width in units:
        total += inputs * width + width
        inputs = width
        return total

# %% count-parameters | wrong | the last layer alone
# Only the last layer is counted: add the layers up.
def count_parameters(inputs, units):
    for width in units:
        total = inputs * width + width
        inputs = width
    return total

# %% count-parameters | wrong, breaks any-stack | our network's number whatever is asked | which is not the right value
def count_parameters(inputs, units):
    return 38_410

# %% count-parameters | wrong, breaks one-number | printed, not returned | return
def count_parameters(inputs, units):
    total = 0
    for width in units:
        total += inputs * width + width
        inputs = width
    print(total)

# %% quiz-loss | right | capital letter
quiz_loss = "C"

# %% quiz-loss | right | with a bracket, as on paper
quiz_loss = "c)"

# %% quiz-loss | wrong | sparse | not right) Sparse categorical cross-entropy takes one whole number
quiz_loss = "a"

# %% quiz-loss | wrong | categorical | not right) Categorical cross-entropy takes a row of numbers
quiz_loss = "b"

# %% quiz-loss | wrong | counts subjects | not right) The number of subjects is another question
quiz_loss = "d"

# %% quiz-loss | wrong | a word | none of the letters
quiz_loss = "binary"

# %% compile | right | an object with its rate, a loss object
def compile_network(network):
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    return network

# %% compile | right | functions, and a metric object
def compile_network(network):
    network.compile(
        loss=keras.losses.sparse_categorical_crossentropy,
        optimizer=keras.optimizers.Adam(),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return network

# %% compile | right | by position, metric without a name, Adam(1e-3)
def compile_network(network):
    network.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy",
                    metrics=[keras.metrics.SparseCategoricalAccuracy()])
    return network

# %% compile | right | class name as text, acc, tensorflow.keras
def compile_network(network):
    network.compile(optimizer="Adam", loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False), metrics=["acc"])
    return network

# %% compile | wrong, breaks loss | categorical_crossentropy | the sparse form takes them
def compile_network(network):
    network.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks metric | no metrics | No metric is given
def compile_network(network):
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return network

# %% compile | wrong, breaks optimizer | SGD | The optimizer is SGD
def compile_network(network):
    network.compile(optimizer="sgd", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong | default optimizer | The optimizer is RMSprop
def compile_network(network):
    network.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks optimizer | rate of 0.01 | The learning rate is 0.01
def compile_network(network):
    network.compile(
        optimizer=keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    return network

# %% compile | wrong | mean squared error | mean_squared_error is for numbers to be met
def compile_network(network):
    network.compile(optimizer="adam", loss="mse", metrics=["accuracy"])
    return network

# %% compile | wrong | binary cross-entropy | binary_crossentropy is for questions of yes or no
def compile_network(network):
    network.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks loss | from_logits | it expects logits (from_logits=True)
def compile_network(network):
    network.compile(
        optimizer="adam", loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"]
    )
    return network

# %% compile | wrong | the class Accuracy | exactly equal to the labels
def compile_network(network):
    network.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=[keras.metrics.Accuracy()]
    )
    return network

# %% compile | wrong, breaks metric | categorical accuracy | categorical_accuracy wants labels as rows
def compile_network(network):
    network.compile(
        optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["categorical_accuracy"]
    )
    return network

# %% compile | wrong | no loss | No loss is given
def compile_network(network):
    network.compile(optimizer="adam", metrics=["accuracy"])
    return network

# %% compile | wrong, breaks returned | returns what compile returns | not a Keras model
def compile_network(network):
    return network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% compile | wrong, breaks given | another network than the one given | not the number asked for
def compile_network(network):
    network = keras.Sequential([
        keras.Input(shape=(64,)), layers.Dense(512, activation="relu"), layers.Dense(10, activation="softmax"),
    ])
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return network

# %% compile | wrong | not compiled | not compiled yet
def compile_network(network):
    return network

# %% quiz-summary | right | capital letter
quiz_summary = "C"

# %% quiz-summary | right | with a full stop and a space
quiz_summary = " c. "

# %% quiz-summary | wrong | the missing ReLU | not right) An activation has no parameters
quiz_summary = "a"

# %% quiz-summary | wrong | sigmoid | not right) Sigmoid and softmax give as many numbers
quiz_summary = "b"

# %% quiz-summary | wrong | the loss | not right) What was compiled does not appear in it
quiz_summary = "d"

# %% quiz-summary | wrong | a number | a letter in quotation marks is asked for
quiz_summary = 3

# %% memory | right | one expression
def memory_kb(parameters, adam):
    return (3 * 4 * parameters + 12 if adam else 4 * parameters) / 1024

# %% memory | right | with NumPy's sizes
def memory_kb(parameters, adam):
    size = parameters * np.dtype("float32").itemsize
    if adam:
        size = size * 3 + np.dtype("float32").itemsize + np.dtype("int64").itemsize
    return np.float64(size) / 2**10

# %% memory | right | a default of one's own
def memory_kb(parameters, adam=False):
    averages = 2 * parameters * int(adam)
    return 4 * (parameters + averages) / 1024 + (12 / 1024) * adam

# %% memory | wrong, breaks kilobytes | bytes
# These are bytes: divide by 1,024 for KB.
def memory_kb(parameters, adam):
    return 12 * parameters + 12 if adam else 4 * parameters

# %% memory | wrong, breaks kilobytes | a KB of 1000
# One KB is 1,024 bytes here, not 1,000.
def memory_kb(parameters, adam):
    return (12 * parameters + 12 if adam else 4 * parameters) / 1000

# %% memory | wrong | what Adam keeps alone
# There are two float32 for each parameter in it; there should be three: the parameter itself, and two averages.
def memory_kb(parameters, adam):
    return (8 * parameters + 12) / 1024 if adam else 4 * parameters / 1024

# %% memory | wrong | last two numbers forgotten
# Adam's last two numbers are missing: its learning rate (4 bytes) and its counter (8 bytes).
def memory_kb(parameters, adam):
    return (3 if adam else 1) * 4 * parameters / 1024

# %% memory | wrong | counter of four bytes
# The counter of steps is an int64, of eight bytes, not four.
def memory_kb(parameters, adam):
    return (12 * parameters + 8 if adam else 4 * parameters) / 1024

# %% memory | wrong | one average
# There are two float32 for each parameter in it; there should be three: the parameter itself, and two averages.
def memory_kb(parameters, adam):
    return (8 * parameters + 12 if adam else 4 * parameters) / 1024

# %% memory | wrong | float64
# Eight bytes are a float64; a parameter is a float32, of four.
def memory_kb(parameters, adam):
    return (24 * parameters + 12 if adam else 8 * parameters) / 1024

# %% memory | wrong, breaks adam | adam not looked at
# With adam=True the function returns the network alone.
def memory_kb(parameters, adam):
    return 4 * parameters / 1024

# %% memory | wrong, breaks unrounded | rounded
# The value is rounded. Return it as it is, and round where you print.
def memory_kb(parameters, adam):
    return round((12 * parameters + 12 if adam else 4 * parameters) / 1024, 2)

# %% memory | wrong, breaks any-network | our network's numbers whatever is asked | Not right for
def memory_kb(parameters, adam):
    return 460_932 / 1024 if adam else 153_640 / 1024

# %% memory | wrong | learning rate and counter for each parameter
# Learning rate and counter are kept once for the whole network, not for each parameter.
def memory_kb(parameters, adam):
    return (24 if adam else 4) * parameters / 1024

# %% fit | right | held out by hand, batch size said
keras.utils.set_random_seed(7)
model = build_network()
compile_network(model)
kept = int(0.8 * len(X_train))
history = model.fit(
    X_train[:kept], y_train[:kept], batch_size=32, epochs=10, verbose=0, validation_data=(X_train[kept:], y_train[kept:])
)

# %% fit | right | a dataset
keras.utils.set_random_seed(7)
pairs = tf.data.Dataset.from_tensor_slices((X_train, y_train))
model = compile_network(build_network())
history = model.fit(pairs.take(1149).shuffle(1149, seed=1).batch(32), epochs=10, validation_data=pairs.skip(1149).batch(32), verbose=2)

# %% fit | right | the spare network, another seed
keras.utils.set_random_seed(11)
model = small_network("adam")
history = model.fit(x=X_train, y=y_train, validation_split=1 / 5, epochs=10, verbose=0)

# %% fit | wrong, breaks epochs | five epochs | there are 5 epochs
keras.utils.set_random_seed(7)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=5, validation_split=0.2, verbose=0)

# %% fit | wrong, breaks held-out | nothing held out | There is no validation loss
keras.utils.set_random_seed(7)
model = compile_network(build_network())
history = model.fit(X_train, y_train, epochs=10, verbose=0)

# %% fit | wrong, breaks new-network | the network trained before | The first epoch begins where another training ended
keras.utils.set_random_seed(7)
model = compile_network(build_network())
model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong, breaks history | curves made up | not the loss that the trained network has
keras.utils.set_random_seed(7)
model = compile_network(build_network())
model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
history = keras.callbacks.History()
history.history = {"loss": [2.0] + [0.1] * 9, "val_loss": [2.0] + [0.05] * 9}

# %% fit | wrong, breaks labels | labels in another order | not enough
keras.utils.set_random_seed(7)
model = compile_network(build_network())
history = model.fit(X_train, np.roll(y_train, 1), epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong | never trained | The network was never trained
keras.utils.set_random_seed(7)
model = compile_network(build_network())
history = None

# %% fit | wrong | fit's result called model | not a Keras model
keras.utils.set_random_seed(7)
model = compile_network(build_network())
model = history = model.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% fit | wrong | a network that claims to be right | The network was never trained
keras.utils.set_random_seed(7)
class Claims(keras.Sequential):
    def evaluate(self, *args, **kwargs):
        return {"loss": 0.0, "accuracy": 1.0}

    def predict(self, x, *args, **kwargs):
        return np.eye(10)[y_test[: len(x)]]

model = compile_network(Claims(build_network().layers))
history = keras.callbacks.History()
history.history = {"loss": [2.0 / k for k in range(1, 11)], "val_loss": [2.0 / k for k in range(1, 11)]}

# %% learning-curves | right | pyplot, current figure
def plot_curves(history):
    plt.figure()
    for key, style in (("loss", "k-"), ("val_loss", "k--")):
        plt.plot(np.arange(len(history[key])) + 1, history[key], style, label=key)
    plt.xlabel("Epoch")
    plt.ylabel("Sparse categorical cross-entropy")
    plt.legend()
    return plt.gcf()

# %% learning-curves | right | validation first, markers, logarithmic scale, title
def plot_curves(history):
    fig, ax = plt.subplots()
    n = len(history["val_loss"])
    ax.semilogy(list(range(1, n + 1)), history["val_loss"], marker="s", linestyle=":", label="held out")
    ax.semilogy(list(range(1, n + 1)), history["loss"], marker="o", label="learnt from")
    ax.set(xlabel="epoch", ylabel="loss", title="Learning curves")
    fig.legend()
    return fig

# %% learning-curves | right | both lines in one call
def plot_curves(history):
    names = ["loss", "val_loss"]
    values = np.array([history[name] for name in names]).T
    figure = plt.Figure()
    axis = figure.add_subplot()
    axis.plot(1 + np.arange(len(values)), values, "o-", label=["on training images", "on held-out images"])
    for line, style in zip(axis.lines, ("-", "--")):
        line.set_linestyle(style)
    axis.legend(loc="upper right")
    plt.setp(axis, xlabel="Epoch number", ylabel="Loss")
    return figure

# %% learning-curves | wrong, breaks styles | both lines in one call, in one style | drawn in the same style
def plot_curves(history):
    names = ["loss", "val_loss"]
    values = np.array([history[name] for name in names]).T
    figure = plt.Figure()
    axis = figure.add_subplot()
    axis.plot(1 + np.arange(len(values)), values, "o-", label=["on training images", "on held-out images"])
    axis.legend(loc="upper right")
    plt.setp(axis, xlabel="Epoch number", ylabel="Loss")
    return figure

# %% learning-curves | wrong, breaks from-1 | epochs from 0 | epochs count from 1
def plot_curves(history):
    fig, axis = plt.subplots()
    axis.plot(history["loss"], label="training")
    axis.plot(history["val_loss"], "--", label="validation")
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss")
    axis.legend()
    return fig

# %% learning-curves | wrong, breaks legend | no legend | There is no legend
def plot_curves(history):
    fig, axis = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axis.plot(epochs, history["loss"])
    axis.plot(epochs, history["val_loss"], "--")
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss")
    return fig

# %% learning-curves | wrong, breaks labels | no labels | axis has no label
def plot_curves(history):
    fig, axis = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axis.plot(epochs, history["loss"], label="training")
    axis.plot(epochs, history["val_loss"], "--", label="validation")
    axis.legend()
    return fig

# %% learning-curves | wrong, breaks both-losses | training alone | The figure has 1 line
def plot_curves(history):
    fig, axis = plt.subplots()
    axis.plot(range(1, len(history["loss"]) + 1), history["loss"], label="training")
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss")
    axis.legend()
    return fig

# %% learning-curves | wrong, breaks one-plot | two pairs of axes | The figure has 2 plots
def plot_curves(history):
    fig, axes = plt.subplots(1, 2)
    for axis, key in zip(axes, ("loss", "val_loss")):
        axis.plot(range(1, len(history[key]) + 1), history[key], label=key)
        axis.set_xlabel("epoch")
        axis.set_ylabel("loss")
        axis.legend()
    return fig

# %% learning-curves | wrong, breaks both-losses | the same curve twice | Not all lines show the data asked for
def plot_curves(history):
    fig, axis = plt.subplots()
    epochs = range(1, len(history["loss"]) + 1)
    axis.plot(epochs, history["loss"], label="training")
    axis.plot(epochs, history["loss"], "--", label="validation")
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss")
    axis.legend()
    return fig

# %% learning-curves | wrong, breaks any-history | the check's numbers, whatever is asked | Not all lines show the data asked for
def plot_curves(history):
    fig, axis = plt.subplots()
    axis.plot([1, 2, 3], [2.0, 1.0, 0.5], label="training")
    axis.plot([1, 2, 3], [2.2, 1.4, 1.1], "--", label="validation")
    axis.set_xlabel("epoch")
    axis.set_ylabel("loss")
    axis.legend()
    return fig

# %% learning-curves | wrong, breaks figure | shown, not returned | NoneType
def plot_curves(history):
    epochs = range(1, len(history["loss"]) + 1)
    plt.plot(epochs, history["loss"], label="training")
    plt.plot(epochs, history["val_loss"], "--", label="validation")
    plt.xlabel("epoch")
    plt.ylabel("loss")
    plt.legend()
    plt.show()

# %% evaluate | right | a dictionary made from the list
test_results = dict(zip(["loss", "accuracy"], model.evaluate(X_test, y_test, verbose=0)))

# %% evaluate | right | one large batch, with progress bar
test_results = model.evaluate(x=X_test, y=y_test, batch_size=360, return_dict=True)

# %% evaluate | right | from predictions and the loss function
p = model.predict(X_test, verbose=0)
test_results = {
    "accuracy": np.mean(p.argmax(axis=1) == y_test),
    "loss": keras.ops.mean(keras.losses.sparse_categorical_crossentropy(y_test, p)),
}

# %% evaluate | wrong, breaks test-images | on the training images | on the training images
test_results = model.evaluate(X_train, y_train, return_dict=True, verbose=0)

# %% evaluate | wrong, breaks dictionary | a list | a dictionary is asked for
test_results = model.evaluate(X_test, y_test, verbose=0)

# %% evaluate | wrong | metrics_names | There is no accuracy in it
test_results = dict(zip(model.metrics_names, model.evaluate(X_test, y_test, verbose=0)))

# %% evaluate | wrong | swapped names | Its loss is
test_results = dict(zip(["accuracy", "loss"], model.evaluate(X_test, y_test, verbose=0)))

# %% evaluate | wrong | the last epoch's validation numbers | which is not what your network gives
test_results = {"loss": history.history["val_loss"][-1], "accuracy": history.history["val_accuracy"][-1]}

# %% evaluate | wrong | claimed | which is not what your network gives
test_results = {"loss": 0.01, "accuracy": 1.0}

# %% evaluate | wrong | the network trained on the test images first | which is not what your network gives
other = compile_network(build_network())
other.fit(X_test, y_test, epochs=5, verbose=0)
test_results = other.evaluate(X_test, y_test, return_dict=True, verbose=0)

# %% evaluate | wrong | not a number | not one finite number
test_results = {"loss": float("nan"), "accuracy": float("nan")}

# %% confused-pair | right | Counter of the differing pairs
from collections import Counter

def confused_pair(labels, predictions):
    pairs = Counter((t, p) for t, p in zip(labels.tolist(), predictions.tolist()) if t != p)
    return pairs.most_common(1)[0][0]

# %% confused-pair | right | scikit-learn's matrix, a list returned
from sklearn.metrics import confusion_matrix as matrix_of

def confused_pair(labels, predictions):
    counts = matrix_of(labels, predictions, labels=np.arange(10))
    counts[np.arange(10), np.arange(10)] = 0
    return [int(k) for k in divmod(counts.argmax(), 10)]

# %% confused-pair | right | two loops and where
def confused_pair(labels, predictions):
    most, found = 0, (None, None)
    for true in range(10):
        for said in range(10):
            times = np.sum((labels == true) & (predictions == said))
            if true != said and times > most:
                most, found = times, (true, said)
    return found

# %% confused-pair | right | TensorFlow's confusion matrix
def confused_pair(labels, predictions):
    counts = tf.math.confusion_matrix(labels, predictions, num_classes=10)
    counts = tf.linalg.set_diag(counts, tf.zeros(10, tf.int32)).numpy()
    return tuple(np.argwhere(counts == counts.max())[0])

# %% confused-pair | wrong, breaks order | the wrong way round
# The right two digits, the wrong way round: first the true digit, then what was predicted.
def confused_pair(labels, predictions):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (predictions, labels), 1)
    np.fill_diagonal(counts, 0)
    return np.unravel_index(counts.argmax(), counts.shape)

# %% confused-pair | wrong, breaks confusions | diagonal left in
# Pairs of equal digits are counted, too: those are the images that are right.
def confused_pair(labels, predictions):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, predictions), 1)
    return np.unravel_index(counts.argmax(), counts.shape)

# %% confused-pair | wrong | both directions together
# Both directions are counted together. A 3 taken for an 8 is one confusion, an 8 taken for a 3 another.
def confused_pair(labels, predictions):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (np.minimum(labels, predictions), np.maximum(labels, predictions)), 1)
    np.fill_diagonal(counts, 0)
    return np.unravel_index(counts.argmax(), counts.shape)

# %% confused-pair | wrong, breaks most-frequent | the first error, not the most frequent
# This is the first confusion that comes along, not the most frequent.
def confused_pair(labels, predictions):
    first = np.flatnonzero(labels != predictions)[0]
    return labels[first], predictions[first]

# %% confused-pair | wrong, breaks pair | the count instead of the pair | asked for
def confused_pair(labels, predictions):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, predictions), 1)
    np.fill_diagonal(counts, 0)
    return counts.max()

# %% confused-pair | wrong | position in the flattened matrix | asked for
def confused_pair(labels, predictions):
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, predictions), 1)
    np.fill_diagonal(counts, 0)
    return counts.argmax()

# %% narrower-deeper | right | functional, five hidden layers
def build_deeper():
    x = inputs = keras.Input((64,))
    for _ in range(5):
        x = layers.Dense(88, activation="relu")(x)
    return keras.Model(inputs, layers.Dense(10, activation="softmax")(x))


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | right | the width found by the computer
def build_deeper():
    width = min(range(1, 129), key=lambda w: abs(count_parameters(64, [w, w, w, 10]) - 38_410))
    network = keras.Sequential([keras.Input(shape=(64,))])
    for _ in range(3):
        network.add(layers.Dense(width))
        network.add(layers.ReLU())
    network.add(layers.Dense(10, "softmax"))
    return network


keras.utils.set_random_seed(7)
deeper = build_deeper()
deeper = compile_network(deeper)
deeper_history = deeper.fit(X_train, y_train, validation_split=0.2, epochs=10)

# %% narrower-deeper | right | widths that differ
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(128, activation="relu"),
        layers.Dense(95, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks three-layers | two hidden layers | It has 2 hidden layers
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(128, activation="relu"),
        layers.Dense(128, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks as-many | too few parameters | It has 13,130 parameters
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks narrow | wider than 128 | Its widest hidden layer has 147 units
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(147, activation="relu"),
        layers.Dense(147, activation="relu"),
        layers.Dense(45, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks relu | no activation in the hidden layers | Hidden layer 1 has no activation
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(120),
        layers.Dense(120),
        layers.Dense(120),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks trained | the wide one trained again | What was trained is not the network asked for
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(120, activation="relu"),
        layers.Dense(120, activation="relu"),
        layers.Dense(120, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_network())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks epochs | one epoch | 1 epoch, which is not the number asked for
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(120, activation="relu"),
        layers.Dense(120, activation="relu"),
        layers.Dense(120, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong, breaks trained | never trained | The network was never trained
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.Dense(120, activation="relu"),
        layers.Dense(120, activation="relu"),
        layers.Dense(120, activation="relu"),
        layers.Dense(10, activation="softmax"),
    ])


keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = history

# %% narrower-deeper | wrong | a normalisation between | There are other layers than dense ones in it
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        layers.BatchNormalization(),
        *(layers.Dense(120, activation="relu") for _ in range(3)),
        layers.Dense(10, activation="softmax"),
    ])

keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)

# %% narrower-deeper | wrong | no layer of ten | The last layer does not have ten units
def build_deeper():
    return keras.Sequential([
        keras.Input(shape=(64,)),
        *(layers.Dense(120, activation="relu") for _ in range(3)),
    ])

keras.utils.set_random_seed(7)
deeper = compile_network(build_deeper())
deeper_history = deeper.fit(X_train, y_train, epochs=10, validation_split=0.2, verbose=0)
